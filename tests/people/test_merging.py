"""One person registered twice becomes one: nothing wished is lost, and nothing of it is told."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    Camp,
    Grade,
    InterestKind,
    MeetingRequest,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    RequestStatus,
    TopicInterest,
    Wish,
)
from app.services.people import merging
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere, Refusal
from tests.makers import (
    make_answer,
    make_camp,
    make_interest,
    make_organisation,
    make_participant,
    make_question,
    make_request,
    make_schedule,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.setup.runs import organised_camp


def wishes() -> set[tuple[int, int, Grade]]:
    return {(one.author_id, one.target_id, one.grade) for one in db.session.scalars(select(Wish))}


def test_pages_lead_from_the_person_to_one_registration(visit: PageClient) -> None:
    camp, user = organised_camp(visit, name="Innovation Camp", capacity=5, places_taken=3)
    topic, question = make_topic(camp), make_question(camp)
    house = make_organisation()
    ada = make_participant(
        camp, "Ada Holm", make_user("ada@new.example"), organisation=house, job_title="Director"
    )
    old = make_participant(camp, "Ada Holm", make_user("ada@old.example"), country="DK", job_title="Head")
    make_participant(camp, "Bo Lind")
    make_interest(old, topic, InterestKind.OFFER)
    make_answer(old, question, "No fish")
    visit.get(f"/console/camp/people/{ada.code}")
    visit.get(visit.page.find("a", string="Merge with another registration…")["href"])
    assert visit.texts("tbody td:nth-child(2)") == ["ada@old.example"]
    visit.get(visit.page.find("a", string="Merge…")["href"])
    assert visit.texts("tbody th") == ["Role or job title"]
    assert old.status is ParticipantStatus.CONFIRMED
    visit.submit({"job_title": "other"}, button="Merge them")
    assert visit.texts(".flash") == ["The two registrations of Ada Holm are one."]
    db.session.expire_all()
    assert (ada.job_title, ada.country, ada.organisation_id) == ("Head", "DK", house.id)
    assert db.session.scalars(select(TopicInterest.participant_id)).all() == [ada.id]
    assert (old.status, db.session.get_one(Camp, camp.id).places_taken) == (ParticipantStatus.WITHDRAWN, 2)
    mails = {mail.recipient: mail.body for mail in db.session.scalars(select(OutboxMessage))}
    assert set(mails) == {"ada@new.example", "ada@old.example"}
    assert not any("ada@" in body for body in mails.values()), "neither is told the other address"
    act = db.session.scalars(select(Act)).one()
    assert (act.kind, act.participant_id, act.user_id) == (ActKind.MERGED, ada.id, user.id)


def test_wishes_of_both_and_about_both_are_united_and_a_rather_not_wins(app: Flask) -> None:
    camp, user = make_camp("camp"), make_user()
    stays, goes, bo, cy, dee = (make_participant(camp, name) for name in ("A", "A", "Bo", "Cy", "Dee"))
    make_wish(stays, bo, Grade.WOULD_LIKE), make_wish(goes, bo, Grade.MUST_MEET)
    make_wish(stays, cy, Grade.MUST_MEET), make_wish(goes, cy, Grade.RATHER_NOT)
    make_wish(goes, dee), make_wish(goes, stays, Grade.MUST_MEET)
    make_wish(bo, stays, Grade.RATHER_NOT), make_wish(bo, goes, Grade.MUST_MEET)
    make_wish(cy, goes, Grade.MUST_MEET)
    merging.merge(camp, stays.code, goes.code, (), user)
    assert wishes() == {
        (stays.id, bo.id, Grade.MUST_MEET),
        (stays.id, cy.id, Grade.RATHER_NOT),
        (stays.id, dee.id, Grade.WOULD_LIKE),
        (bo.id, stays.id, Grade.RATHER_NOT),
        (cy.id, stays.id, Grade.MUST_MEET),
    }


def test_open_requests_go_along_and_none_stands_twice(app: Flask) -> None:
    camp, user = make_camp("camp"), make_user()
    bo, stays, goes, cy = (make_participant(camp, name) for name in ("Bo", "A", "A", "Cy"))
    kept = make_request(stays, bo)
    double = make_request(bo, goes)
    moved = make_request(goes, cy, status=RequestStatus.ACCEPTED)
    own = make_request(stays, goes)
    merging.merge(camp, stays.code, goes.code, (), user)
    db.session.expire_all()
    assert [one.status.value for one in (kept, double, own)] == ["pending", "withdrawn", "withdrawn"]
    assert (moved.asker_id, moved.asked_id, moved.lo_id, moved.hi_id, moved.status) == (
        stays.id, cy.id, stays.id, cy.id, RequestStatus.ACCEPTED,
    )  # fmt: skip
    pending = MeetingRequest.status == RequestStatus.PENDING
    left = select(MeetingRequest.id).where(MeetingRequest.lo_id == goes.id, pending)
    assert db.session.scalar(left) is None


def test_published_meetings_of_the_other_are_cancelled_as_was_said(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    stays, goes, bo = (make_participant(camp, name) for name in ("Ada", "Ada", "Bo"))
    slots, tables = make_slots(camp), make_tables(camp)
    publishing.publish(camp, make_schedule(camp, [(goes, bo, slots[0], tables[0])]), user, with_mail=False)
    visit.get(f"/console/camp/people/{stays.code}/merge/{goes.code}")
    assert any(
        line.startswith("1 published meeting of the other") for line in visit.texts(".confirm-page li")
    )
    visit.get(visit.page.find("a", string="The other way round")["href"])
    assert not any("published meeting" in line for line in visit.texts(".confirm-page li"))
    merging.merge(camp, stays.code, goes.code, (), user)
    to_bo = select(OutboxMessage.subject).where(OutboxMessage.recipient == bo.user.email)
    assert len(db.session.scalars(to_bo).all()) == 1


def test_what_cannot_be_merged_is_refused(app: Flask) -> None:
    camp, user = make_camp("camp"), make_user()
    ada, waits = make_participant(camp, "A"), make_participant(camp, "A", status=ParticipantStatus.WAITING)
    gone = make_participant(camp, "A", status=ParticipantStatus.WITHDRAWN)
    stranger = make_participant(make_camp("elsewhere"), "A")
    for first, second, error in [
        (ada, ada, Refusal), (waits, ada, Refusal), (ada, gone, Conflict), (ada, stranger, NotThere),
    ]:  # fmt: skip
        with pytest.raises(error):
            merging.merge(camp, first.code, second.code, (), user)
        db.session.rollback()
    statuses = dict(db.session.execute(select(Participant.id, Participant.status)).all())  # type: ignore[arg-type]
    assert statuses[ada.id] is ParticipantStatus.CONFIRMED
    merging.merge(camp, ada.code, waits.code, (), user)
    db.session.expire_all()
    assert waits.status is ParticipantStatus.WITHDRAWN
