"""Everybody concerned is asked once and reminded once, whatever happens to workers and clocks."""

import signal
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db, reads_only
from app.models import (
    CalendarEntry,
    Camp,
    FollowUp,
    FollowUpRound,
    OutboxMessage,
    Participant,
    ParticipantStatus,
)
from app.services import tokens
from app.services.afterwards.follow_up import answers, rounds, switch, times
from app.services.afterwards.follow_up.answers import OfCamp
from app.services.changes import replies
from app.services.own_data import erasing
from app.services.registration import registrations
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401 -- `camp` is a fixture
from tests.follow_up.conftest import THREE_MONTHS
from tests.follow_up.letters import letters_to, secret_in
from tests.makers import START, make_camp, make_crowd
from tests.work.a_worker import ask
from tests.work.processes import Started, environment, wait_until

THREE, TWELVE = FollowUpRound.THREE_MONTHS, FollowUpRound.TWELVE_MONTHS
TWELVE_MONTHS = datetime(2028, 3, 10, 8, tzinfo=UTC)


def asked() -> list[tuple[str, FollowUpRound]]:
    query = select(Participant.name, FollowUp.round).join(
        Participant, Participant.id == FollowUp.participant_id
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(FollowUp.id))]


def at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return rounds.ask()


def test_whoever_had_a_meeting_is_asked_at_nine_in_the_morning_three_months_on(camp: Camp) -> None:  # noqa: F811
    assert at(THREE_MONTHS - timedelta(seconds=1)) == 0
    assert at(THREE_MONTHS) == 3
    assert asked() == [("Ada", THREE), ("Bo", THREE), ("Cy", THREE)]
    assert at(THREE_MONTHS + timedelta(days=20)) == 0
    assert len(letters_to(person("Ada"))) == 1


def test_twelve_months_on_they_are_asked_again_in_winter_time(camp: Camp) -> None:  # noqa: F811
    at(THREE_MONTHS)
    assert at(TWELVE_MONTHS - timedelta(seconds=1)) == 0
    assert at(TWELVE_MONTHS) == 3
    assert [round for name, round in asked() if name == "Ada"] == [THREE, TWELVE]
    assert len({letter.dedupe_key for letter in letters_to(person("Ada"))}) == 2


def test_a_clock_that_was_wrong_and_is_set_back_asks_nobody_again(camp: Camp) -> None:  # noqa: F811
    for moment in (
        THREE_MONTHS,
        THREE_MONTHS - timedelta(hours=1),
        THREE_MONTHS,
        THREE_MONTHS + timedelta(days=1),
    ):
        at(moment)
    assert len(asked()) == 3


def test_after_three_weeks_it_is_too_late_to_begin(camp: Camp) -> None:  # noqa: F811
    assert at(THREE_MONTHS + times.ASKED_WITHIN) == 0
    assert at(THREE_MONTHS + times.ASKED_WITHIN - timedelta(seconds=1)) == 3


@pytest.mark.parametrize(("last", "first"), [("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29"),
                                            ("2026-12-31", "2027-03-31"), ("2027-03-10", "2027-06-10")])  # fmt: skip
def test_a_month_without_that_day_ends_before_it(app: Flask, last: str, first: str) -> None:
    day = date.fromisoformat(last)
    assert times.first_day(make_camp(starts_on=day, ends_on=day), THREE) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("zone", "utc"), [("Europe/Copenhagen", 7), ("America/New_York", 13), ("Asia/Tokyo", 0)]
)
def test_the_morning_is_the_camps(app: Flask, zone: str, utc: int) -> None:
    there = make_camp(time_zone=zone)
    assert times.opens_at(there, THREE) == datetime(2027, 6, 10, utc, tzinfo=UTC)
    assert (times.closes_at(there, THREE) - times.opens_at(there, THREE)) == timedelta(
        days=42, hours=14, minutes=59
    )


def test_nobody_is_asked_who_left_met_nobody_or_does_not_want_to(camp: Camp) -> None:  # noqa: F811
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Ada"), person("Cy").code)  # Cy had no other meeting
    person("Bo").status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert at(THREE_MONTHS) == 1
    assert asked() == [("Ada", THREE)]
    with time_machine.travel(THREE_MONTHS + timedelta(days=1)):
        answers.stop(secret_in(letters_to(person("Ada"))[0]), is_stopped=True)
    assert at(TWELVE_MONTHS) == 0


@pytest.mark.parametrize("what", ["account", "registration"])
def test_erasing_takes_answers_and_waiting_mails_along(camp: Camp, what: str) -> None:  # noqa: F811
    ada = person("Ada")
    at(THREE_MONTHS)
    with time_machine.travel(THREE_MONTHS + timedelta(hours=1)):
        answers.say_nothing_came(secret_in(letters_to(ada)[0]))
        erasing.erase_account(ada.user) if what == "account" else erasing.erase_registration(ada)
    assert [name for name, _round in asked()] == ["Bo", "Cy"]
    assert db.session.query(OutboxMessage).filter(OutboxMessage.dedupe_key.like("follow-up:%")).count() == 2
    assert at(TWELVE_MONTHS) == 2


def test_a_camp_that_does_not_ask_writes_to_nobody(camp: Camp) -> None:  # noqa: F811
    switch.set_asking(camp, is_on=False)
    with time_machine.travel(THREE_MONTHS):
        assert (rounds.ask(), switch.due_now(camp)) == (0, 3)
        switch.set_asking(camp, is_on=True)
        assert (rounds.ask(), switch.due_now(camp)) == (3, 0)
        switch.set_asking(camp, is_on=False)
    with time_machine.travel(THREE_MONTHS + timedelta(days=15)):
        assert rounds.remind() == 0


