"""The day itself on a phone: at the table, left alone, without a network, how it went, and off the records."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.extensions import db
from app.models import Grade, Participant, User
from app.services import camps
from app.services.accounts import accounts
from app.services.changes import replies
from app.services.clock import now
from app.services.publishing import publishing
from tests.browser.conftest import NewPerson
from tests.browser.product import Product
from tests.browser.visitors import Person
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)

pytestmark = pytest.mark.browser
PHONE = 360
PASSWORD = "four words and a comma"


def todays_camp(product: Product, slug: str, language: str) -> dict[str, str]:
    """A camp going on now: Ada has met Cy, meets Bo in five minutes, and wishes to meet Di, who is free.

    Returns the codes of its people; each signs in as <name>-<slug>@today.example.
    """
    with product.app.app_context():
        today = now().date()
        camp = make_camp(
            slug, name=f"Camp of {slug}", is_public=False, starts_on=today, ends_on=today + timedelta(1)
        )
        people = {}
        for name in ("Ada", "Bo", "Cy", "Di"):
            user = make_user(
                f"{name}-{slug}@today.example".lower(), name, language=language, email_confirmed_at=now()
            )
            accounts.set_password(user, PASSWORD)
            people[name] = make_participant(camp, name, user)
        start = now().replace(second=0, microsecond=0) + timedelta(minutes=5)
        slots = make_slots(camp, 4, start - timedelta(minutes=40))
        tables = make_tables(camp)
        ada = people["Ada"]
        schedule = make_schedule(
            camp, [(ada, people["Cy"], slots[0], tables[0]), (ada, people["Bo"], slots[2], tables[1])]
        )
        publishing.publish(camp, schedule, ada.user, with_mail=False)
        make_wish(ada, people["Di"], Grade.MUST_MEET)
        return {name: person.code for name, person in people.items()}


def sign_in(person: Person, slug: str, name: str, language: str) -> None:
    person.sign_in(f"{name}-{slug}@today.example".lower(), PASSWORD)
    person.choose_language(language)


def bo_cannot_come(product: Product, slug: str, codes: dict[str, str]) -> None:
    with product.app.app_context():
        bo = db.session.scalars(select(Participant).where(Participant.code == codes["Bo"])).one()
        camp = camps.by_slug(slug)
        assert camp is not None
        replies.say_cannot_come(camp, bo, codes["Ada"])


def take_out_of_the_pocket(person: Person) -> None:
    """As when somebody turns to the open page again."""
    person.page.evaluate("document.activeElement.blur()")
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


WORDS = {
    "en": {
        "here": "I am here", "undo": "Undo", "free": "See who is free at", "ask": "Ask to meet",
        "yes": "Yes, we meet", "how": "How did your meeting with Cy go?", "follow": "Follow-up agreed",
        "offline": "Offline: as of", "none": "No connection", "delete": "Delete my account", "out": "Sign out",
        "who is free": "See who is free", "offer": "Offer the meeting",
    },
    "da": {
        "here": "Jeg er her", "undo": "Fortryd", "free": "Se, hvem der er ledig kl.", "ask": "Bed om et møde",
        "yes": "Ja, vi mødes", "how": "Hvordan gik dit møde med Cy?", "follow": "Vi følger op",
        "offline": "Offline: som den så ud", "none": "Ingen forbindelse", "delete": "Slet min konto", "out": "Log ud",
        "who is free": "Se, hvem der er ledig", "offer": "Tilbyd mødet",
    },
}  # fmt: skip


def press_by_keyboard(person: Person, name: str) -> None:
    """Go to the button or link with Tab alone, and press Enter."""
    for _step in range(80):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            with person.page.expect_navigation():
                person.page.keyboard.press("Enter")
            return
    raise AssertionError(f"no {name!r} was reached with the Tab key on {person.page.url}")


@pytest.mark.parametrize("language", ["en", "da"])
def test_at_the_table_left_alone_and_a_stand_in(
    product: Product, new_person: NewPerson, language: str
) -> None:
    slug, words = f"today-{language}", WORDS[language]
    codes = todays_camp(product, slug, language)
    ada, di = (new_person(language=language, width=PHONE) for _name in "ad")
    sign_in(ada, slug, "Ada", language)
    sign_in(di, slug, "Di", language)

    ada.open(f"/camps/{slug}/me")
    assert ada.page.locator(".meeting-card--next").get_by_role("button", name=words["here"]).count() == 1
    assert ada.look("day-home") == []
    ada.open(f"/camps/{slug}/agenda")
    assert ada.look("day-next") == []
    press_by_keyboard(ada, words["here"])
    assert ada.page.get_by_role("button", name=words["undo"]).count() == 1
    assert ada.look("day-here") == []

    bo_cannot_come(product, slug, codes)
    take_out_of_the_pocket(ada)
    expect(ada.page.get_by_role("link", name=words["free"])).to_have_count(1)
    assert ada.look("day-alone") == []
    press_by_keyboard(ada, words["free"])
    assert ada.page.locator(".person-card__name").all_inner_texts() == ["Di"]
    assert ada.look("day-stand-ins") == []
    press_by_keyboard(ada, words["ask"])

    di.open(f"/camps/{slug}/agenda")
    assert di.look("day-asked") == []
    press_by_keyboard(di, words["yes"])
    assert "Ada" in di.page.locator(".meeting-card--next").inner_text()
    ada.open(f"/camps/{slug}/agenda")
    assert "Di" in ada.page.locator(".meeting-card--next").inner_text()
    assert ada.look("day-met") == []

    press_by_keyboard(ada, words["how"])
    assert ada.look("day-outcome") == []
    press_by_keyboard(ada, words["follow"])
    assert words["follow"] in (ada.page.locator("main").text_content() or "")


@pytest.mark.parametrize("language", ["en", "da"])
def test_an_organiser_offers_a_stand_in(product: Product, new_person: NewPerson, language: str) -> None:
    slug, words = f"offered-{language}", WORDS[language]
    codes = todays_camp(product, slug, language)
    boss, di = new_person("organiser", language=language), new_person(language=language, width=PHONE)
    boss.open(f"/console/{slug}/stand-ins")
    assert boss.look("offers-none") == []
    bo_cannot_come(product, slug, codes)
    boss.open(f"/console/{slug}/stand-ins")
    assert boss.look("offers-alone") == []
    press_by_keyboard(boss, words["who is free"])
    assert boss.look("offers-free") == []
    press_by_keyboard(boss, words["offer"])
    boss.widen(PHONE)
    assert boss.look("offers-asked") == []

    sign_in(di, slug, "Di", language)
    di.open(f"/camps/{slug}/agenda")
    assert di.look("offers-question") == []
    press_by_keyboard(di, words["yes"])
    assert "Ada" in di.page.locator(".meeting-card--next").inner_text()


SAID_WITHOUT_A_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:afterRequest", "htmx:sendError")
"""What the browser and htmx note in the console when nothing can be fetched."""


def wait_until_kept(person: Person, path: str) -> None:
    """The worker keeps the page in the background, with the style sheet last."""
    kept = """async path => {
      const css = document.querySelector("link[rel=stylesheet]").href;
      return Boolean(await caches.match(new URL(path, location).href) && await caches.match(css));
    }"""
    for _attempt in range(100):
        if person.page.evaluate(kept, path):
            return
        person.page.wait_for_timeout(100)
    raise AssertionError("the agenda is not kept")


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_agenda_without_a_network_and_gone_after_signing_out(
    product: Product, new_person: NewPerson, language: str
) -> None:
    slug, words = f"offline-{language}", WORDS[language]
    todays_camp(product, slug, language)
    ada = new_person(language=language, width=PHONE)
    sign_in(ada, slug, "Ada", language)
    agenda = f"/camps/{slug}/agenda"
    ada.open(agenda)
    assert ada.page.locator("#offline-note").is_hidden()
    wait_until_kept(ada, agenda)

    ada.context.set_offline(True)
    take_out_of_the_pocket(ada)
    ada.page.wait_for_timeout(300)
    expect(ada.page.locator(".toasts__item")).to_have_count(0)
    assert "Bo" in ada.page.inner_text("main")
    ada.open(agenda)
    expect(ada.page.locator("#offline-note")).to_contain_text(words["offline"])
    assert "Bo" in ada.page.inner_text("main")
    assert ada.page.evaluate("getComputedStyle(document.querySelector('.bar')).display") != ""
    assert ada.page.evaluate("document.styleSheets.length") == 1
    assert ada.look("day-offline") == []
    ada.page.get_by_role("button", name=words["here"]).click()
    expect(ada.page.locator("h1")).to_have_text(words["none"])

    ada.context.set_offline(False)
    ada.open(agenda)
    assert ada.page.locator("#offline-note").is_hidden()
    with ada.page.expect_navigation():
        ada.page.get_by_role("button", name=words["out"]).click()
    ada.context.set_offline(True)
    ada.open(agenda)
    assert ada.page.inner_text("h1") == words["none"]
    assert "Bo" not in ada.page.inner_text("body").split()
    assert ada.look("day-offline-out") == []

    ada.context.set_offline(False)
    sign_in(ada, slug, "Di", language)
    ada.context.set_offline(True)
    ada.open(agenda)
    assert ada.page.inner_text("h1") == words["none"]
    ada.context.set_offline(False)
    ada.faults = [fault for fault in ada.faults if not any(word in fault for word in SAID_WITHOUT_A_NETWORK)]


@pytest.mark.parametrize("language", ["en", "da"])
def test_off_the_records(product: Product, new_person: NewPerson, language: str) -> None:
    slug, words = f"erased-{language}", WORDS[language]
    todays_camp(product, slug, language)
    ada = new_person(language=language, width=PHONE)
    sign_in(ada, slug, "Ada", language)
    for path in ("/account", "/account/access", "/account/data", "/account/delete"):
        ada.open(path)
        assert ada.look(f"own{path}") == []
    ada.page.locator("input[type=email]").fill(f"ada-{slug}@today.example")
    press_by_keyboard(ada, words["delete"])
    assert ada.look("erased") == []
    ada.open("/account")
    assert "/sign-in" in ada.page.url
    with product.app.app_context():
        left = db.session.scalar(select(func.count(User.id)).where(User.email == f"ada-{slug}@today.example"))
    assert left == 0
