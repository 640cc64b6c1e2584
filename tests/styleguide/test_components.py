"""What the components promise, read from the style guide's pages."""

from tests.page_client import PageClient


def test_the_pages_are_sound(visit: PageClient) -> None:
    """The page client checks each for a title, one h1, unique ids, labels and CSRF tokens."""
    addresses = {a["href"] for a in visit.get("/styleguide").select("main a[href^='/styleguide']")}

    assert len(addresses) > 10
    for address in sorted(addresses):
        visit.get(address.partition("?")[0])


def test_a_faulty_form_tells_its_errors_first_and_the_same_at_each_field(visit: PageClient) -> None:
    page = visit.get("/styleguide/form")
    summary = page.select_one("main .error-summary")
    lines = {link["href"].removeprefix("#"): link.get_text(strip=True) for link in summary.select("li a")}
    at_fields = [error.get_text(strip=True).removeprefix("Error:") for error in page.select(".field__error")]

    assert page.title.get_text(strip=True).startswith("Error: About you")
    assert summary["role"] == "alert"
    assert summary.find_next("h1") is not None
    assert list(lines.values()) == at_fields
    controls = [page.find(id=field).name for field in lines]
    assert controls == ["input", "input", "textarea", "select", "input", "input", "input"]


def test_a_faulty_field_is_described_by_its_hint_and_its_error(visit: PageClient) -> None:
    page = visit.get("/styleguide/form")
    name = page.find(id="name")

    assert name["aria-invalid"] == "true"
    assert [page.find(id=part).get_text(strip=True) for part in name["aria-describedby"].split()] == [
        "A hint stands between label and control.",
        "Error: Write your name.".replace(": ", ":"),
    ]
    assert "aria-invalid" not in page.find(id="role").attrs


def test_what_was_typed_into_a_number_survives(visit: PageClient) -> None:
    field = visit.get("/styleguide/form").find(id="tables")

    assert (field["type"], field["inputmode"], field["value"]) == ("text", "numeric", "many")


def test_optional_fields_are_marked_and_no_field_is_required_by_the_browser(visit: PageClient) -> None:
    page = visit.get("/styleguide/form")
    marked = [mark.parent.get_text(strip=True) for mark in page.select(".field__optional")]

    assert marked == [
        "Your role(optional)",
        "Languages you speak well enough for a meeting(optional)",
        "Day of arrival(optional)",
        "You leave at(optional)",
    ]
    assert page.select("[required]") == []
    assert page.select_one("main form").has_attr("novalidate")


def test_names_are_kept_apart_from_the_text_around_them(visit: PageClient) -> None:
    """A right-to-left name must not turn the order of what follows it."""
    page = visit.get("/styleguide")
    names = [text for text in page.find_all(string=True) if "أمينة" in text]

    assert len(names) == 4
    assert {text.parent.name for text in names} == {"bdi"}


def test_a_table_names_each_cell_for_the_phone(visit: PageClient) -> None:
    page = visit.get("/styleguide/console")
    table = page.find("caption", string="Registrations").parent
    heads = [head.get_text(strip=True).rstrip("▲▼↕") for head in table.select("thead th")]

    assert heads == ["Name", "Organisation", "State", "Wishes", "Meetings"]
    for row in table.select("tbody tr"):
        assert [cell["data-label"] for cell in row.find_all(["th", "td"])] == heads
    assert [head.get("aria-sort") for head in table.select("thead th")] == ["ascending"] + [None] * 4


def test_the_grid_scrolls_with_the_keyboard_and_names_its_rows_and_columns(visit: PageClient) -> None:
    grid = visit.get("/styleguide/console").select_one(".timetable-grid")

    assert grid["tabindex"] == "0"
    assert grid["aria-label"] == "Schedule: slots and tables"
    assert {head["scope"] for head in grid.select("thead th")} == {"col"}
    assert [group.get_text(strip=True) for group in grid.select("[scope=colgroup]")] == [
        "Tuesday 9 March",
        "Wednesday 10 March",
    ]


def test_the_pressed_wish_says_so(visit: PageClient) -> None:
    bars = visit.get("/styleguide").select(".choice-bar")
    pressed = [[b.get_text(strip=True) for b in bar.select("[aria-pressed=true]")] for bar in bars]

    assert pressed == [["Must meet"], ["Would like to"], [], ["Rather not"]]
    assert [bool(bar.select(".choice-bar__clear")) for bar in bars] == [True, True, False, True]
