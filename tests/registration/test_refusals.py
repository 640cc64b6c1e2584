"""What the registration refuses, and what it shows as it was typed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Attendance, Participant, ParticipantStatus, RegistrationDraft, TopicInterest, User
from app.services.registration.registrations import profile_values
from tests.makers import START, make_camp, make_crowd, make_session, make_slots, make_topic
from tests.queries import count_queries
from tests.registration.journey import ORGANISATION, YOU, answer_all, open_time  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_time")
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}${7*7}", "' OR 1=1 --",
    "محمد بن سلمان", "‮Ada‬ Holm", "👩🏽‍🔬🧪" * 20, "Å" * 200, "O'Brien & <b>Søn</b>", "Q\u0301uist",
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "heading", "words"),
    [
        ({"registration_closes_at": datetime(2026, 11, 23, 11, 0, tzinfo=UTC)}, "Registration is closed",
         "Nobody can register for Camp nyborg any more."),
        ({"registration_opens_at": datetime(2026, 12, 1, 8, 0, tzinfo=UTC)},
         "Registration has not opened yet", "It opens on Tuesday 1 December 2026, 09:00 (Copenhagen)."),
        ({"registration_opens_at": None}, "Registration has not opened yet", "The date is not decided yet."),
    ],
)  # fmt: skip
def test_registration_that_is_not_open_says_so_at_every_step(visit, values, heading, words):
    make_camp("nyborg", **values)
    for step in ("you", "organisation", "check"):
        visit.get(f"/camps/nyborg/register/{step}")
        assert (visit.texts("h1"), visit.texts(".lead")) == ([heading], [words])
    visit.post("/camps/nyborg/register/you", YOU, status=200)
    assert visit.texts("h1") == [heading]
    assert db.session.scalar(select(RegistrationDraft)) is None
    visit.get("/camps/nyborg/")
    assert visit.page.find("a", string="Register") is None


def test_registration_that_closes_before_sending_saves_nothing(visit):
    camp = make_camp("nyborg")
    answer_all(visit, "nyborg")
    camp.registration_closes_at = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    db.session.commit()
    visit.submit()
    assert visit.texts("h1") == ["Registration is closed"]
    assert (db.session.scalar(select(Participant)), db.session.scalar(select(User))) == (None, None)


def test_registration_at_a_full_camp_says_before_and_after_that_one_waits(visit):
    make_camp("nyborg", capacity=1, places_taken=1)
    visit.get("/camps/nyborg/")
    assert visit.texts(".way-in a.btn-primary") == ["Join the waiting list"]
    answer_all(visit, "nyborg")
    assert visit.texts(".notice__title") == ["All places are taken"]
    visit.submit()
    assert visit.texts(".notice__title") == ["All places are taken"]
    assert db.session.scalars(select(Participant.status)).one() is ParticipantStatus.WAITING


def test_unknown_steps_and_camps_are_not_there(visit):
    make_camp("nyborg")
    make_camp("secret", is_public=False)
    for path in (
        "/camps/nyborg/register/admin",
        "/camps/none/register/you",
        "/camps/secret/register/you",
        "/camps/secret/",
    ):
        visit.get(path, status=404)


def test_topics_slots_and_sessions_of_another_camp_are_refused(visit):
    camp, other = make_camp("nyborg"), make_camp("other")
    make_topic(camp)
    make_slots(camp, 2)
    make_session(camp, START + timedelta(hours=5))
    topic, session = make_topic(other), make_session(other)
    (slot,) = make_slots(other, 1)
    wrong = "One of these is no longer to be had. Look at the list again."
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    visit.submit(ORGANISATION)
    for field in ("offer_topics", "need_topics", "interest_topics"):
        for value in (str(topic.id), "0", "-1", "x", "9" * 30):
            visit.submit({field: [value]})
            assert visit.texts(".error-summary__list li") == [wrong]
    visit.submit()
    for field, value in (("slots", slot.id), ("blocks", slot.block_id), ("sessions", session.id)):
        visit.submit({field: [str(value)]})
        assert visit.texts(".error-summary__list li") == [wrong]
    assert list(db.session.scalars(select(TopicInterest))) == []


def test_topics_and_sessions_taken_away_meanwhile_are_left_out(visit):
    camp = make_camp("nyborg")
    topic, session = make_topic(camp), make_session(camp)
    slots = make_slots(camp, 2)
    kept = make_topic(camp, "Kept", "Beholdt")
    topics = {"offer_topics": [str(topic.id), str(kept.id)]}
    answer_all(
        visit, "nyborg", topics=topics, times={"sessions": [str(session.id)], "slots": [str(slots[1].id)]}
    )
    kept_id = kept.id
    for row in (topic, session, slots[0]):
        db.session.delete(row)
    db.session.commit()
    visit.submit()
    assert visit.texts("h1") == ["One more step: look into your mail"]
    assert list(db.session.scalars(select(TopicInterest.topic_id))) == [kept_id]
    assert list(db.session.scalars(select(Attendance))) == []


def test_fields_that_the_form_does_not_have_are_ignored(visit):
    make_camp("nyborg")
    make_topic(make_camp("other"))
    extra = {
        "status": "confirmed", "is_administrator": "1", "camp_id": "2", "user_id": "1", "code": "mine",
        "participant_id": "1", "version": "9", "strength": "3", "email_confirmed_at": "2026-01-01",
    }  # fmt: skip
    visit.get("/camps/nyborg/register", follow=True)
    visit.post("/camps/nyborg/register/you", YOU | extra)
    visit.post("/camps/nyborg/register/organisation", ORGANISATION | extra)
    visit.post("/camps/nyborg/register/topics", extra)
    visit.post("/camps/nyborg/register/times", extra | {"absent": ["1", "2"]})
    visit.post("/camps/nyborg/register/consents", extra)
    visit.post("/camps/nyborg/register/check", YOU | extra)
    me = db.session.scalars(select(Participant)).one()
    assert me.status is ParticipantStatus.UNCONFIRMED
    assert (me.user.is_administrator, me.user.email_confirmed_at, me.version == 9) == (
        False,
        None,
        False,
    )
    assert me.code != "mine"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_kept_and_shown_as_typed(visit, text):
    camp = make_camp("nyborg")
    make_topic(camp)
    you = YOU | {"name": text[:200]}
    answer_all(visit, "nyborg", you=you, topics={"offers": text, "needs": text})
    assert visit.page.select("main script, main img, main b") == []
    shown = [tag.get_text(strip=True) for tag in visit.page.select("dd.definition-list__value")]
    assert (shown[0], shown[5]) == (text[:200], text)
    assert [len(visit.page.select("dd.definition-list__value")[row].select("bdi")) for row in (0, 5)] == [
        1,
        1,
    ]
    visit.submit()
    me = db.session.scalars(select(Participant)).one()
    assert (me.name, me.offers, me.needs) == (text[:200], text, text)
    me.status = ParticipantStatus.CONFIRMED
    visit.sign_in(me.user)
    visit.get("/camps/nyborg/me")
    assert text[:200] in [tag.get_text() for tag in visit.page.select("main bdi")]
    assert visit.page.select("main script, main img, main b") == []
    visit.get("/camps/nyborg/me/profile")
    assert visit.page.find(id="name")["value"] == text[:200]


@pytest.mark.parametrize(
    ("step", "fields", "message"),
    [
        ("you", {"name": "A" * 201, "email": "a@b.dk"}, "Write at most 200 characters."),
        ("you", {"name": "A", "email": "a" * 250 + "@b.dk"}, "Write at most 254 characters."),
        ("you", {"name": "   ", "email": "a@b.dk"}, "Write your name as others should read it."),
        ("organisation", ORGANISATION | {"organisation": "x" * 201}, "Write at most 200 characters."),
        ("organisation", ORGANISATION | {"country": "XX"}, "Choose one from the list."),
        ("organisation", ORGANISATION | {"country": ""}, "Choose a country."),
        ("organisation", ORGANISATION | {"organisation_kind": "admin"}, "Choose one from the list."),
        ("organisation", ORGANISATION | {"languages": []}, "Choose at least one language."),
        ("organisation", ORGANISATION | {"languages": ["tlh"]},
         "One of these is no longer to be had. Look at the list again."),
        ("topics", {"offers": "x" * 2001}, "Write at most 2000 characters."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_at_its_field(visit, step, fields, message):
    make_camp("nyborg")
    visit.post("/camps/nyborg/register/you", YOU)
    visit.post("/camps/nyborg/register/organisation", ORGANISATION)
    visit.post(f"/camps/nyborg/register/{step}", fields, status=200)
    assert visit.texts(".error-summary__list li") == [message]
    assert visit.texts(".field__error") == [f"Error: {message}"]


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "\x1b[31m"])
def test_control_characters_are_refused_alike_on_both_databases(visit, text):
    make_camp("nyborg")
    visit.post("/camps/nyborg/register/you", {"name": text, "email": "a@example.org"}, status=400)
    assert db.session.scalar(select(RegistrationDraft)) is None


def test_two_sessions_at_once_are_refused_by_name(visit):
    camp = make_camp("nyborg")
    first = make_session(camp, START, minutes=60, title="Long talk")
    second = make_session(camp, START + timedelta(minutes=30), minutes=60, title="Late talk")
    visit.post("/camps/nyborg/register/you", YOU)
    visit.post("/camps/nyborg/register/organisation", ORGANISATION)
    visit.post("/camps/nyborg/register/topics", {})
    both = {"sessions": [str(first.id), str(second.id)]}
    visit.post("/camps/nyborg/register/times", both, status=200)
    wrong = "“Long talk” and “Late talk” are at the same time: choose one of them."
    assert visit.texts(".error-summary__list li") == [wrong]


def test_an_address_is_one_account_however_it_is_spelled(app, visit):
    camp = make_camp("nyborg")
    answer_all(visit, "nyborg", you=YOU | {"email": "  INGRID@Example.org "})
    visit.submit()
    user = db.session.scalars(select(User)).one()
    assert (user.email, len(list(db.session.scalars(select(Participant))))) == ("ingrid@example.org", 1)
    assert camp.id == db.session.scalars(select(Participant.camp_id)).one()


def test_profile_values_take_only_what_belongs_to_a_profile():
    given = {
        "name": "Ada", "organisation": "X", "organisation_kind": "sme", "country": "DK", "job_title": "",
        "languages": ["en"], "offers": "", "offer_topics": [1], "needs": "", "need_topics": [],
        "interest_topics": [],
        "is_listed": False, "shares_contact": True, "csrf_token": "t", "status": "confirmed",
    }  # fmt: skip
    values = profile_values(given)
    assert (values.offer_topics, values.languages, values.shares_contact) == ((1,), ("en",), True)
    assert not hasattr(values, "status")


def test_public_page_costs_the_same_with_ten_and_two_hundred_participants(visit):
    camp = make_camp("nyborg")
    make_slots(camp, 3)
    make_session(camp)
    counts = []
    for more in (10, 190):
        make_crowd(camp, more)
        with count_queries() as sent:
            visit.get("/camps/nyborg/")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5
