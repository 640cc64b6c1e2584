"""What goes out by the clock: once each, at the right hour of the camp's clocks, to those concerned."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, Grade, Mode, OutboxMessage, Participant, ParticipantStatus
from app.services.changes import cancellations
from app.services.publishing import publishing
from app.services.reminding import timely_mails
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.queries import count_queries

AFTERNOON = datetime(2027, 3, 8, 15, tzinfo=UTC)
"""Four o'clock in Copenhagen on the day before the camp, in winter time."""
CLOSING = datetime(2027, 3, 3, tzinfo=UTC)


def letters() -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.dedupe_key.regexp_match("^(tomorrow|wishes-close):"))
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return timely_mails.tell_of_tomorrow() + timely_mails.tell_of_closing()


def planned(**values: object) -> tuple[Camp, list[Participant]]:
    """Ada meets Bo and Cy on the first day; Di meets nobody."""
    camp = make_camp("nyborg", wishes_close_at=None, **values)
    people = [make_participant(camp, name) for name in ("Ada Holm", "Bo Bak", "Cy Lund", "Di Friis")]
    slots, tables = make_slots(camp, 2), make_tables(camp, 2)
    ada, bo, cy, _di = people
    schedule = make_schedule(camp, [(ada, bo, slots[0], tables[0]), (ada, cy, slots[1], tables[1])])
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        publishing.publish(camp, schedule, make_user())
    return camp, people


def test_on_the_afternoon_before_everybody_with_a_meeting_reads_their_day(app: Flask) -> None:
    camp, (ada, bo, cy, _di) = planned()
    make_session(
        camp, datetime(2027, 3, 9, 12, tzinfo=UTC), title="Lunch", room="Great hall", is_for_all=True
    )
    assert at(AFTERNOON - timedelta(seconds=1)) == 0
    assert at(AFTERNOON) == 3
    assert [letter.recipient for letter in letters()] == [one.user.email for one in (ada, bo, cy)]
    letter = letters()[0]
    assert letter.subject == "Tomorrow at Camp nyborg: your meetings"
    assert [line for line in letter.body.splitlines() if line.startswith("- ")] == [
        "- 09:00 table 1: Bo Bak", "- 09:20 table 2: Cy Lund", "- 13:00 Lunch, Great hall",
    ]  # fmt: skip
    assert "/camps/nyborg/agenda" in letter.body
    assert letter.useless_after == datetime(2027, 3, 9, 13, tzinfo=UTC)


def test_each_mail_goes_out_once_whatever_the_clock_does(app: Flask) -> None:
    planned()
    moments = (
        AFTERNOON,
        AFTERNOON + timedelta(hours=1),
        AFTERNOON,
        AFTERNOON + timedelta(hours=7, minutes=59),
    )
    assert [at(moment) for moment in moments] == [3, 0, 0, 0]


def test_a_worker_that_was_away_is_too_late_in_the_morning(app: Flask) -> None:
    planned()
    assert at(AFTERNOON + timedelta(hours=8)) == 0  # the clocks show midnight, and the day has begun
    assert at(AFTERNOON + timedelta(hours=17)) == 0


@pytest.mark.parametrize(
    ("zone", "first", "afternoon"),
    [
        ("Europe/Copenhagen", date(2027, 3, 28), datetime(2027, 3, 27, 15, tzinfo=UTC)),
        ("Europe/Copenhagen", date(2027, 3, 29), datetime(2027, 3, 28, 14, tzinfo=UTC)),
        ("Asia/Beirut", date(2027, 3, 28), datetime(2027, 3, 27, 14, tzinfo=UTC)),
        ("America/New_York", date(2027, 3, 15), datetime(2027, 3, 14, 20, tzinfo=UTC)),
    ],
)
def test_the_hour_is_the_camps_own_also_when_the_clocks_change(
    app: Flask, zone: str, first: date, afternoon: datetime
) -> None:
    camp = make_camp("zone", time_zone=zone, starts_on=first, ends_on=first, wishes_close_at=None)
    ada, bo = make_participant(camp), make_participant(camp, "Bo Bak")
    [slot], [table] = make_slots(camp, 1, afternoon + timedelta(hours=20)), make_tables(camp, 1)
    publishing.publish(camp, make_schedule(camp, [(ada, bo, slot, table)]), make_user())
    assert at(afternoon - timedelta(seconds=1)) == 0
    assert at(afternoon) == 2


