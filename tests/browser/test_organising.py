"""An organiser makes and publishes schedules, participants follow them in calendars, helpers help."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.calendars import entries
from tests.browser.conftest import NewPerson
from tests.browser.product import CAMP, Prepared, Product
from tests.browser.visitors import Person
from tests.makers import make_camp, make_participant, make_slots, make_tables, make_wish

pytestmark = pytest.mark.browser
CONSOLE = f"/console/{CAMP}"


def generate(organiser: Person, console: str = CONSOLE, *, stop: bool = False) -> str:
    """From “Match” to a new schedule; returns the address of its page."""
    page = organiser.page
    organiser.open(f"{console}/match")
    page.get_by_label("2 minutes" if stop else "10 seconds").check()
    page.get_by_role("button", name="Generate a schedule").click()
    expect(page.locator("h1")).to_have_text("Generating a schedule")
    if stop:  # a camp of this size may be solved before the page asks for news the first time
        page.locator("#run").get_by_text(re.compile("Searching|is ready")).first.wait_for()
        button = page.get_by_role("button", name="Stop and keep the best")
        if button.is_visible():
            button.click()
    ready = page.get_by_role("link", name="See the schedule")
    ready.or_(page.locator(".stat-list")).first.wait_for(timeout=90_000)
    if ready.is_visible():  # else the run had ended when the page came, and it led on by itself
        assert organiser.look() == []
        ready.click()
    page.wait_for_url("**/schedules/**")
    assert organiser.look() == []
    return page.url


def publish(organiser: Person) -> None:
    """From a schedule's page over the difference to the published schedule."""
    page = organiser.page
    page.get_by_role("link", name="Publish", exact=False).first.click()
    expect(page.locator("h1")).to_contain_text("Publish schedule")
    assert organiser.look() == []
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Publish and send").click()
    assert "is published" in page.locator(".flash").inner_text()


def small_camp(product: Product) -> str:
    """A camp of two who wish to meet, three slots and two tables; the address of its console."""
    with product.app.app_context():
        camp = make_camp("moved-by-hand", is_public=False)
        ada, bo = (make_participant(camp, name) for name in ("Ada", "Bo"))
        make_wish(ada, bo)
        make_slots(camp, 3)
        make_tables(camp, 2)
    return "/console/moved-by-hand"


def place_of(organiser: Person) -> tuple[int, int]:
    """Row and column of the only meeting in the grid."""
    script = "item => [item.closest('tr').rowIndex, item.closest('td').cellIndex]"
    row, column = organiser.page.locator(".grid-meeting").evaluate(script)
    return row, column


def test_a_meeting_is_dragged_with_the_mouse_and_put_back(product: Product, new_person: NewPerson) -> None:
    organiser = new_person("organiser")
    page = organiser.page
    generate(organiser, small_camp(product))
    before = place_of(organiser)
    cells = page.locator("table[data-version] tbody td:not(.timetable-grid__cell--aside)")
    free = next(cell for cell in cells.all() if not cell.locator(".grid-meeting").count())
    wanted = free.evaluate("cell => [cell.parentElement.rowIndex, cell.cellIndex]")
    page.locator(".grid-meeting").hover()
    page.mouse.down()
    for _look in range(3):  # rows grow and shrink under what is dragged, so the eye follows
        goal = free.bounding_box()
        assert goal is not None
        page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=12)
    with page.expect_navigation():
        page.mouse.up()
    assert place_of(organiser) == tuple(wanted) != before
    assert organiser.look() == []
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").first.click()
    assert place_of(organiser) == before


def test_organiser_generates_stops_looks_and_publishes_twice(
    new_person: NewPerson, prepared: Prepared
) -> None:
    organiser = new_person("organiser")
    page = organiser.page

    first = generate(organiser, stop=True)
    assert page.locator(".grid-meeting").count() > 400
    page.get_by_role("link", name="People", exact=True).last.click()
    assert organiser.look() == []
    page.locator("tbody a").first.click()
    assert organiser.look() == []
    page.go_back()
    page.get_by_role("link", name="Unmet wishes").click()
    assert organiser.look() == []
    assert page.locator("tbody tr").count() > 0
    organiser.open(first)
    publish(organiser)

    second = generate(organiser)
    assert second != first
    publish(organiser)

    organiser.open(f"{CONSOLE}/match")
    rows = page.locator("tbody tr").all_inner_texts()
    assert sum("Published" in row for row in rows) == 1
    assert sum("Earlier version" in row for row in rows) >= 2
    organiser.open(first)
    assert page.locator(".grid-meeting").count() > 400


