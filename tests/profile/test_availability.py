"""When participants can meet: absences, chosen sessions and what is for all."""

from datetime import UTC, datetime, timedelta

from app.services.programme.availability import unavailable_slots
from tests.makers import (
    START,
    make_absence,
    make_attendance,
    make_camp,
    make_participant,
    make_session,
    make_slots,
)  # fmt: skip


def test_unavailable_slots_are_absences_and_overlapping_sessions(app):
    camp = make_camp()
    ada, bo = make_participant(camp), make_participant(camp)
    slots = make_slots(camp, 4)
    workshop = make_session(camp, START + timedelta(minutes=30), minutes=20)
    make_absence(ada, slots[3])
    make_attendance(ada, workshop)

    assert unavailable_slots(camp) == {ada.id: {slots[1].id, slots[2].id, slots[3].id}, bo.id: set()}


def test_unavailable_slots_with_a_session_for_all_hold_for_everybody(app):
    camp = make_camp()
    ada, bo = make_participant(camp), make_participant(camp)
    slots = make_slots(camp, 3)
    make_session(camp, START + timedelta(minutes=20), minutes=20, is_for_all=True)

    assert unavailable_slots(camp) == {ada.id: {slots[1].id}, bo.id: {slots[1].id}}


def test_unavailable_slots_leave_out_what_only_touches(app):
    camp = make_camp()
    ada = make_participant(camp)
    make_slots(camp, 1)
    make_session(camp, START - timedelta(minutes=20), minutes=20, is_for_all=True)
    make_session(camp, START + timedelta(minutes=20), minutes=20, is_for_all=True)

    assert unavailable_slots(camp) == {ada.id: set()}


def test_unavailable_slots_know_only_the_camp_asked_for(app):
    camp, other = make_camp(), make_camp()
    ada, stranger = make_participant(camp), make_participant(other)
    slots = make_slots(camp, 2)
    their_slots = make_slots(other, 2)
    make_session(other, datetime(2027, 3, 9, 8, 0, tzinfo=UTC), minutes=60, is_for_all=True)
    make_absence(stranger, their_slots[0])
    make_absence(ada, slots[0])

    assert unavailable_slots(camp) == {ada.id: {slots[0].id}}
