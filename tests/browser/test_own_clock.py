"""Times on the reader's own clock: offered only where it differs, kept while the browser is open, taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser
CAMP = "/camps/innovation-camp/"


def test_somebody_abroad_reads_the_programme_on_their_own_clock(new_person: NewPerson) -> None:
    person = new_person(language="en", width=360, timezone_id="America/New_York")
    person.open(CAMP)
    first = person.page.locator(".agenda-list time").first
    note = person.page.locator(".zone-note")
    expect(first).to_have_text("09:00")
    expect(note).to_contain_text("local times in Copenhagen")
    note.get_by_role("button", name="Show them on my own clock").press("Enter")
    expect(first).to_have_text("03:00")
    expect(note).to_contain_text("on your own clock")
    assert person.look() == []
    person.open(CAMP)
    expect(first).to_have_text("03:00")
    back = note.get_by_role("button", name="Show the camp's times")
    back.press("Enter")
    expect(first).to_have_text("09:00")
    expect(note.get_by_role("button", name="Show them on my own clock")).to_be_focused()


def test_the_day_is_told_where_it_is_another_one(new_person: NewPerson) -> None:
    person = new_person(language="en", timezone_id="Pacific/Auckland")
    person.open(CAMP)
    person.page.get_by_role("button", name="Show them on my own clock").click()
    expect(person.page.locator(".agenda-list time").first).to_have_text("21:00")
    expect(person.page.locator(".agenda-list time", has_text="Wed 01:15").first).to_be_visible()


def test_nothing_is_offered_where_the_clocks_agree(new_person: NewPerson) -> None:
    person = new_person(language="en", timezone_id="Europe/Berlin")
    person.open(CAMP)
    expect(person.page.locator(".zone-note")).to_contain_text("local times in Copenhagen")
    expect(person.page.locator(".zone-note button:visible")).to_have_count(0)


def test_an_agenda_on_the_own_clock_stays_so_when_it_is_fetched_anew(new_person: NewPerson) -> None:
    person = new_person("participant", language="en", timezone_id="America/New_York")
    person.open("/camps/innovation-camp/agenda")
    first = person.page.locator(".agenda-list time").first
    camps = first.inner_text()
    person.page.get_by_role("button", name="Show them on my own clock").click()
    expect(first).not_to_have_text(camps)
    own = first.inner_text()
    with person.page.expect_response(lambda response: "agenda" in response.url):
        person.page.evaluate("htmx.trigger(document.querySelector('[data-fresh]'), 'fresh')")
    expect(first).to_have_text(own)