def test_two_organisers_change_a_copy_and_one_is_told(new_person: NewPerson, prepared: Prepared) -> None:
    """A move, a conflict in words, undo, redo, a pin, and a second look at the unmet."""
    first, second = (new_person("organiser") for _ in range(2))
    page = first.page
    first.open(f"{CONSOLE}/schedules/1/")
    page.get_by_role("button", name="Change a copy").click()
    draft = page.url.removeprefix(first.address)
    page.locator(".grid-meeting a").first.click()
    assert first.look() == []
    second.open(page.url.removeprefix(first.address))

    before = page.locator(".stat-list").inner_text()
    page.locator(".place-form button").last.click()
    expect(page.locator(".flash")).to_contain_text("The meeting has its new place")
    assert page.locator(".stat-list").inner_text() != before
    second.page.locator(".place-form button").nth(1).click()
    expect(second.page.locator(".notice--bad")).to_contain_text("has changed this schedule since you opened")
    assert second.look() == []
    second.page.locator(".place-form button").nth(1).click()
    expect(second.page.locator(".flash")).to_contain_text("The meeting has its new place")

    first.open(draft)
    for button, told in (("Undo", "is undone"), ("Undo", "is undone"), ("Do again", "is done again")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".flash")).to_contain_text(told)
    assert first.look() == []
    page.locator(".grid-meeting a").first.click()
    page.get_by_role("button", name="Pin it here").click()
    expect(page.locator(".flash")).to_contain_text("is pinned")
    first.open(f"{draft}unmet")
    assert first.look() == []
    page.get_by_role("link", name="CSV").wait_for()
    first.open(draft)
    publish(first)


def test_calendar_of_a_participant_follows_what_is_published(
    new_person: NewPerson, prepared: Prepared
) -> None:
    participant, organiser = new_person("participant"), new_person("organiser")
    page = participant.page
    participant.open(f"/camps/{CAMP}/agenda")
    on_page = page.locator(".agenda-list__item--meeting, .agenda-list li").all_inner_texts()
    page.get_by_role("link", name="Add to my calendar").click()
    page.get_by_role("button", name="address", exact=False).first.click()
    feed = page.locator("input[readonly]").first.input_value()
    assert participant.look() == []

    http = participant.context.request
    before = http.get(feed)
    known = entries(before.text())
    assert entries(http.get(f"/camps/{CAMP}/agenda.ics").text()) == known
    meetings = [entry for entry in known.values() if entry.is_meeting]
    assert meetings
    for entry in meetings:
        if not entry.cancelled:
            partner = entry.summary.removeprefix("Meeting with ").split(" (")[0]
            assert any(partner in text for text in on_page), partner
    assert http.get(feed, headers={"If-None-Match": before.headers["etag"]}).status == 304

    generate(organiser)
    publish(organiser)

    after = entries(http.get(feed).text())
    assert known.keys() <= after.keys()
    for uid, entry in known.items():
        new = after[uid]
        moved = (new.starts_at, new.ends_at, new.location, new.cancelled) != (
            entry.starts_at, entry.ends_at, entry.location, entry.cancelled,
        )  # fmt: skip
        assert new.sequence == entry.sequence + moved, uid

    participant.open(f"/camps/{CAMP}/calendars")
    page.get_by_role("button", name="Stop the address").click()
    expect(page.locator(".flash")).to_be_visible()
    assert http.get(feed).status == 404


def test_helper_checks_in_and_sees_nothing_else(new_person: NewPerson, prepared: Prepared) -> None:
    helper = new_person("helper", width=360)
    page = helper.page
    helper.open(f"{CONSOLE}/check-in")
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("Winther")
    expect(page.locator(".arrival-list__person").filter(has_not_text="Winther")).to_have_count(0)
    row = page.locator(".arrival-list__person", has_text="Søren Winther")
    row.get_by_role("button", name="Check in").click()
    expect(page.locator(".flash")).to_contain_text("is checked in")
    assert helper.look() == []
    page.locator(".arrival-list__person", has_text="Søren Winther").get_by_role("button", name="Undo").click()
    expect(page.locator(".flash")).to_contain_text("not checked in any more")
    for path in ("", "/set-up", "/people", "/match", "/schedules/1/", "/paper"):
        response = helper.open(CONSOLE + path)
        assert response is not None and response.status == 404, path
        assert helper.look() == []
