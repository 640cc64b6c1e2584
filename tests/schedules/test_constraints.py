"""What the database itself refuses, whatever the application does."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Meeting, ScheduleStatus, Seat, Wish
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_wish


def refused() -> None:
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_two_meetings_at_one_table_in_one_slot_are_refused(app: Flask) -> None:
    camp = make_camp()
    a, b, c, d = (make_participant(camp) for _ in range(4))
    slots, tables = make_slots(camp), make_tables(camp)
    schedule = make_schedule(camp, [(a, b, slots[0], tables[0])])
    db.session.add(
        Meeting(
            camp_id=camp.id,
            schedule_id=schedule.id,
            slot_id=slots[0].id,
            table_id=tables[0].id,
            person_lo_id=c.id,
            person_hi_id=d.id,
        )
    )
    refused()


def test_person_in_two_meetings_in_one_slot_is_refused(app: Flask) -> None:
    camp = make_camp()
    a, b, c = (make_participant(camp) for _ in range(3))
    slots, tables = make_slots(camp), make_tables(camp)
    with pytest.raises(IntegrityError):
        make_schedule(camp, [(a, b, slots[0], tables[0]), (a, c, slots[0], tables[1])])
    db.session.rollback()


def test_seat_cannot_name_another_slot_than_its_meeting(app: Flask) -> None:
    camp = make_camp()
    a, b, c = (make_participant(camp) for _ in range(3))
    slots, tables = make_slots(camp), make_tables(camp)
    schedule = make_schedule(camp, [(a, b, slots[0], tables[0])])
    meeting = db.session.query(Meeting).one()
    db.session.add(
        Seat(meeting_id=meeting.id, schedule_id=schedule.id, participant_id=c.id, slot_id=slots[1].id)
    )
    refused()


def test_pair_that_meets_twice_is_refused(app: Flask) -> None:
    camp = make_camp()
    a, b = (make_participant(camp) for _ in range(2))
    slots, tables = make_slots(camp), make_tables(camp)
    with pytest.raises(IntegrityError):
        make_schedule(camp, [(a, b, slots[0], tables[0]), (b, a, slots[1], tables[0])])
    db.session.rollback()


def test_two_published_schedules_of_one_camp_are_refused(app: Flask) -> None:
    camp = make_camp()
    make_schedule(camp, [], status=ScheduleStatus.PUBLISHED)
    with pytest.raises(IntegrityError):
        make_schedule(camp, [], status=ScheduleStatus.PUBLISHED)
    db.session.rollback()


def test_meeting_with_a_participant_of_another_camp_is_refused(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    a, stranger = make_participant(camp), make_participant(other)
    slots, tables = make_slots(camp), make_tables(camp)
    with pytest.raises(IntegrityError):
        make_schedule(camp, [(a, stranger, slots[0], tables[0])])
    db.session.rollback()


def test_wish_across_camps_or_for_oneself_is_refused(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    a, stranger = make_participant(camp), make_participant(other)
    for target in (stranger, a):
        db.session.add(
            Wish(
                camp_id=camp.id,
                author_id=a.id,
                target_id=target.id,
                grade="must_meet",
                updated_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
        refused()


def test_second_wish_for_the_same_person_is_refused(app: Flask) -> None:
    camp = make_camp()
    a, b = make_participant(camp), make_participant(camp)
    make_wish(a, b)
    with pytest.raises(IntegrityError):
        make_wish(a, b)
    db.session.rollback()


def test_naive_time_is_refused(app: Flask) -> None:
    with pytest.raises(Exception, match="naive datetime"):
        make_camp(created_at=datetime(2026, 1, 1))  # noqa: DTZ001 -- that is the point
    db.session.rollback()