def test_whoever_is_silent_is_reminded_once_by_a_link_of_its_own(camp: Camp) -> None:  # noqa: F811
    at(THREE_MONTHS)
    first = secret_in(letters_to(person("Ada"))[0])
    with time_machine.travel(THREE_MONTHS + timedelta(days=3)):
        answers.keep(secret_in(letters_to(person("Bo"))[0]), {}, OfCamp(new_ideas=True))
        answers.stop(secret_in(letters_to(person("Cy"))[0]), is_stopped=True)
    with time_machine.travel(THREE_MONTHS + times.REMIND_AFTER - timedelta(minutes=1)):
        assert rounds.remind() == 0
    with time_machine.travel(THREE_MONTHS + times.REMIND_AFTER):
        assert (rounds.remind(), rounds.remind()) == (1, 0)
        reminder = letters_to(person("Ada"))[1]
        assert reminder.subject == f"A reminder: what has come of {camp.name}?"
        assert secret_in(reminder) != first
        assert answers.page_of(first).row.id == answers.page_of(secret_in(reminder)).row.id
    assert [len(letters_to(person(name))) for name in ("Ada", "Bo", "Cy")] == [2, 1, 1]


def test_the_secret_is_in_the_mail_only_and_the_mail_is_forgotten_with_it(camp: Camp) -> None:  # noqa: F811
    at(THREE_MONTHS)
    letter = letters_to(person("Ada"))[0]
    row = db.session.scalars(select(FollowUp).where(FollowUp.participant_id == person("Ada").id)).one()
    assert row.link_hash == tokens.digest(secret_in(letter)) and secret_in(letter) not in str(vars(row))
    assert letter.useless_after == times.closes_at(camp, THREE)


def test_the_mail_speaks_the_readers_language(camp: Camp) -> None:  # noqa: F811
    person("Ada").user.language = "da"
    db.session.commit()
    at(THREE_MONTHS)
    danish, english = (letters_to(person(name))[0] for name in ("Ada", "Bo"))
    assert english.subject == f"What has come of {camp.name}? It takes a minute"
    assert f"It is 3 months since you were at {camp.name}" in english.body
    assert "until Thursday 22 July 2027" in english.body
    assert danish.subject == f"Hvad er der kommet ud af {camp.name}? Det tager et minut"
    assert "torsdag d. 22. juli 2027" in danish.body or "torsdag 22. juli 2027" in danish.body


def test_the_database_keeps_one_row_for_a_participant_and_round(camp: Camp) -> None:  # noqa: F811
    at(THREE_MONTHS)
    ada = person("Ada")
    db.session.add(
        FollowUp(camp_id=camp.id, participant_id=ada.id, round=THREE, link_hash="0" * 64, asked_at=BEFORE)
    )
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize("turn", range(3))
def test_two_workers_at_once_ask_everybody_once(app: Flask, camp: Camp, turn: int) -> None:  # noqa: F811
    start, sent = Barrier(2), []
    db.session.commit()

    def work() -> None:
        with app.app_context():
            start.wait()
            sent.append(rounds.ask())

    with time_machine.travel(THREE_MONTHS, tick=True):
        threads = [Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    db.session.expire_all()
    assert sum(sent) == 3
    assert sorted(asked()) == [("Ada", THREE), ("Bo", THREE), ("Cy", THREE)]


def _somebody_was_asked() -> bool:
    """Looks without the write lock for which the asking process waits, too."""
    with reads_only():
        found = db.session.scalar(select(FollowUp.id).limit(1)) is not None
        db.session.rollback()
    return found


def _many(how_many: int) -> None:
    """People of a camp, each of whom has met the next one."""
    there = make_camp("odense")
    people = [person.id for person in make_crowd(there, how_many)]
    db.session.add_all(
        CalendarEntry(camp_id=there.id, person_lo_id=lo, person_hi_id=hi, uid=f"{lo}@odense", table_number=1,
                      starts_at=START, ends_at=START + timedelta(minutes=20), created_at=START, updated_at=START)
        for lo, hi in pairwise(people)
    )  # fmt: skip
    db.session.commit()


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_nobody_out_and_asks_nobody_twice(app: Flask) -> None:
    """Stopped by the kernel once the first mails are there, wherever it stands; then another one goes on."""
    _many(200)
    process = Started(ask, environment(app), THREE_MONTHS)
    wait_until(lambda: process.status() is not None or _somebody_was_asked())
    process.kill()
    assert process.wait() == -signal.SIGKILL
    before = len(asked())
    db.session.rollback()
    assert 0 < before < 200
    with time_machine.travel(THREE_MONTHS, tick=True):
        assert rounds.ask() == 200 - before
    recipients = [mail.recipient for mail in db.session.scalars(select(OutboxMessage))]
    assert len(recipients) == len(set(recipients)) == len(set(asked())) == 200


def test_a_registration_withdrawn_after_the_mail_opens_no_page(camp: Camp) -> None:  # noqa: F811
    at(THREE_MONTHS)
    with time_machine.travel(THREE_MONTHS + timedelta(days=1)):
        registrations.withdraw(person("Ada"), camp)
        assert rounds.remind() == 0
    assert person("Ada").status is ParticipantStatus.WITHDRAWN
