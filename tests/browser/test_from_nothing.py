"""A camp from nothing to a published schedule, with people who come from a spreadsheet."""

import io

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.product import Product
from tests.browser.test_organising import generate, publish

pytestmark = pytest.mark.browser
HOW_MANY = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def guest_list() -> bytes:
    """Forty people of twenty organisations; each wishes to meet the two who come ten and eleven rows later."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Fornavn", "Efternavn", "E-mail", "Virksomhed", "Land", "Sprog", "Vil gerne møde", "Noter"])
    for number in range(HOW_MANY):
        wished = "; ".join(f"guest{(number + step) % HOW_MANY}@example.dk" for step in (10, 11))
        sheet.append([f"Gæst {number}", "Ærøskøbing", f"guest{number}@example.dk", f"Klynge {number // 2}",
                      "Danmark", "dansk og engelsk", wished, "vegetar"])  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_camp_with_forty_imported_people_is_published(new_person: NewPerson, product: Product) -> None:
    organiser = new_person("organiser")
    page = organiser.page
    organiser.open("/administration/new")
    page.get_by_label("Name").fill("From Nothing")
    page.get_by_label("Kind").select_option("matchmaking_event")
    page.get_by_label("First day").fill("2027-09-07")
    page.get_by_label("Address").fill("from-nothing")
    page.locator("main form button[type=submit]").click()
    console = "/console/from-nothing"
    expect(page).to_have_url(f"{organiser.address}{console}")

    organiser.open(f"{console}/people")
    page.locator(".empty-state").get_by_role("link", name="Import people").click()
    assert organiser.look() == []
    page.get_by_label("File").set_input_files(
        [{"name": "gæster.xlsx", "mimeType": XLSX, "buffer": guest_list()}]
    )
    page.get_by_role("button", name="Next: the columns").click()
    assert organiser.look() == []
    expect(page.get_by_label("What “Noter” is")).to_have_value("")
    page.get_by_label("Has told you that they come").check()
    page.get_by_label("Send everybody who is new a mail").uncheck()
    page.get_by_role("button", name="Next: see what happens").click()
    assert organiser.look() == []
    expect(page.locator(".confirm-page__consequences")).to_contain_text("80 wishes come along")
    page.get_by_role("button", name=f"Import {HOW_MANY} people").click()
    expect(page.locator(".flash")).to_have_text(f"{HOW_MANY} people are imported.")
    assert organiser.look() == []

    generate(organiser, console)
    assert page.locator(".grid-meeting").count() >= HOW_MANY
    publish(organiser)

    organiser.open(f"{console}/people?lack=meetings")
    organiser.open(f"{console}/people")
    page.get_by_label("All 40 in this list").check()
    page.get_by_role("button", name="Remind…").click()
    assert organiser.look() == []
    page.get_by_role("button", name="Next: see how it reads").click()
    assert organiser.look() == []

    organiser.open(f"{console}/log")
    acts = page.locator("tbody td:last-child").all_inner_texts()
    first = acts.index("Imported a list: 40 new, 0 changed.")
    assert acts[0] == "Published schedule 1 as final."
    assert acts[1:first] == ["Started a search for schedules."]
    assert organiser.look() == []
