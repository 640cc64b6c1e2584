"""From the public page to the confirmation, without JavaScript."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Absence,
    Attendance,
    Camp,
    Consent,
    InterestKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    RegistrationDraft,
    TopicInterest,
    User,
)
from app.services.registration import drafts
from tests.makers import START, make_camp, make_participant, make_session, make_slots, make_topic, make_user
from tests.page_client import PageClient
from tests.registration.journey import DURING, ORGANISATION, YOU, answer_all, open_time  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_time")


def participant() -> Participant:
    return db.session.scalars(select(Participant)).one()


def test_registration_end_to_end_saves_everything_and_asks_for_the_confirmation(visit):
    camp = make_camp("nyborg", name="Innovation Camp 2027", capacity=10)
    hydrogen, heat = make_topic(camp), make_topic(camp, "Surplus heat", "Overskudsvarme")
    slots = make_slots(camp, 4)
    workshop = make_session(
        camp, START + timedelta(minutes=60), minutes=20, title="Funding workshop", capacity=5
    )

    visit.get("/camps/nyborg/")
    assert visit.texts("h1") == ["Innovation Camp Innovation Camp 2027"]
    link = visit.page.select_one(".way-in a.btn-primary")
    assert link.get_text() == "Register"
    visit.get(link["href"], follow=True)
    assert visit.texts(".step-list__words") == ["Step 1 of 5"]
    visit.submit(YOU)
    assert visit.texts(".step-list__words") == ["Step 2 of 5"]
    visit.submit(ORGANISATION)
    visit.submit({
        "offer_topics": [str(hydrogen.id)], "need_topics": [str(heat.id)],
        "interest_topics": [str(heat.id), str(hydrogen.id)], "offers": "A test site.\nFor hire.", "needs": "",
    })  # fmt: skip
    visit.submit(
        {"slots": [str(slots[0].id), str(slots[2].id), str(slots[3].id)], "sessions": [str(workshop.id)]}
    )
    assert not visit.page.select("input[type=checkbox][checked]"), "no consent is ticked beforehand"
    visit.submit({"is_listed": "y", "allows_photos": "y"})
    answers = dict(zip(visit.texts("dt"), visit.texts("dd.definition-list__value"), strict=True))
    assert answers == {
        "Name": "Ingrid Sørensen",
        "Email address": "ingrid@example.org",
        "Organisation": "Energy Cluster DenmarkCluster or networkDenmark",
        "Role or job title": "Head of Hydrogen",
        "Languages": "Danish, English",
        "You offer": "Hydrogen storageA test site.For hire.",
        "You need": "Surplus heat",
        "You are interested in": "Hydrogen storageSurplus heat",
        "One-to-one meetings": "You can meet at 2 of 4 times.",
        "Sessions": "Funding workshop",
        "Shown in the directory": "Yes: others can find you and wish to meet you",
        "Email address shared with the people you meet": "No",
        "Recognisable on photos": "Yes",
        "Mails about later camps and news": "No",
    }
    changes = [link["href"].rpartition("/")[2] for link in visit.page.select("dd.definition-list__change a")]
    assert changes == [
        "you#name", "you#email", "organisation#organisation", "organisation#job_title", "organisation#languages",
        "topics#offers", "topics#needs", "topics#main", "times#blocks", "times#sessions", "consents#is_listed",
        "consents#shares_contact", "consents#allows_photos", "consents#wants_mail",
    ]  # fmt: skip
    visit.submit()
    assert visit.texts("h1") == ["One more step: look into your mail"]
    assert visit.page.find("a", string="Type the code")["href"] == "/sign-in/check"

    me = participant()
    assert (me.name, me.status, me.organisation.name, me.country, me.job_title, me.languages) == (
        "Ingrid Sørensen", ParticipantStatus.UNCONFIRMED, "Energy Cluster Denmark", "DK", "Head of Hydrogen",
        ["da", "en"],
    )  # fmt: skip
    assert (me.offers, me.is_listed, me.shares_contact) == ("A test site.\nFor hire.", True, False)
    assert (me.allows_photos, me.wants_mail) == (True, False)
    said = [(row.kind.value, row.is_given) for row in db.session.scalars(select(Consent))]
    assert said == [("directory", True), ("contact", False), ("photo", True), ("mailing", False)]
    assert (me.user.email, me.user.name, me.user.email_confirmed_at) == (
        "ingrid@example.org",
        "Ingrid Sørensen",
        None,
    )
    kept = {(row.kind, row.topic_id) for row in db.session.scalars(select(TopicInterest))}
    assert kept == {
        (InterestKind.OFFER, hydrogen.id), (InterestKind.NEED, heat.id),
        (InterestKind.INTEREST, heat.id), (InterestKind.INTEREST, hydrogen.id),
    }  # fmt: skip
    assert list(db.session.scalars(select(Absence.slot_id))) == [slots[1].id]
    assert list(db.session.scalars(select(Attendance.session_id))) == [workshop.id]
    db.session.refresh(workshop)
    assert (db.session.get(Camp, camp.id).places_taken, workshop.places_taken) == (1, 1)
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.recipient == "ingrid@example.org"
    draft = db.session.scalars(select(RegistrationDraft)).one()
    assert "Ingrid" not in str(draft.answers), "what was typed does not stay in a browser that may be shared"


def test_registration_by_the_mailed_code_confirms_and_leads_home(visit):
    camp = make_camp("nyborg")
    answer_all(visit, "nyborg")
    visit.submit()
    body = db.session.scalars(select(OutboxMessage.body)).one()
    code = next(line.strip() for line in body.splitlines() if line.strip().isdecimal())
    visit.get("/sign-in/check")
    visit.submit({"code": code})
    assert visit.response.request.path == "/camps/nyborg/me"
    assert participant().status is ParticipantStatus.CONFIRMED
    assert visit.texts("h1") == [f"9–10 Mar 2027 · Nyborg {camp.name}"]


def test_registration_draft_survives_a_closed_tab_and_goes_on_where_it_was(visit):
    make_camp("nyborg")
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    visit.submit(ORGANISATION)
    visit.get("/camps/nyborg/register", follow=True)
    assert visit.response.request.path == "/camps/nyborg/register/topics"
    visit.get("/camps/nyborg/register/you")
    assert [visit.page.find(id=name)["value"] for name in ("name", "email")] == list(YOU.values())


def test_registration_draft_of_one_browser_is_not_seen_by_another(app, visit):
    make_camp("nyborg")
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    other = PageClient(app)
    other.get("/camps/nyborg/register/organisation", follow=True)
    assert other.response.request.path == "/camps/nyborg/register/you"
    assert "Ingrid" not in other.response.text


def test_drafts_that_nobody_came_back_to_for_a_month_are_forgotten(app):
    camp = make_camp("nyborg")
    for key, days in (("old", 31), ("young", 29)):
        with time_machine.travel(DURING - timedelta(days=days)):
            drafts.save_step(camp, key, "you", dict(YOU))
    drafts.forget_old()
    assert (drafts.draft_of(camp, "old"), drafts.draft_of(camp, "young").answers) == (None, {"you": YOU})


def test_registration_errors_keep_what_was_typed_and_name_the_field(visit):
    make_camp("nyborg")
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit({"name": "Ada 💡 Holm", "email": "not an address"})
    assert visit.page.title.get_text().startswith("Error: ")
    wrong = "This is no email address. It looks like name@example.org."
    assert visit.texts(".error-summary__list li") == [wrong]
    assert visit.page.select_one(".error-summary a")["href"] == "#email"
    assert visit.texts("#email-error") == [f"Error: {wrong}"]
    assert [visit.page.find(id=name)["value"] for name in ("name", "email")] == [
        "Ada 💡 Holm",
        "not an address",
    ]
    assert db.session.scalar(select(RegistrationDraft)) is None


def test_registration_step_with_an_expired_token_shows_what_was_typed_once_more(visit):
    make_camp("nyborg")
    visit.get("/camps/nyborg/register/you")
    visit.http.delete_cookie("campmatch")
    visit.submit(YOU, status=400)
    assert visit.page.find(id="name")["value"] == "Ingrid Sørensen"
    assert visit.texts(".error-summary__list li") == [
        "This page had been open for too long. Please send it again."
    ]
    visit.submit()
    assert visit.response.request.path == "/camps/nyborg/register/organisation"


def test_registration_cannot_be_sent_without_all_steps(visit):
    make_camp("nyborg")
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    visit.get("/camps/nyborg/register/check", follow=True)
    assert visit.response.request.path == "/camps/nyborg/register/organisation"
    visit.post("/camps/nyborg/register/check", follow=True, status=200)
    assert visit.response.request.path == "/camps/nyborg/register/organisation"
    assert db.session.scalar(select(Participant)) is None


def test_registration_change_leads_to_the_step_and_back_to_the_answers(visit):
    make_camp("nyborg")
    answer_all(visit, "nyborg")
    visit.get("/camps/nyborg/register/you")
    assert visit.page.select_one(".back-link")["href"] == "/camps/nyborg/register/check"
    visit.submit({"name": "Ingrid S."})
    assert visit.texts("dd.definition-list__value")[0] == "Ingrid S."


def test_registration_sent_again_by_the_back_button_shows_the_same_page(visit):
    make_camp("nyborg")
    answer_all(visit, "nyborg")
    visit.submit()
    first = visit.texts("main")
    for path in ("check", "you", "done"):
        visit.get(f"/camps/nyborg/register/{path}", follow=True)
        assert visit.texts("main") == first
    visit.post("/camps/nyborg/register/check", follow=True, status=200)
    assert visit.texts("main") == first
    assert db.session.scalar(select(Camp.places_taken)) == 1


def test_registration_again_begins_with_nothing(visit):
    make_camp("nyborg")
    answer_all(visit, "nyborg")
    visit.submit()
    visit.submit(action="/register/again")
    assert visit.response.request.path == "/camps/nyborg/register/you"
    assert visit.page.find(id="email").get("value", "") == ""


def test_registration_of_a_signed_in_person_is_confirmed_at_once(visit):
    make_camp("nyborg")
    user = make_user("ada@example.org", "Ada Holm")
    user.email_confirmed_at = START
    visit.sign_in(user)
    visit.get("/camps/nyborg/register/you")
    assert visit.page.find(id="name")["value"] == "Ada Holm"
    assert visit.page.find(id="email") is None
    answer_all(visit, "nyborg", you={"name": "Ada H."})
    visit.submit()
    assert visit.texts("h1") == ["You are registered"]
    me = participant()
    assert (me.user_id, me.name, me.status) == (user.id, "Ada H.", ParticipantStatus.CONFIRMED)
    assert db.session.get(User, user.id).name == "Ada Holm"
    assert db.session.scalar(select(OutboxMessage)) is None
    visit.get("/camps/nyborg/register", follow=True)
    assert visit.response.request.path == "/camps/nyborg/me"


def test_registration_never_overwrites_an_account(visit):
    make_camp("nyborg")
    user = make_user("ingrid@example.org", "Dr. Ingrid", email_confirmed_at=START, language="da")
    answer_all(visit, "nyborg", you={"name": "Somebody Else", "email": " Ingrid@Example.ORG "})
    visit.submit()
    db.session.refresh(user)
    assert (user.name, user.language, user.email_confirmed_at) == ("Dr. Ingrid", "da", START)
    me = participant()
    assert (me.user_id, me.name, me.status) == (user.id, "Somebody Else", ParticipantStatus.UNCONFIRMED)


def test_registration_with_a_registered_address_shows_the_same_page_and_mails_its_owner(app, visit):
    camp = make_camp("nyborg")
    owner = make_user("ingrid@example.org", "Ingrid", email_confirmed_at=START)
    registered = make_participant(camp, "Ingrid", user=owner, about="Mine")
    answer_all(visit, "nyborg")
    visit.submit()
    known = visit.texts("main")
    stranger = PageClient(app)
    answer_all(stranger, "nyborg", you=YOU | {"email": "new@example.org"})
    stranger.submit()
    assert known == [text.replace("new@example.org", "ingrid@example.org") for text in stranger.texts("main")]
    db.session.refresh(registered)
    assert (registered.name, registered.about, registered.job_title) == ("Ingrid", "Mine", "")
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == "ingrid@example.org")
    ).one()
    assert mail.subject == f"You are registered already: {camp.name}"
    assert "http://localhost/camps/nyborg/me" in mail.body


def test_registration_of_somebody_who_had_withdrawn_begins_anew(visit):
    camp = make_camp("nyborg")
    topic = make_topic(camp)
    owner = make_user("ingrid@example.org", email_confirmed_at=START)
    gone = make_participant(camp, "Old name", user=owner, status=ParticipantStatus.WITHDRAWN, code="keep")
    answer_all(visit, "nyborg", topics={"offer_topics": [str(topic.id)]})
    visit.submit()
    db.session.refresh(gone)
    assert (gone.name, gone.status, gone.code) == ("Ingrid Sørensen", ParticipantStatus.UNCONFIRMED, "keep")
    assert db.session.scalar(select(Camp.places_taken)) == 1
