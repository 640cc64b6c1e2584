"""A day at the door and at the desk: badges read by a camera, also without a network; who has not come; a stand-in."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.extensions import db
from app.models import CampRole, Grade, Participant, TeamMember, User
from app.services.accounts import accounts
from app.services.clock import now
from app.services.demonstration.loading import HELPER, ORGANISER, PASSWORD
from app.services.publishing import publishing
from tests.browser.conftest import NewPerson
from tests.browser.fake_camera import chromium_that_sees, film
from tests.browser.product import Product
from tests.browser.test_on_the_day import SAID_WITHOUT_A_NETWORK
from tests.browser.visitors import Person
from tests.makers import (
    make_camp,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)

pytestmark = pytest.mark.browser
PHONE = 360
WORDS = {
    "en": {
        "camera": "Use the camera", "stop": "Stop the camera", "here": "Checked in since", "twice": "Already here since",
        "elsewhere": "This badge is of another camp.", "not ours": "This is no badge of ours.",
        "check in": "Check in", "waits": "Checked in on this phone", "signed out": "You are signed out",
        "sign in": "Sign in", "refused": "Has no confirmed place", "understood": "Understood",
        "taken back": "Taken back: not checked in",
        "not come": "Has not come", "offer": "Offer meeting", "asked": "Asked", "yes": "Yes, we meet",
    },
    "da": {
        "camera": "Brug kameraet", "stop": "Stop kameraet", "here": "Tjekket ind siden", "twice": "Er her allerede siden",
        "elsewhere": "Dette badge er fra en anden camp.", "not ours": "Det er ikke et af vores badges.",
        "check in": "Tjek ind", "waits": "Tjekket ind på denne telefon", "signed out": "Du er logget ud",
        "sign in": "Log ind", "refused": "Har ingen bekræftet plads", "understood": "Forstået",
        "taken back": "Taget tilbage: ikke tjekket ind",
        "not come": "Er ikke kommet", "offer": "Tilbyd møde", "asked": "Spurgt", "yes": "Ja, vi mødes",
    },
}  # fmt: skip


def camp_of_the_day(product: Product, slug: str, language: str) -> dict[str, str]:
    """Ada meets Bo, and Cy meets Eve, since two minutes; Di is free, and she and Ada wish to meet. Nobody is here yet.

    Returns the codes of all; Di signs in as di-<slug>@today.example.
    """
    with product.app.app_context():
        today = now().date()
        camp = make_camp(slug, name=f"Camp of {slug}", starts_on=today, ends_on=today + timedelta(1))
        helper = db.session.scalars(select(User).where(User.email == HELPER)).one()
        boss = db.session.scalars(select(User).where(User.email == ORGANISER)).one()
        db.session.add(TeamMember(camp_id=camp.id, user_id=helper.id, role=CampRole.HELPER))
        firm = make_organisation(f"Energy of {slug}")
        people = {}
        for name in ("Ada", "Bo", "Cy", "Di", "Eve"):
            user = make_user(
                f"{name}-{slug}@today.example".lower(), name, language=language, email_confirmed_at=now()
            )
            accounts.set_password(user, PASSWORD)
            people[name] = make_participant(camp, name, user, organisation=firm if name == "Ada" else None)
        start = now().replace(second=0, microsecond=0) - timedelta(minutes=2)
        slots, tables = make_slots(camp, 3, start), make_tables(camp)
        schedule = make_schedule(camp, [
            (people["Ada"], people["Bo"], slots[0], tables[0]), (people["Cy"], people["Eve"], slots[0], tables[1]),
        ])  # fmt: skip
        publishing.publish(camp, schedule, boss, with_mail=False)
        make_wish(people["Ada"], people["Di"], Grade.MUST_MEET)
        make_wish(people["Di"], people["Ada"], Grade.MUST_MEET)
        return {name: person.code for name, person in people.items()}


def checked_in_at(product: Product, code: str) -> datetime | None:
    with product.app.app_context():
        return db.session.scalars(select(Participant.checked_in_at).where(Participant.code == code)).one()


def withdraw(product: Product, code: str) -> None:
    with product.app.app_context():
        person = db.session.scalars(select(Participant).where(Participant.code == code)).one()
        person.status = type(person.status).WITHDRAWN
        db.session.commit()


def wait_until_kept(person: Person, *addresses: str) -> None:
    """The worker keeps pages and files in the background."""
    kept = "async all => (await Promise.all(all.map(one => caches.match(new URL(one, location).href)))).every(Boolean)"
    for _attempt in range(100):
        if person.page.evaluate(kept, list(addresses)):
            return
        person.page.wait_for_timeout(100)
    raise AssertionError("the page at the door is not kept")


def check_in_by_name(person: Person, name: str, words: dict[str, str]) -> None:
    person.page.locator("#search-q").fill(name.lower())
    person.page.locator("#scan-found").get_by_role("button", name=words["check in"]).click()
    expect(person.page.locator("#scan-name")).to_have_text(name)


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_badge_before_the_camera(
    product: Product, chromium: Browser, tmp_path: Path, language: str
) -> None:
    slug, words = f"camera-{language}", WORDS[language]
    codes = camp_of_the_day(product, slug, language)
    badge = f"{product.address}/camps/{slug}/badge"
    seen = film(tmp_path / "badges.y4m", [
        f"{badge}/{codes['Ada']}", f"{product.address}/camps/elsewhere/badge/{codes['Ada']}", "https://example.org",
    ])  # fmt: skip
    with chromium_that_sees(chromium, seen) as with_camera:
        helper = Person(with_camera, product.address, language=language, width=PHONE, permissions=["camera"])
        helper.sign_in(HELPER, PASSWORD)
        helper.choose_language(language)
        helper.open(f"/console/{slug}/check-in/scan")
        assert helper.look("scan-before") == []
        helper.page.get_by_role("button", name=words["camera"]).click()
        state, name = helper.page.locator("#scan-state"), helper.page.locator("#scan-name")
        expect(state).to_contain_text(words["here"], timeout=20_000)
        expect(name).to_have_text("Ada")
        assert helper.look("scan-here") == []
        expect(state).to_have_text(words["elsewhere"], timeout=20_000)
        assert helper.look("scan-elsewhere") == []
        expect(state).to_have_text(words["not ours"], timeout=20_000)
        expect(state).to_contain_text(words["twice"], timeout=20_000)
        assert helper.look("scan-twice") == []
        helper.page.get_by_role("button", name=words["stop"]).click()
        expect(helper.page.locator("#scan-video")).to_be_hidden()
        helper.context.close()
    assert helper.faults == []
    assert checked_in_at(product, codes["Ada"]) is not None
    assert checked_in_at(product, codes["Bo"]) is None


@pytest.mark.parametrize("language", ["en", "da"])
def test_checked_in_without_a_network_and_sent_after_signing_in_again(
    product: Product, new_person: NewPerson, language: str
) -> None:
    slug, words = f"door-{language}", WORDS[language]
    codes = camp_of_the_day(product, slug, language)
    helper = new_person("helper", language=language, width=PHONE)
    page = f"/console/{slug}/check-in/scan"
    helper.open(page)
    decoder = helper.page.locator("#scan").get_attribute("data-decoder") or ""
    wait_until_kept(helper, page, f"{page}/people", decoder, "/static/vendor/qr/index.js")

    helper.context.set_offline(True)
    before = now()
    check_in_by_name(helper, "Di", words)
    expect(helper.page.locator("#scan-state")).to_contain_text(words["waits"])
    expect(helper.page.locator("#scan-count")).to_have_text("1")
    assert helper.look("scan-waits") == []
    helper.open(page)
    expect(helper.page.locator("#scan-count")).to_have_text("1")
    expect(helper.page.locator("#offline-note")).to_be_visible()
    check_in_by_name(helper, "Ada", words)
    check_in_by_name(helper, "Eve", words)
    expect(helper.page.locator("#scan-count")).to_have_text("3")
    assert helper.look("scan-offline") == []
    withdraw(product, codes["Eve"])
    after = now()
    cookies = helper.context.cookies()
    helper.context.clear_cookies()
    helper.context.set_offline(False)
    helper.page.evaluate("dispatchEvent(new Event('online'))")
    expect(helper.page.locator("#scan-told")).to_contain_text(words["signed out"])
    expect(helper.page.locator("#scan-count")).to_have_text("3")
    assert helper.look("scan-signed-out") == []
    assert checked_in_at(product, codes["Di"]) is None

    assert cookies
    helper.sign_in(HELPER, PASSWORD)
    helper.choose_language(language)
    helper.open(page)
    expect(helper.page.locator("#scan-pending")).to_be_hidden()
    expect(helper.page.locator("#scan-refused-list")).to_contain_text(words["refused"])
    assert helper.look("scan-refused") == []
    for name in ("Di", "Ada"):
        came = checked_in_at(product, codes[name])
        assert came is not None
        assert before - timedelta(seconds=2) <= came <= after
    helper.page.get_by_role("button", name=words["understood"]).click()
    expect(helper.page.locator("#scan-refused")).to_be_hidden()
    helper.open(page)
    expect(helper.page.locator("#scan-refused")).to_be_hidden()
    helper.faults = [one for one in helper.faults if not any(word in one for word in SAID_WITHOUT_A_NETWORK)]


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_last_check_in_is_taken_back_with_and_without_a_network(
    product: Product, new_person: NewPerson, language: str
) -> None:
    slug, words = f"undo-{language}", WORDS[language]
    codes = camp_of_the_day(product, slug, language)
    helper = new_person("helper", language=language, width=PHONE)
    page = f"/console/{slug}/check-in/scan"
    helper.open(page)
    wait_until_kept(helper, page, f"{page}/people")
    undo, state = helper.page.locator("#scan-undo"), helper.page.locator("#scan-state")
    expect(undo).to_be_hidden()

    check_in_by_name(helper, "Ada", words)
    expect(state).to_contain_text(words["here"])
    check_in_by_name(helper, "Bo", words)
    expect(helper.page.locator("#scan-pending")).to_be_hidden()
    expect(undo).to_contain_text("Bo")
    assert helper.look("scan-undo") == []
    undo.click()
    expect(state).to_have_text(words["taken back"])
    expect(undo).to_be_hidden()
    assert helper.look("scan-undone") == []
    expect(helper.page.locator("#scan-pending")).to_be_hidden()
    assert (checked_in_at(product, codes["Bo"]), checked_in_at(product, codes["Ada"]) is None) == (
        None,
        False,
    )
    check_in_by_name(helper, "Bo", words)
    expect(state).to_contain_text(words["here"])
    assert checked_in_at(product, codes["Bo"]) is not None

    helper.context.set_offline(True)
    check_in_by_name(helper, "Cy", words)
    check_in_by_name(helper, "Di", words)
    expect(helper.page.locator("#scan-count")).to_have_text("2")
    undo.click()
    expect(helper.page.locator("#scan-count")).to_have_text("1")
    helper.context.set_offline(False)
    helper.page.evaluate("dispatchEvent(new Event('online'))")
    expect(helper.page.locator("#scan-pending")).to_be_hidden()
    assert (checked_in_at(product, codes["Di"]), checked_in_at(product, codes["Cy"]) is None) == (None, False)
    helper.faults = [one for one in helper.faults if not any(word in one for word in SAID_WITHOUT_A_NETWORK)]


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_desk_sees_who_comes_and_finds_a_stand_in(
    product: Product, new_person: NewPerson, language: str
) -> None:
    slug, words = f"desk-{language}", WORDS[language]
    codes = camp_of_the_day(product, slug, language)
    boss = new_person("organiser", language=language)
    helper, di = (
        new_person("helper", language=language, width=PHONE),
        new_person(language=language, width=PHONE),
    )
    boss.open(f"/console/{slug}/day")
    missing = boss.page.locator("#day-expected + ul li")
    expect(missing).to_have_count(5)

    helper.open(f"/console/{slug}/check-in/scan")
    for name in ("Ada", "Cy", "Di", "Eve"):
        check_in_by_name(helper, name, words)
        expect(helper.page.locator("#scan-state")).to_contain_text(words["here"])
    expect(missing).to_have_count(1, timeout=20_000)
    assert boss.look("board-one-missing") == []

    boss.page.get_by_role("button", name=words["not come"] + " Bo").click()
    boss.page.wait_for_load_state("load")
    expect(boss.page.locator(".live-board__alone")).to_contain_text("Ada")
    assert boss.look("board-alone") == []
    boss.page.get_by_role("button", name=words["offer"]).first.click()
    boss.page.wait_for_load_state("load")
    expect(boss.page.locator(".live-board__alone")).to_contain_text(words["asked"])

    di.sign_in(f"di-{slug}@today.example", PASSWORD)
    di.choose_language(language)
    di.open(f"/camps/{slug}/agenda")
    di.page.get_by_role("button", name=words["yes"]).click()
    di.page.wait_for_load_state("load")
    assert "Ada" in di.page.locator(".meeting-card--next").inner_text()

    expect(boss.page.locator(".live-board__alone")).to_have_count(0, timeout=20_000)
    assert boss.look("board-settled") == []
    boss.open(f"/console/{slug}/day/meetings")
    assert boss.look("board-meetings") == []
    rows = [" ".join(row.split()) for row in boss.page.locator("tbody tr").all_inner_texts()]
    assert any("Ada" in row and "Di" in row for row in rows)
    assert not any("Bo" in row for row in rows)
    assert codes["Bo"]
