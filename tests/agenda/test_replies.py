"""What participants say about a meeting, what follows from it, and that nothing in it betrays anybody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Absence, CalendarEntry, Camp, Grade, OutboxMessage, Participant, Reply, ReplyKind
from app.services.agenda import agenda_page, own_unmet
from app.services.agenda.own_unmet import Obstacle
from app.services.calendars.agenda_files import agenda_for
from app.services.changes import replies
from app.services.publishing import publishing
from app.services.refusals import NotThere, Refusal
from app.services.registration import registrations
from app.services.setup.blocks import slots_of
from app.services.setup.tables import tables_of
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient

BEFORE = datetime(2027, 3, 9, 7, tzinfo=UTC)
"""The morning of the day, an hour before the first meeting."""


@pytest.fixture
def camp(app: Flask) -> Camp:
    """Ada meets Bo in the first slot and Cy in the second; Di meets nobody."""
    camp = make_camp("nyborg")
    ada, bo, cy, _di = (make_participant(camp, name) for name in ("Ada", "Bo", "Cy", "Di"))
    slots, tables = make_slots(camp), make_tables(camp)
    schedule = make_schedule(camp, [(ada, bo, slots[0], tables[0]), (ada, cy, slots[1], tables[1])])
    with time_machine.travel(BEFORE - timedelta(days=9)):
        publishing.publish(camp, schedule, make_user("organiser@example.org"), with_mail=False)
    return camp


def person(name: str) -> Participant:
    return db.session.scalars(select(Participant).where(Participant.name == name)).one()


def entry(one: str, other: str) -> CalendarEntry:
    lo, hi = sorted((person(one).id, person(other).id))
    pair = (CalendarEntry.person_lo_id == lo, CalendarEntry.person_hi_id == hi)
    return db.session.scalars(select(CalendarEntry).where(*pair)).one()


def mails() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(mail.recipient, mail.subject) for mail in rows]


def test_not_coming_cancels_the_meeting_tells_the_other_one_and_keeps_the_time_free(camp: Camp) -> None:
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
    meeting, absence = entry("Ada", "Bo"), db.session.query(Absence).one()
    assert (meeting.is_cancelled, meeting.sequence, entry("Ada", "Cy").is_cancelled) == (True, 1, False)
    assert absence.participant_id == person("Ada").id
    assert mails() == [(person("Bo").user.email, f"Ada cannot come to your meeting at {camp.name}")]
    mail = db.session.query(OutboxMessage).one()
    assert "CANCELLED: Tuesday 9 March 2027, 09:00 (Copenhagen) with Ada" in mail.body
    file = agenda_for(mail)
    assert b"STATUS:CANCELLED" in file and b"SEQUENCE:1" in file


def test_saying_twice_that_i_cannot_come_changes_nothing(camp: Camp) -> None:
    with time_machine.travel(BEFORE):
        for _time in range(2):
            replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
    assert (entry("Ada", "Bo").sequence, len(mails()), db.session.query(Reply).count()) == (1, 1, 1)


def test_coming_after_all_brings_the_same_entry_back(camp: Camp) -> None:
    uid = entry("Ada", "Bo").uid
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
        replies.take_back_cannot_come(camp, person("Ada"), person("Bo").code)
    meeting = entry("Ada", "Bo")
    assert (meeting.uid, meeting.is_cancelled, meeting.sequence) == (uid, False, 2)
    assert (db.session.query(Absence).count(), db.session.query(Reply).count()) == (0, 0)
    assert mails()[1][1] == f"Your meeting with Ada at {camp.name} takes place after all"


@pytest.mark.parametrize("who", ["Bo", "nobody"])
def test_only_who_cancelled_may_bring_the_meeting_back(camp: Camp, who: str) -> None:
    with time_machine.travel(BEFORE):
        if who == "Bo":
            replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
        with pytest.raises(Refusal):
            replies.take_back_cannot_come(camp, person("Bo"), person("Ada").code)
    assert entry("Ada", "Bo").is_cancelled == (who == "Bo")


def test_a_meeting_does_not_come_back_where_another_one_has_taken_its_place(camp: Camp) -> None:
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
        entry("Ada", "Cy").starts_at = entry("Ada", "Bo").starts_at
        db.session.commit()
        with pytest.raises(Refusal):
            replies.take_back_cannot_come(camp, person("Ada"), person("Bo").code)
    assert entry("Ada", "Bo").is_cancelled


def test_nobody_cancels_a_meeting_that_is_over_or_not_theirs(camp: Camp) -> None:
    with time_machine.travel(START + timedelta(minutes=20)), pytest.raises(Refusal):
        replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
    with time_machine.travel(BEFORE), pytest.raises(NotThere):
        replies.say_cannot_come(camp, person("Di"), person("Ada").code)
    assert (mails(), db.session.query(Reply).count()) == ([], 0)


@pytest.mark.parametrize(("minutes", "may"), [(-16, False), (-15, True), (0, True), (19, True), (20, False)])
def test_here_may_be_said_from_a_quarter_of_an_hour_before_until_the_end(
    camp: Camp, minutes: int, may: bool
) -> None:
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        if may:
            replies.say_here(camp, person("Ada"), person("Bo").code)
        else:
            with pytest.raises(Refusal):
                replies.say_here(camp, person("Ada"), person("Bo").code)
        said = agenda_page.page_of(camp, person("Bo")).said[entry("Ada", "Bo").id]
    assert (said.mine, said.theirs) == (None, ReplyKind.HERE if may else None)


def test_a_publication_that_changes_a_meeting_forgets_what_was_said_about_it(camp: Camp) -> None:
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
        slots, tables = slots_of(camp), tables_of(camp)
        moved = make_schedule(camp, [(person("Ada"), person("Bo"), slots[3], tables[0]),
                                     (person("Ada"), person("Cy"), slots[1], tables[1])])  # fmt: skip
        publishing.publish(camp, moved, make_user("second@example.org"), with_mail=False)
    assert (db.session.query(Reply).count(), entry("Ada", "Bo").sequence) == (0, 2)
    assert entry("Ada", "Bo").is_cancelled is False


def test_withdrawing_cancels_what_lies_ahead_and_tells_each_partner(camp: Camp) -> None:
    with time_machine.travel(START + timedelta(minutes=25)):  # the first meeting is over by then
        registrations.withdraw(person("Ada"), camp)
    assert (entry("Ada", "Bo").is_cancelled, entry("Ada", "Cy").is_cancelled) == (False, True)
    assert [recipient for recipient, _subject in mails()] == [person("Cy").user.email]


def test_the_reason_for_an_unmet_wish_is_the_same_whatever_the_other_one_wishes(camp: Camp) -> None:
    """Bo would rather not meet Di, Cy has no wish: Di, who wishes for both, reads the same."""
    di = person("Di")
    for name in ("Bo", "Cy"):
        make_wish(di, person(name), Grade.MUST_MEET)
    make_wish(person("Bo"), di, Grade.RATHER_NOT)
    page = agenda_page.page_of(camp, di)
    assert [(unmet.target.name, unmet.obstacle) for unmet in page.unmet] == [
        ("Bo", Obstacle.NO_ROOM), ("Cy", Obstacle.NO_ROOM),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "theirs", "held", "most", "reason"),
    [({1, 2}, {3}, 0, None, Obstacle.NEVER_BOTH_THERE), (set(), {3}, 0, None, Obstacle.NEVER_BOTH_THERE),
     ({1, 2}, {2}, 2, None, Obstacle.ALL_TIMES_FILLED), ({1, 2, 3}, {2}, 2, 2, Obstacle.LARGEST_NUMBER),
     ({1, 2}, {2}, 1, 4, Obstacle.NO_ROOM)],
)  # fmt: skip
def test_the_reason_follows_from_ones_own_day(mine, theirs, held, most, reason) -> None:
    assert own_unmet.obstacle(mine, theirs, held, most) is reason


def test_on_the_page_from_the_card_to_the_cancellation_and_back(camp: Camp, visit: PageClient) -> None:
    with time_machine.travel(START - timedelta(minutes=10)):
        visit.sign_in(person("Ada").user)
        visit.get("/camps/nyborg/agenda")
        assert visit.texts(".agenda-list__title")[-1] == "Free"
        visit.submit(button="I am here")
        assert "You have said that you are here." in visit.response.text
        visit.get(f"/camps/nyborg/meetings/{person('Bo').code}/cancel")
        visit.submit(button="I cannot come")
        assert visit.texts(".badge--bad") == ["You cannot come"]
        visit.submit(button="I can come after all")
        assert visit.texts(".badge--bad") == []
    assert entry("Ada", "Bo").sequence == 2


def test_the_next_meeting_says_its_day_unless_that_is_today(camp: Camp, visit: PageClient) -> None:
    with time_machine.travel(BEFORE - timedelta(days=2)):
        visit.sign_in(person("Ada").user)
        visit.get("/camps/nyborg/agenda")
        assert visit.texts(".meeting-card__day") == ["Tuesday 9 March 2027"]
    with time_machine.travel(BEFORE):
        visit.sign_in(person("Ada").user)
        visit.get("/camps/nyborg/agenda")
        assert visit.texts(".meeting-card--next .meeting-card__day") == []
