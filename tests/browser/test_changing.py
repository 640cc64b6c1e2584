"""A change from the wish on a phone to the calendar: asked by keyboard in both languages, decided by an organiser."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.calendars import Entry, entries
from tests.browser.conftest import NewPerson
from tests.browser.product import CAMP, Prepared
from tests.browser.test_registering import tab_to
from tests.browser.visitors import Person

pytestmark = pytest.mark.browser
AGENDA = f"/camps/{CAMP}/agenda"
WORDS = {
    "da": {
        "change": "Ændr eller aflys", "meeting": "Dit møde med ", "another": "Bed om et andet tidspunkt",
        "why": "Hvorfor?", "reason": "Jeg skal ringe hjem på det tidspunkt.", "ask": "Bed om det",
        "asked": "Du har bedt om en ændring", "waits": "Venter på svar", "done": "Klaret",
    },
    "en": {
        "change": "Change or cancel", "meeting": "Your meeting with ", "another": "Ask for another time",
        "why": "Why?", "reason": "I have to call home at that time.", "ask": "Ask for it",
        "asked": "You have asked for a change", "waits": "Waiting for an answer", "done": "Done",
    },
}  # fmt: skip


def by_keyboard(person: Person) -> Callable[[Locator], None]:
    """Go to a link or button with Tab and press Enter."""

    def press(locator: Locator) -> None:
        tab_to(person, locator)
        with person.page.expect_navigation():
            person.page.keyboard.press("Enter")

    return press


def feed_of(person: Person, prepared: Prepared) -> dict[str, Entry]:
    return entries(person.context.request.get(f"/feed/{prepared.feed}.ics").text())


def ask_for_another_time(person: Person, words: dict[str, str]) -> str:
    """From the agenda, without a mouse; returns the name of the one to meet."""
    main, press = person.page.locator("main"), by_keyboard(person)
    person.open(AGENDA)
    press(main.get_by_role("link", name=re.compile(f"^{words['change']}")).first)
    assert person.look("change") == []
    name = main.locator("h1").inner_text().removeprefix(words["meeting"])
    press(main.get_by_role("link", name=words["another"]))
    assert person.look("ask") == []
    tab_to(person, person.page.get_by_label(words["why"]))
    person.page.keyboard.type(words["reason"])
    press(main.get_by_role("button", name=words["ask"]))
    expect(person.page.locator(".flash")).to_contain_text(words["asked"])
    expect(main.locator(".asked-list .badge").first).to_have_text(words["waits"])
    assert person.look("asked") == []
    return name


def decide(organiser: Person, name: str, reason: str) -> None:
    """Wait for the worker, see what the change means, and accept it."""
    page = organiser.page
    line = page.locator("tr", has_text=name).filter(has_text=reason)
    for _time in range(60):
        organiser.open(f"/console/{CAMP}/changes/")
        if line.get_by_text("to decide").count():
            break
        page.wait_for_timeout(500)
    assert organiser.look("changes") == []
    line.get_by_role("link", name="See what it changes").click()
    told = re.search(r"\d+ people get a mail", page.inner_text("main"))
    assert told is not None
    assert organiser.look("decide") == []
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.locator(".flash")).to_contain_text(f"Done. {told[0]}.")


@pytest.mark.parametrize("language", ["da", "en"])
def test_another_time_from_the_phone_to_the_calendar(
    new_person: NewPerson, prepared: Prepared, language: str
) -> None:
    person, words = new_person("participant", language=language, width=360), WORDS[language]
    before = feed_of(person, prepared)
    name = ask_for_another_time(person, words)
    assert feed_of(person, prepared) == before, "what is only asked changes nothing"
    decide(new_person("organiser"), name, words["reason"])

    person.open(AGENDA)
    expect(person.page.locator(".asked-list .badge").first).to_have_text(words["done"])
    after = feed_of(person, prepared)
    assert before.keys() == after.keys()
    (uid,) = [one for one in before if before[one] != after[one]]
    old, new = before[uid], after[uid]
    assert name in new.summary and new.starts_at != old.starts_at
    assert new == replace(old, starts_at=new.starts_at, ends_at=new.ends_at, location=new.location,
                          sequence=old.sequence + 1)  # fmt: skip
    shown = person.page.locator(".agenda-list__entry--meeting", has_text=name).first.locator("time").first
    assert shown.get_attribute("datetime") == new.starts_at.isoformat()
