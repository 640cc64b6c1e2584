"""The mail before each meeting: so many minutes before, once, also in nights in which clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, OutboxMessage, Participant
from app.services.changes import cancellations
from app.services.day import next_meetings
from app.services.mail import mail_choices
from app.services.mail.mail_choices import Choices
from app.services.publishing import publishing
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient
from tests.queries import count_queries

BEGINS = datetime(2027, 3, 9, 8, tzinfo=UTC)


def planned(begins: datetime = BEGINS, minutes: int | None = 15) -> tuple[Camp, Participant, Participant]:
    """Ada, who wants to be told, meets Bo, who has not asked for it."""
    camp = make_camp("nyborg", starts_on=begins.date(), ends_on=begins.date() + timedelta(days=1))
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo <b>http://evil.example</b>")
    schedule = make_schedule(camp, [(ada, bo, make_slots(camp, 1, begins)[0], make_tables(camp, 1)[0])])
    with time_machine.travel(begins - timedelta(days=5)):
        publishing.publish(camp, schedule, make_user())
        mail_choices.choose(ada, Choices(minutes_before=minutes))
    return camp, ada, bo


def at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return next_meetings.tell()


def letters() -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.dedupe_key.startswith("next-meeting:"))
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def test_who_has_asked_for_it_is_told_once_so_many_minutes_before(app: Flask) -> None:
    _camp, ada, _bo = planned()
    early = BEGINS - timedelta(minutes=15)
    moments = (early - timedelta(seconds=1), early, early + timedelta(minutes=1), early, BEGINS)
    assert [at(moment) for moment in moments] == [0, 1, 0, 0, 0]
    [letter] = letters()
    assert (letter.recipient, letter.useless_after) == (ada.user.email, BEGINS)
    assert letter.subject.startswith("09:00 at table 1: Bo <b>")
    assert "evil.example" not in letter.body
    assert letter.body.count("http://") == 2
    assert letter.unsubscribe is not None


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=3)])
def test_what_has_begun_is_told_to_nobody(app: Flask, late: timedelta) -> None:
    planned()
    assert at(BEGINS + late) == 0


@pytest.mark.parametrize("day", [datetime(2026, 10, 25), datetime(2026, 3, 29)])  # noqa: DTZ001
@pytest.mark.parametrize("hour", [0, 1, 2])
def test_a_night_in_which_clocks_change_moves_and_repeats_nothing(
    app: Flask, day: datetime, hour: int
) -> None:
    """In Copenhagen clocks change at 01:00 UTC: rounds each minute of three hours tell once, at the minute."""
    begins = day.replace(hour=hour, minute=30, tzinfo=UTC)
    planned(begins, minutes=60)
    first = begins - timedelta(hours=2)
    told = [at(first + timedelta(minutes=minute)) for minute in range(180)]
    assert told == [int(minute == 60) for minute in range(180)]


def test_a_meeting_that_moves_is_told_anew_and_one_that_is_cancelled_is_not(app: Flask) -> None:
    camp, ada, _bo = planned()
    assert at(BEGINS - timedelta(minutes=10)) == 1
    entry = db.session.scalars(select(CalendarEntry)).one()
    entry.starts_at, entry.ends_at = BEGINS + timedelta(hours=1), BEGINS + timedelta(hours=2)
    db.session.commit()
    assert at(BEGINS + timedelta(minutes=50)) == 1
    with time_machine.travel(BEGINS):
        entry.starts_at, entry.ends_at = BEGINS + timedelta(hours=3), BEGINS + timedelta(hours=4)
        cancellations.cancel(camp, ada, [entry], "")
        db.session.commit()
    assert at(BEGINS + timedelta(hours=2, minutes=50)) == 0


def test_nobody_is_told_who_has_not_asked_for_it_or_wants_it_no_more(app: Flask) -> None:
    planned(minutes=None)
    assert at(BEGINS - timedelta(minutes=5)) == 0


def test_a_round_costs_as_many_queries_for_many_as_for_few(app: Flask) -> None:
    planned()
    with count_queries() as none:
        at(BEGINS - timedelta(hours=3))
    assert len(none) == 1


def test_the_choice_is_made_on_a_page(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    ada = make_participant(camp, user=make_user(email_confirmed_at=datetime(2026, 6, 1, tzinfo=UTC)))
    visit.sign_in(ada.user)
    visit.get("/camps/nyborg/me/mails")
    visit.submit({"minutes_before": "10"})
    assert mail_choices.choices_of(ada).minutes_before == 10
    visit.get("/camps/nyborg/me/mails")
    visit.submit({"minutes_before": "7"}, status=200)
    assert mail_choices.choices_of(ada).minutes_before == 10
    visit.get("/camps/nyborg/me/mails")
    visit.submit({"minutes_before": ""})
    assert mail_choices.choices_of(ada).minutes_before is None
