"""A new camp takes over what the organisers of an earlier one set up, and nothing of its people."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Absence,
    Attendance,
    Block,
    Camp,
    CampKind,
    CampRole,
    MeetingTable,
    Participant,
    ParticipantType,
    Question,
    Session,
    Slot,
    Topic,
    TypePair,
)
from app.services.accounts import teams
from app.services.refusals import Refusal
from app.services.setup import new_camps
from app.services.setup.new_camps import NewCamp
from tests.makers import (
    make_attendance,
    make_camp,
    make_participant,
    make_question,
    make_session,
    make_slots,
    make_tables,
    make_topic,
    make_type,
    make_user,
)
from tests.page_client import PageClient


def earlier_camp() -> Camp:
    """A camp in March 2027, before the clocks are put forward, with everything that can be set up."""
    camp = make_camp(
        "nyborg-2027", summary="Two days of ideas", contact_email="camp@nyborg.example", needs_approval=True,
        capacity=90, places_taken=3, promised_meetings=5, most_wishes=12, is_public=True, request_days=9,
    )  # fmt: skip
    session = make_session(camp, title="Storing hydrogen", capacity=20, places_taken=1, sequence=4)
    make_slots(camp, 3)
    make_tables(camp, 2)
    make_topic(camp)
    start_up, investor = make_type(camp), make_type(camp, "Investor", "Investor")
    db.session.add(TypePair(camp_id=camp.id, first_id=start_up.id, second_id=investor.id))
    make_question(camp, label="Do you bring a stand?")
    make_question(camp, label="No longer asked", is_asked=False)
    make_attendance(make_participant(camp), session)
    return camp


def next_camp(**values: object) -> NewCamp:
    return NewCamp("Nyborg 2028", CampKind.INNOVATION_CAMP, date(2028, 5, 2), follows="nyborg-2027", **values)  # type: ignore[arg-type]


def of(model: type, camp: Camp) -> list:
    return list(db.session.scalars(select(model).where(model.camp_id == camp.id).order_by(model.id)))  # type: ignore[attr-defined]


def test_texts_numbers_and_windows_come_along(app: Flask) -> None:
    earlier = earlier_camp()
    camp = new_camps.create_camp(make_user(), next_camp())
    assert (camp.slug, camp.starts_on, camp.ends_on) == ("nyborg-2028", date(2028, 5, 2), date(2028, 5, 3))
    assert (camp.follows_id, camp.is_public, camp.places_taken) == (earlier.id, False, 0)
    names = (
        "summary",
        "contact_email",
        "place",
        "needs_approval",
        "capacity",
        "promised_meetings",
        "most_wishes",
    )
    assert [getattr(camp, name) for name in names] == [getattr(earlier, name) for name in names]
    assert camp.request_days == 9
    # 1 March 2027 is eight days before the camp, at one o'clock in winter; so is 24 April 2028, in summer.
    assert camp.registration_closes_at == datetime(2028, 4, 23, 23, tzinfo=UTC)


def test_programme_slots_and_tables_stand_at_the_same_times_of_day(app: Flask) -> None:
    earlier = earlier_camp()
    camp = new_camps.create_camp(make_user(), next_camp())
    [before], [session] = of(Session, earlier), of(Session, camp)
    assert (session.title, session.capacity, session.places_taken, session.sequence) == (
        "Storing hydrogen", 20, 0, 0,
    )  # fmt: skip
    assert before.starts_at.hour == 8 and session.starts_at == datetime(2028, 5, 2, 7, tzinfo=UTC)
    assert session.uid != before.uid
    [block] = of(Block, camp)
    assert [(slot.block_id, slot.starts_at) for slot in of(Slot, camp)] == [
        (block.id, datetime(2028, 5, 2, 7, minute, tzinfo=UTC)) for minute in (0, 20, 40)
    ]
    assert [table.number for table in of(MeetingTable, camp)] == [1, 2]


def test_topics_types_and_questions_are_its_own(app: Flask) -> None:
    earlier = earlier_camp()
    camp = new_camps.create_camp(make_user(), next_camp())
    assert [topic.name_da for topic in of(Topic, camp)] == ["Brintlagring"]
    types = of(ParticipantType, camp)
    assert [kind.name for kind in types] == ["Start-up", "Investor"]
    assert [(pair.first_id, pair.second_id) for pair in of(TypePair, camp)] == [
        tuple(kind.id for kind in types)
    ]
    [question] = of(Question, camp)
    assert question.label == "Do you bring a stand?"
    asked = of(Question, earlier)[0]
    assert [option.name for option in question.options] == [option.name for option in asked.options]


def test_people_stay_where_they_are(app: Flask) -> None:
    earlier_camp()
    camp = new_camps.create_camp(make_user(), next_camp())
    for model in (Participant, Attendance, Absence):
        assert db.session.scalar(select(func.count()).where(model.camp_id == camp.id)) == 0


@pytest.mark.parametrize(("with_team", "role"), [(False, None), (True, CampRole.HELPER)])
def test_the_team_comes_along_when_asked(app: Flask, with_team: bool, role: CampRole | None) -> None:
    helper, maker = make_user(), make_user()
    earlier = earlier_camp()
    teams.join_team(earlier, helper, CampRole.HELPER)
    teams.join_team(earlier, maker, CampRole.HELPER)
    camp = new_camps.create_camp(maker, next_camp(with_team=with_team))
    assert (teams.role_at(helper, camp), teams.role_at(maker, camp)) == (role, CampRole.ORGANISER)


def test_a_place_that_is_said_anew_is_the_new_one(app: Flask) -> None:
    earlier_camp()
    assert new_camps.create_camp(make_user(), next_camp(place="Odense")).place == "Odense"


def test_an_earlier_camp_that_is_not_there_is_refused(app: Flask) -> None:
    with pytest.raises(Refusal, match="Choose the camp that comes before"):
        new_camps.create_camp(make_user(), next_camp())
    assert db.session.scalar(select(Camp)) is None


def test_the_form_offers_earlier_camps_and_makes_one_that_follows(visit: PageClient) -> None:
    earlier_camp()
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/administration/new")
    assert [option.get_text() for option in visit.page.select("#follows option")] == [
        "what its kind begins with", "Camp nyborg-2027 (2027)",
    ]  # fmt: skip
    visit.submit({"name": "Nyborg 2028", "follows": "nyborg-2027", "starts_on": "2028-05-02"})
    assert "The camp is made. Only its team can see it." in visit.page.get_text()
    camp = db.session.scalars(select(Camp).where(Camp.slug == "nyborg-2028")).one()
    assert len(of(Slot, camp)) == 3