def test_who_has_cancelled_or_left_gets_none(app: Flask) -> None:
    camp, (ada, bo, cy, _di) = planned()
    with time_machine.travel(AFTERNOON - timedelta(days=1)):
        cancellations.cancel(camp, bo, cancellations.meetings_ahead(bo))
    cy.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert at(AFTERNOON) == 1
    assert letters()[0].recipient == ada.user.email


def test_a_camp_that_does_not_remind_sends_nothing(app: Flask) -> None:
    camp, _people = planned(reminds=False)
    camp.wishes_close_at = AFTERNOON + timedelta(days=1)
    db.session.commit()
    assert at(AFTERNOON) == 0


def test_two_workers_at_once_send_each_mail_once(app: Flask) -> None:
    planned()
    start = Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            timely_mails.tell_of_tomorrow()

    with time_machine.travel(AFTERNOON, tick=False):
        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    db.session.expire_all()
    assert len(letters()) == 3


def closing(**values: object) -> tuple[Camp, Participant]:
    """Bo has a wish, Cy only a rather not; wishes close on 3 March at one in the morning."""
    camp = make_camp("nyborg", wishes_close_at=CLOSING, **values)
    _ada, bo, cy = (make_participant(camp, name) for name in ("Ada Holm", "Bo Bak", "Cy Lund"))
    make_wish(bo, cy)
    make_wish(cy, bo, Grade.RATHER_NOT)
    return camp, bo


def test_whoever_has_no_wish_hears_of_it_by_day_three_days_before_they_close(app: Flask) -> None:
    closing()
    assert at(datetime(2027, 2, 27, 23, 59, tzinfo=UTC)) == 0
    assert at(datetime(2027, 2, 28, 7, 59, tzinfo=UTC)) == 0  # before nine in the morning
    assert at(datetime(2027, 2, 28, 8, tzinfo=UTC)) == 2
    assert at(datetime(2027, 3, 1, 8, tzinfo=UTC)) == 0
    assert [letter.subject for letter in letters()] == ["Whom do you want to meet at Camp nyborg?"] * 2
    assert "Wednesday 3 March 2027, 01:00 (Copenhagen)" in letters()[0].body
    assert "/camps/nyborg/people" in letters()[0].body


def test_a_later_closing_reminds_again_and_one_that_is_near_does_not(app: Flask) -> None:
    camp, _bo = closing()
    assert at(datetime(2027, 3, 2, 22, tzinfo=UTC)) == 0
    assert at(datetime(2027, 3, 2, 8, tzinfo=UTC)) == 2
    camp.wishes_close_at = CLOSING + timedelta(days=5)
    db.session.commit()
    assert at(datetime(2027, 3, 6, 8, tzinfo=UTC)) == 2


def test_where_people_ask_each_other_nobody_is_asked_for_wishes(app: Flask) -> None:
    closing(mode=Mode.REQUESTS)
    assert at(datetime(2027, 3, 2, 8, tzinfo=UTC)) == 0


def test_mails_come_in_the_readers_language(app: Flask) -> None:
    camp, _bo = closing()
    camp.reminds = True
    for person in db.session.scalars(select(Participant)):
        person.user.language = "da"
    db.session.commit()
    at(datetime(2027, 3, 2, 8, tzinfo=UTC))
    assert letters()[0].subject == "Hvem vil du møde på Camp nyborg?"


def test_many_people_take_a_bounded_number_of_queries(app: Flask) -> None:
    camp = make_camp("large", wishes_close_at=CLOSING)
    for number in range(60):
        make_participant(camp, f"Person {number}")
    with count_queries() as seen:
        assert at(datetime(2027, 3, 2, 8, tzinfo=UTC)) == 60
    assert len(seen) < 15
