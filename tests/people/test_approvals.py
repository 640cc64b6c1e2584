"""A camp that approves its participants: applying, the organisers' answer, the waiting list behind it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, OutboxMessage, Participant, ParticipantStatus, User
from app.services.accounts.sign_in import registration_confirmed
from app.services.people import approvals
from app.services.refusals import Refusal
from app.services.registration import registrations
from tests.makers import START, make_camp, make_participant, make_session, make_user
from tests.page_client import PageClient
from tests.registration.journey import answer_all, open_time  # noqa: F401
from tests.setup.runs import organised_camp

APPLIED, WAITING, CONFIRMED, UNCONFIRMED, DECLINED = (
    ParticipantStatus.APPLIED, ParticipantStatus.WAITING, ParticipantStatus.CONFIRMED,
    ParticipantStatus.UNCONFIRMED, ParticipantStatus.DECLINED,
)  # fmt: skip


def applicant(camp: Camp, name: str = "Ada Holm", **values: object) -> Participant:
    user = make_user(name=name, email_confirmed_at=START)
    return make_participant(camp, name, user, status=APPLIED, **values)


def subjects() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)))


@pytest.mark.usefixtures("open_time")
def test_applying_takes_no_place_and_the_answer_is_awaited(app, visit):
    camp, _organiser = organised_camp(visit, capacity=1, name="Innovation Camp")
    visit.get("/console/camp/set-up")
    visit.submit({"needs_approval": "y"})
    newcomer = PageClient(app)
    newcomer.get("/camps/camp/")
    assert newcomer.texts(".way-in a.btn-primary") == ["Apply for a place"]
    answer_all(newcomer, "camp")
    assert newcomer.texts(".notice__title") == ["You apply for a place"]
    newcomer.submit()
    assert newcomer.texts("main ol li")[1].startswith("The organisers look at your registration.")
    me = db.session.scalars(select(Participant)).one()
    assert (me.status, db.session.get_one(Camp, camp.id).places_taken) == (APPLIED, 0)
    registration_confirmed(me.user)
    assert me.status is APPLIED, "the owner of the address does not decide"
    newcomer.sign_in(me.user)
    newcomer.get("/camps/camp/me")
    assert newcomer.texts(".notice__title") == ["The organisers look at your registration"]
    newcomer.get("/camps/camp/people", status=403)
    visit.get("/console/camp")
    assert "1 registration waits for your approval" in visit.texts(".notice__title")


def test_organiser_approves_one_declines_another_and_thinks_again(visit):
    camp, _organiser = organised_camp(visit, capacity=1, name="Innovation Camp")
    workshop = make_session(camp, capacity=3)
    ada, bo = applicant(camp), applicant(camp, "Bo Lind")
    visit.get(f"/console/camp/people/{ada.code}")
    visit.submit(button="Approve")
    assert visit.texts(".flash") == ["Ada Holm has a place and gets a mail."]
    visit.get(f"/console/camp/people/{bo.code}/decline")
    visit.submit({"note": "Only clusters this time."})
    db.session.refresh(bo)
    assert (bo.status, bo.decision_note) == (DECLINED, "Only clusters this time.")
    assert subjects() == [
        "Your registration is approved: Innovation Camp",
        "Your registration: Innovation Camp",
    ]
    body = db.session.scalars(
        select(OutboxMessage.body).where(OutboxMessage.recipient == bo.user.email)
    ).one()
    assert "Only clusters this time." in body
    reader = PageClient(visit.app)
    reader.sign_in(bo.user)
    reader.get("/camps/camp/me")
    assert "They write: Only clusters this time." in reader.texts("main p")
    visit.get(f"/console/camp/people/{bo.code}")
    visit.submit(button="Approve")
    assert visit.texts(".flash") == ["Bo Lind is approved, waits for a place and gets a mail."]
    db.session.refresh(bo)
    assert (bo.status, bo.decision_note) == (WAITING, "")
    reader.get("/camps/camp/me")
    assert "You are the next one." in reader.texts("main strong")
    with pytest.raises(Refusal, match="decided on meanwhile"):
        approvals.approve(camp, ada.code, _organiser)
    assert (workshop.places_taken, db.session.get_one(Camp, camp.id).places_taken) == (0, 1)


def test_ticked_registrations_are_approved_in_the_order_in_which_they_came(visit):
    camp, _organiser = organised_camp(visit, capacity=2)
    late = applicant(camp, "Late", registered_at=START)
    early = [applicant(camp, f"Early {n}") for n in range(2)]
    other = applicant(camp, "Not ticked")
    visit.get("/console/camp/people?status=applied")
    assert len(visit.page.select("input[type=checkbox][name=code]")) == 4
    visit.submit({"code": [late.code, *(one.code for one in early)]}, button="Approve…")
    assert visit.texts(".confirm-page__consequences li")[:2] == [
        "2 people get a place.",
        "1 person is approved and waits for a place.",
    ]
    assert late.status is APPLIED
    visit.submit(button="Approve and send the mails")
    assert visit.texts(".flash") == ["3 registrations are approved."]
    statuses = dict(db.session.execute(select(Participant.id, Participant.status)).all())
    assert [statuses[one.id] for one in (*early, late, other)] == [CONFIRMED, CONFIRMED, WAITING, APPLIED]
    stranger = applicant(make_camp("elsewhere"), "Stranger")
    visit.post("/console/camp/people/chosen", {"code": [stranger.code], "act": "approve"}, status=404)
    visit.post("/console/camp/people/chosen/approve", {"codes": stranger.code}, status=404)
    db.session.refresh(stranger)
    assert stranger.status is APPLIED


def test_many_approving_at_once_give_away_no_place_twice(app):
    camp = make_camp("nyborg", capacity=3)
    by_id = make_user().id
    camp_id, people = camp.id, [applicant(camp, f"Person {n}") for n in range(8)]
    codes, keys = [person.code for person in people], [person.id for person in people]
    db.session.commit()

    def approve(code: str) -> str:
        with app.app_context():
            try:
                return approvals.approve(
                    db.session.get_one(Camp, camp_id), code, db.session.get_one(User, by_id)
                ).status.value
            except Refusal:
                return "too late"

    with ThreadPoolExecutor(8) as pool:
        met = sorted(pool.map(approve, codes + codes[:4]))
    assert [met.count(word) for word in ("confirmed", "waiting", "too late")] == [3, 5, 4]
    db.session.expire_all()
    statuses = [db.session.get_one(Participant, number).status for number in keys]
    taken = db.session.get_one(Camp, camp_id)
    assert (statuses.count(CONFIRMED), taken.places_taken, taken.capacity) == (3, 3, 3)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 8


def test_unconfirmed_address_still_has_to_be_confirmed_after_approval(app):
    camp = make_camp("nyborg")
    person = make_participant(camp, status=APPLIED)
    approvals.approve(camp, person.code, make_user())
    assert person.status is UNCONFIRMED
    registrations.withdraw(person, camp)
    assert db.session.get_one(Camp, camp.id).places_taken == 0
