"""Many at once: never overfull, never twice, nobody lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Attendance,
    Camp,
    Organisation,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    Session,
    User,
)
from app.services.refusals import Refusal
from app.services.registration import drafts
from app.services.registration.registrations import withdraw
from tests.makers import make_camp, make_participant, make_session
from tests.registration.journey import open_time  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_time")


def save_draft(camp: Camp, key: str, email: str, sessions: tuple[int, ...] = ()) -> None:
    """Every step answered, ready to be sent by the browser with this key."""
    drafts.save_step(camp, key, "you", {"name": f"Person {key}", "email": email})
    drafts.save_step(camp, key, "organisation", {
        "organisation": "A New Cluster", "organisation_kind": "cluster", "country": "DK", "job_title": "",
        "languages": ["en"],
    })  # fmt: skip
    drafts.save_step(camp, key, "topics", {
        "offer_topics": [], "need_topics": [], "interest_topics": [], "offers": "", "needs": "",
    })  # fmt: skip
    drafts.save_step(camp, key, "times", {"absent": [], "sessions": list(sessions)})
    drafts.save_step(camp, key, "consents", {"is_listed": True, "shares_contact": False})


def browser_with(app: Flask, key: str) -> FlaskClient:
    """A browser whose cookie holds this key."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["browser"] = key
    return client


def send(client: FlaskClient, slug: str, token: str) -> str:
    """Press the button; the heading of the page that it ends on."""
    answer = client.post(f"/camps/{slug}/register/check", data={"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html5lib").h1.get_text()


def token_of(client: FlaskClient, slug: str) -> str:
    page = BeautifulSoup(client.get(f"/camps/{slug}/register/check").text, "html5lib")
    return str(page.main.find(attrs={"name": "csrf_token"})["value"])


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_forty_at_once_for_ten_places_get_ten_and_thirty_wait(app):
    camp = make_camp("nyborg", capacity=10)
    for number in range(40):
        save_draft(camp, f"key{number}", f"person{number}@example.org")
    browsers = [browser_with(app, f"key{number}") for number in range(40)]
    tokens = [token_of(browser, "nyborg") for browser in browsers]
    with ThreadPoolExecutor(16) as pool:
        headings = list(
            pool.map(lambda pair: send(pair[0], "nyborg", pair[1]), zip(browsers, tokens, strict=True))
        )
    db.session.expire_all()
    assert headings == ["One more step: look into your mail"] * 40
    people = db.session.scalars(select(Participant).order_by(Participant.id)).all()
    assert [person.status for person in people] == (
        [ParticipantStatus.UNCONFIRMED] * 10 + [ParticipantStatus.WAITING] * 30
    )
    assert [person.registered_at for person in people] == sorted(person.registered_at for person in people)
    assert (db.session.get(Camp, camp.id).places_taken, count(OutboxMessage), count(User)) == (10, 40, 40)
    assert count(Organisation) == 1


def test_sixteen_identical_sendings_make_one_registration_and_one_mail(app):
    camp = make_camp("nyborg")
    save_draft(camp, "key", "ingrid@example.org")
    token = token_of(browser := browser_with(app, "key"), "nyborg")
    cookie = browser.get_cookie("campmatch").value
    browsers = [app.test_client() for _ in range(16)]
    for other in browsers:
        other.set_cookie("campmatch", cookie)
    with ThreadPoolExecutor(16) as pool:
        headings = list(pool.map(lambda other: send(other, "nyborg", token), browsers))
    db.session.expire_all()
    assert headings == ["One more step: look into your mail"] * 16
    assert (count(Participant), count(OutboxMessage), count(User)) == (1, 1, 1)
    assert db.session.get(Camp, camp.id).places_taken == 1


def test_one_address_from_eight_browsers_at_once_is_one_registration(app):
    camp = make_camp("nyborg")
    for number in range(8):
        save_draft(camp, f"key{number}", "ingrid@example.org")
    browsers = [browser_with(app, f"key{number}") for number in range(8)]
    tokens = [token_of(browser, "nyborg") for browser in browsers]
    with ThreadPoolExecutor(8) as pool:
        headings = list(
            pool.map(lambda pair: send(pair[0], "nyborg", pair[1]), zip(browsers, tokens, strict=True))
        )
    db.session.expire_all()
    assert headings == ["One more step: look into your mail"] * 8
    assert (count(Participant), count(User), db.session.get(Camp, camp.id).places_taken) == (1, 1, 1)


def test_one_address_at_two_camps_at_once_is_one_account(app):
    camps = [make_camp(f"camp{number}") for number in range(6)]
    for camp in camps:
        save_draft(camp, "key", "ingrid@example.org")
    slugs = [camp.slug for camp in camps]
    browsers = [browser_with(app, "key") for _ in slugs]
    tokens = [token_of(browser, slug) for browser, slug in zip(browsers, slugs, strict=True)]
    with ThreadPoolExecutor(6) as pool:
        headings = list(pool.map(send, browsers, slugs, tokens))
    db.session.expire_all()
    assert headings == ["One more step: look into your mail"] * 6
    assert (count(Participant), count(User)) == (6, 1)


def test_session_with_three_places_is_never_overfull(app):
    camp = make_camp("nyborg")
    workshop = make_session(camp, title="Small workshop", capacity=3)
    for number in range(12):
        save_draft(camp, f"key{number}", f"person{number}@example.org", (workshop.id,))
    browsers = [browser_with(app, f"key{number}") for number in range(12)]
    tokens = [token_of(browser, "nyborg") for browser in browsers]
    with ThreadPoolExecutor(12) as pool:
        headings = list(
            pool.map(lambda pair: send(pair[0], "nyborg", pair[1]), zip(browsers, tokens, strict=True))
        )
    db.session.expire_all()
    assert sorted(headings) == ["One more step: look into your mail"] * 3 + ["When are you there?"] * 9
    assert (count(Participant), count(Attendance), count(OutboxMessage)) == (3, 3, 3)
    assert db.session.get(Session, workshop.id).places_taken == 3
    assert db.session.get(Camp, camp.id).places_taken == 3


def test_ten_withdrawing_at_once_hand_ten_places_to_those_who_wait_longest(app):
    camp = make_camp("nyborg", capacity=10, places_taken=10)
    leaving = [make_participant(camp).id for _ in range(10)]
    waiting = [
        make_participant(camp, status=ParticipantStatus.WAITING,
                         registered_at=datetime(2026, 6, 30 - number, tzinfo=UTC)).id
        for number in range(15)
    ]  # fmt: skip
    camp_id = camp.id
    db.session.commit()

    def leave(number: int) -> str:
        with app.app_context():
            try:
                withdraw(db.session.get_one(Participant, number), db.session.get_one(Camp, camp_id))
            except Refusal as refusal:
                return str(refusal.message)
            return "left"

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(leave, leaving + leaving)) == ["left"] * 20
    db.session.expire_all()
    statuses = {person.id: person.status for person in db.session.scalars(select(Participant))}
    assert {statuses[number] for number in leaving} == {ParticipantStatus.WITHDRAWN}
    assert {statuses[number] for number in waiting[5:]} == {ParticipantStatus.UNCONFIRMED}
    assert {statuses[number] for number in waiting[:5]} == {ParticipantStatus.WAITING}
    assert (db.session.get(Camp, camp_id).places_taken, count(OutboxMessage)) == (10, 10)
