"""Standing in line for a session, moving up, and times that clash with what is published."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Attendance, CalendarEntry, Camp, OutboxMessage, Participant, Session, SessionWait
from app.services.calendars.agenda_files import agenda_for
from app.services.programme import programme, session_places
from app.services.programme.availability import Times, times_of, unavailable_slots
from app.services.publishing import publishing
from app.services.refusals import Conflict, Refusal
from app.services.registration import registrations
from app.services.times import own_times
from app.services.times.own_times import MeetingsInTheWay, Settle, edit
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient

PATH = "/camps/nyborg/me/availability"
DAYS_BEFORE = START - timedelta(days=9)


def in_line(session: Session) -> list[int]:
    query = select(SessionWait.participant_id).where(SessionWait.session_id == session.id)
    return list(db.session.scalars(query.order_by(SessionWait.since, SessionWait.id)))


def sitting(session: Session) -> set[int]:
    query = select(Attendance.participant_id).where(Attendance.session_id == session.id)
    return set(db.session.scalars(query))


def full_session(camp: Camp, **values: object) -> tuple[Session, Participant]:
    session = make_session(camp, capacity=1, title="Small workshop", room="Library", **values)
    first = make_participant(camp, "First")
    edit(camp, first, Times(sessions=[session.id]))
    return session, first


def test_whoever_waits_longest_moves_up_once_and_gets_a_mail(app: Flask) -> None:
    camp = make_camp()
    session, first = full_session(camp)
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    for person in (ada, bo):
        edit(camp, person, Times(waits=[session.id]))
    assert [session_places.places_in_line(person)[session.id] for person in (ada, bo)] == [1, 2]
    edit(camp, first, Times())
    assert (sitting(session), in_line(session), session.places_taken) == ({ada.id}, [bo.id], 1)
    mail = db.session.query(OutboxMessage).one()
    assert (mail.recipient, mail.subject) == (
        ada.user.email, f"You have a place in “Small workshop” at {camp.name}",
    )  # fmt: skip
    assert "Tuesday 9 March 2027, 09:00 (Copenhagen), Library" in mail.body
    assert b"SUMMARY:Small workshop" in agenda_for(mail)
    registrations.withdraw(ada, camp)
    assert (sitting(session), in_line(session)) == ({bo.id}, [])


def test_more_places_and_a_withdrawal_move_people_up_and_out_of_the_line(app: Flask) -> None:
    camp = make_camp()
    session, first = full_session(camp)
    people = [make_participant(camp, name) for name in ("Ada", "Bo", "Cy")]
    for person in people:
        edit(camp, person, Times(waits=[session.id]))
    registrations.withdraw(people[0], camp)
    assert in_line(session) == [people[1].id, people[2].id]
    values = programme.SessionValues(
        session.kind, session.title, session.starts_at, session.ends_at, session.room, capacity=2
    )
    programme.change_session(camp, session.id, values)
    assert (sitting(session), in_line(session)) == ({first.id, people[1].id}, [people[2].id])


def test_whoever_sits_elsewhere_by_now_is_passed_over_and_stays_in_line(app: Flask) -> None:
    camp = make_camp()
    session, first = full_session(camp)
    later = make_session(camp, START + timedelta(hours=2))
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    edit(camp, ada, Times(sessions=[later.id], waits=[session.id]))
    edit(camp, bo, Times(waits=[session.id]))
    later.starts_at, later.ends_at = session.starts_at, session.ends_at
    edit(camp, first, Times())
    assert (sitting(session), in_line(session)) == ({bo.id}, [ada.id])


def test_nobody_waits_for_a_session_at_the_time_of_another_one(app: Flask) -> None:
    camp = make_camp()
    session, _first = full_session(camp)
    other, ada = make_session(camp), make_participant(camp, "Ada")
    with pytest.raises(Refusal, match="at the same time"):
        edit(camp, ada, Times(sessions=[other.id], waits=[session.id]))


def test_a_place_that_becomes_free_while_others_line_up_is_given_once(app: Flask) -> None:
    camp = make_camp()
    session, first = full_session(camp)
    people = [make_participant(camp, f"P{number}") for number in range(5)]
    numbers, barrier = [person.id for person in people], Barrier(6)
    session_id, camp_id, first_id = session.id, camp.id, first.id
    db.session.commit()
    faults: list[Exception] = []

    def change(person: int, times: Times) -> None:
        with app.app_context():
            barrier.wait()
            try:
                edit(db.session.get_one(Camp, camp_id), db.session.get_one(Participant, person), times)
            except Exception as fault:
                faults.append(fault)
            db.session.remove()

    threads = [Thread(target=change, args=(one, Times(waits=[session_id]))) for one in numbers]
    threads.append(Thread(target=change, args=(first_id, Times())))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert faults == []
    assert db.session.get_one(Session, session_id).places_taken == 1
    assert len(sitting(session)) == 1 and len(in_line(session)) == 4
    assert sitting(session) <= set(numbers)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_the_page_offers_the_line_and_tells_my_place_in_it(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    session, first = full_session(camp)
    me = make_participant(camp, "Me")
    visit.sign_in(me.user)
    visit.get(PATH)
    visit.submit({"waits": [str(session.id)]})
    visit.get(PATH)
    assert "You are number 1 in line for a place." in visit.texts("fieldset#sessions .field__hint")[-1]
    edit(camp, first, Times())
    visit.get(PATH)
    assert len(visit.page.select("input[name=sessions][checked]")) == 1
    assert visit.page.select("input[name=waits]") == []


def test_arriving_late_and_leaving_early_take_the_slots_outside(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    me, slots = make_participant(camp), make_slots(camp, 4)
    visit.sign_in(me.user)
    visit.get(PATH)
    visit.submit({"arrives_at": "2027-03-09T09:10", "leaves_at": "2027-03-09T10:00"})
    assert unavailable_slots(camp) == {me.id: {slots[0].id, slots[3].id}}
    assert times_of(me).absent == set()
    visit.get(PATH)
    assert visit.page.select_one("#arrives_at")["value"] == "2027-03-09T09:10"
    visit.submit({"leaves_at": "2027-03-09T09:00"})
    assert visit.texts(".error-summary__list li") == ["You cannot leave before you arrive."]
    visit.get(PATH)
    visit.submit({"arrives_at": "", "leaves_at": ""})
    assert unavailable_slots(camp) == {me.id: set()}


def published(camp: Camp) -> tuple[Participant, Participant, CalendarEntry]:
    """Ada meets Bo in the first slot, as everybody knows."""
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    slots, tables = make_slots(camp), make_tables(camp)
    schedule = make_schedule(camp, [(ada, bo, slots[0], tables[0])])
    publishing.publish(camp, schedule, make_user("organiser@example.org"), with_mail=False)
    return ada, bo, db.session.query(CalendarEntry).one()


@time_machine.travel(DAYS_BEFORE)
def test_a_session_over_a_published_meeting_is_saved_only_with_a_word_about_it(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    ada, bo, entry = published(camp)
    session = make_session(camp, title="Funding workshop")
    visit.sign_in(ada.user)
    visit.get(PATH)
    visit.submit({"sessions": [str(session.id)]})
    words = " ".join(visit.texts(".notice"))
    assert "you have a meeting at these times" in words and "Bo, table 1" in words
    assert "“Funding workshop” is at the same time." in words and sitting(session) == set()
    visit.submit(button="Save, and keep")
    assert (sitting(session), entry.is_cancelled) == ({ada.id}, False)
    visit.get(PATH)
    visit.submit()
    visit.submit(button="Save, and cancel")
    assert (sitting(session), entry.is_cancelled, entry.sequence) == ({ada.id}, True, 1)
    assert db.session.query(OutboxMessage).one().recipient == bo.user.email


@time_machine.travel(DAYS_BEFORE)
def test_meetings_published_meanwhile_are_asked_about_anew(app: Flask) -> None:
    camp = make_camp()
    ada, _bo, entry = published(camp)
    times = Times(leaves_at=START + timedelta(minutes=10))
    with pytest.raises(MeetingsInTheWay) as asked:
        edit(camp, ada, times)
    assert [(clash.entry.id, clash.session) for clash in asked.value.clashes] == [(entry.id, None)]
    for mark in ("", "0123456789abcdef"):
        with pytest.raises(Conflict):
            edit(camp, ada, times, Settle.CANCEL, mark)
    assert (times_of(ada).leaves_at, entry.is_cancelled) == (None, False)
    edit(camp, ada, times, Settle.CANCEL, own_times.clashes.mark_of(asked.value.clashes))
    assert (times_of(ada).leaves_at, entry.is_cancelled) == (times.leaves_at, True)


@time_machine.travel(DAYS_BEFORE)
def test_being_scheduled_over_a_chosen_session_is_said_before_and_after_publishing(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    organiser = make_user(is_administrator=True)
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    slots, tables = make_slots(camp), make_tables(camp)
    draft = make_schedule(camp, [(ada, bo, slots[0], tables[0])])
    session = make_session(camp, title="Funding workshop")
    edit(camp, ada, Times(sessions=[session.id]))
    visit.sign_in(organiser)
    visit.get(f"/console/nyborg/schedules/{draft.number}/publish")
    assert "Ada cannot come" in " ".join(visit.texts(".notice"))
    publishing.publish(camp, draft, organiser)
    mail = db.session.query(OutboxMessage).filter_by(recipient=ada.user.email).one()
    assert "Funding workshop" in mail.body
    visit.sign_in(ada.user)
    visit.get("/camps/nyborg/agenda")
    assert "“Funding workshop” is at the same time" in " ".join(visit.texts(".notice"))
