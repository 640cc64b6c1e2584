"""Whoever is left alone sees who is free; one asks, the other says yes, and the meeting stands everywhere."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AskStatus, CalendarEntry, Camp, Grade, InterestKind, OutboxMessage, StandInAsk
from app.services.calendars import calendars
from app.services.calendars.agenda_files import agenda_for
from app.services.changes import replies
from app.services.day import stand_in_asks, stand_ins
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.setup.blocks import slots_of
from app.services.setup.tables import tables_of
from tests.agenda.test_replies import BEFORE, camp, entry, person  # noqa: F401  Ada meets Bo, then Cy
from tests.makers import (
    START,
    make_absence,
    make_crowd,
    make_interest,
    make_participant,
    make_topic,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries


@pytest.fixture
def alone(camp: Camp) -> Camp:  # noqa: F811
    """Bo has said that he cannot come at 09:00; Ada wishes to meet Di, whose profile tells nothing."""
    make_wish(person("Ada"), person("Di"), Grade.MUST_MEET)
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Bo"), person("Ada").code)
    return camp


def first_slot(camp: Camp) -> int:  # noqa: F811
    return slots_of(camp)[0].id


def names(camp: Camp, who: str, number: int) -> list[str]:  # noqa: F811
    opening = stand_in_asks.opening_of(camp, person(who), number)
    return [found.person.name for found in stand_ins.stand_ins(camp, person(who), opening.slot)]


def standing(camp: Camp) -> list[tuple[int, int, int]]:  # noqa: F811
    query = select(CalendarEntry).where(CalendarEntry.is_cancelled.is_(False)).order_by(CalendarEntry.id)
    return [(one.person_lo_id, one.person_hi_id, one.table_number) for one in db.session.scalars(query)]


def test_the_one_left_alone_asks_the_other_accepts_and_both_have_the_meeting(
    alone: Camp, app: Flask, visit: PageClient
) -> None:
    ada, di = person("Ada"), person("Di")
    other = PageClient(app)
    with time_machine.travel(BEFORE, tick=False):
        visit.sign_in(ada.user)
        other.sign_in(di.user)
        page = visit.get("/camps/nyborg/agenda")
        visit.get(page.find("a", string="See who is free at 09:00")["href"])
        assert visit.texts(".person-card__name") == ["Di"]
        visit.submit(button="Ask to meet")
        assert visit.texts(".person-card .badge") == ["Asked"]
        other.get("/camps/nyborg/agenda")
        assert "Ada asks: do we meet at 09:00?" in other.texts(".notice__title")
        other.submit(button="Yes, we meet")
        assert "You meet Ada. It is on both agendas." in other.texts(".flash")[0]
    meeting = entry("Ada", "Di")
    assert (meeting.starts_at, meeting.table_number, meeting.is_cancelled) == (START, 1, False)
    for one in (ada, di):
        content = calendars.calendar_file(alone, one, "en").content
        assert meeting.uid.encode() in content and b"Table 1" in content
    subjects = db.session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)).all()
    assert subjects[1:] == [f"Ada asks to meet you at {alone.name}", f"Di meets you at {alone.name}"]


def test_the_list_is_made_of_the_own_wish_and_the_profiles(alone: Camp) -> None:
    topic = make_topic(alone)
    fits, veto, secret = (make_participant(alone, name) for name in ("Fits", "Veto", "Secret"))
    make_interest(person("Ada"), topic, InterestKind.OFFER)
    for one in (fits, veto):
        make_interest(one, topic, InterestKind.NEED)
    make_wish(veto, person("Ada"), Grade.RATHER_NOT)
    make_wish(secret, person("Ada"), Grade.MUST_MEET)
    with time_machine.travel(BEFORE):
        assert names(alone, "Ada", first_slot(alone)) == ["Di", "Fits", "Veto"]
        make_wish(person("Ada"), fits, Grade.RATHER_NOT)
        make_absence(person("Di"), slots_of(alone)[0])
        assert names(alone, "Ada", first_slot(alone)) == ["Veto"]


def test_who_would_rather_not_is_neither_shown_the_question_nor_gets_a_mail(alone: Camp) -> None:
    make_wish(person("Di"), person("Ada"), Grade.RATHER_NOT)
    before = db.session.query(OutboxMessage).count()
    with time_machine.travel(BEFORE):
        stand_in_asks.ask(alone, person("Ada"), first_slot(alone), person("Di").code)
        assert stand_ins.asks_to(person("Di")) == []
    assert db.session.query(OutboxMessage).count() == before
    assert db.session.query(StandInAsk).one().status is AskStatus.WAITING


def test_who_has_a_meeting_or_the_list_may_not_be_asked(alone: Camp) -> None:
    stranger = make_participant(alone, "Stranger")
    with time_machine.travel(BEFORE):
        with pytest.raises(Conflict):
            stand_in_asks.ask(alone, person("Ada"), first_slot(alone), stranger.code)
        with pytest.raises(NotThere):  # Ada meets Cy then
            stand_in_asks.ask(alone, person("Ada"), slots_of(alone)[1].id, person("Di").code)
        with pytest.raises(NotThere):  # nobody has asked
            stand_in_asks.accept(alone, person("Di"), first_slot(alone), person("Ada").code)


def test_after_a_no_and_after_the_slot_there_is_no_yes(alone: Camp) -> None:
    number = first_slot(alone)
    with time_machine.travel(BEFORE):
        stand_in_asks.ask(alone, person("Ada"), number, person("Di").code)
        stand_in_asks.decline(alone, person("Di"), number, person("Ada").code)
        with pytest.raises(Conflict):
            stand_in_asks.accept(alone, person("Di"), number, person("Ada").code)
        assert db.session.query(StandInAsk).one().status is AskStatus.DECLINED
    db.session.rollback()
    db.session.query(StandInAsk).one().status = AskStatus.WAITING
    db.session.commit()
    with time_machine.travel(START + timedelta(minutes=16)), pytest.raises(Conflict):
        stand_in_asks.accept(alone, person("Di"), number, person("Ada").code)


def test_a_no_show_is_given_up_only_when_somebody_says_yes(camp: Camp) -> None:  # noqa: F811
    make_wish(person("Ada"), person("Di"))
    with time_machine.travel(START + timedelta(minutes=3), tick=False) as clock:
        replies.say_here(camp, person("Ada"), person("Bo").code)
        with pytest.raises(NotThere):
            stand_in_asks.opening_of(camp, person("Ada"), first_slot(camp))
        clock.shift(timedelta(minutes=3))
        stand_in_asks.ask(camp, person("Ada"), first_slot(camp), person("Di").code)
        assert not entry("Ada", "Bo").is_cancelled
        stand_in_asks.accept(camp, person("Di"), first_slot(camp), person("Ada").code)
    assert entry("Ada", "Bo").is_cancelled
    assert (entry("Ada", "Di").table_number, entry("Ada", "Cy").is_cancelled) == (1, False)
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == person("Bo").user.email)
    ).one()
    assert mail.subject == f"Ada waits for you no longer at {camp.name}"
    assert b"STATUS:CANCELLED" in agenda_for(mail)


def test_of_two_who_say_yes_at_once_one_is_too_late(alone: Camp, app: Flask) -> None:
    eve = make_participant(alone, "Eve")
    make_wish(person("Ada"), eve)
    number, camp_id, code = first_slot(alone), alone.id, person("Ada").code
    with time_machine.travel(BEFORE, tick=True):
        for one in (person("Di"), eve):
            stand_in_asks.ask(alone, person("Ada"), number, one.code)
        ids = [person("Di").id, eve.id]
        db.session.commit()

        def accept(one: int) -> str:
            with app.app_context():
                try:
                    from_db = db.session.get_one(type(eve), one)
                    stand_in_asks.accept(db.session.get_one(Camp, camp_id), from_db, number, code)
                except Refusal:
                    return "late"
                finally:
                    db.session.remove()
                return "met"

        with ThreadPoolExecutor(2) as pool:
            met = sorted(pool.map(lambda one: Context().run(accept, one), ids))
    db.session.expire_all()
    assert met == ["late", "met"]
    assert len(standing(alone)) == 2  # with Cy, and one more
    statuses = sorted(db.session.scalars(select(StandInAsk.status)))
    assert statuses == [AskStatus.ACCEPTED, AskStatus.LAPSED]


def test_two_meetings_at_once_never_get_one_table(alone: Camp) -> None:
    """Three tables: Ada and Di take table 1, the next two pairs the others, and the fourth is refused."""
    number = first_slot(alone)
    pairs = [(person("Ada"), person("Di"))]
    for i in range(3):
        one, two = make_participant(alone, f"One {i}"), make_participant(alone, f"Two {i}")
        make_wish(one, two)
        pairs.append((one, two))
    with time_machine.travel(START - timedelta(minutes=10)):
        for one, two in pairs:
            stand_in_asks.ask(alone, one, number, two.code)
        for one, two in pairs[:3]:
            stand_in_asks.accept(alone, two, number, one.code)
        with pytest.raises(Conflict):
            stand_in_asks.accept(alone, pairs[3][1], number, pairs[3][0].code)
        db.session.rollback()
    now_on = [table for lo, hi, table in standing(alone) if {lo, hi} != {person("Ada").id, person("Cy").id}]
    assert sorted(now_on) == [1, 2, 3]


def test_two_without_a_language_in_common_meet_where_an_interpreter_sits_or_not_at_all(alone: Camp) -> None:
    """Ada and Di need one, who sits at table 3; then another pair wants to, and there is no second interpreter."""
    alone.needs_common_language = True
    tables_of(alone)[2].interpreter_languages = ["da", "de"]
    pairs = [(person("Ada"), person("Di")), (make_participant(alone, "One"), make_participant(alone, "Two"))]
    for one, two in pairs:
        one.languages, two.languages = ["da"], ["de"]
    db.session.commit()
    make_wish(*pairs[1])
    number = first_slot(alone)
    with time_machine.travel(START - timedelta(minutes=10)):
        for one, two in pairs:
            stand_in_asks.ask(alone, one, number, two.code)
        stand_in_asks.accept(alone, pairs[0][1], number, pairs[0][0].code)
        assert entry("Ada", "Di").table_number == 3
        with pytest.raises(Conflict, match="No interpreter is free"):
            stand_in_asks.accept(alone, pairs[1][1], number, pairs[1][0].code)


def test_both_asking_is_a_yes(alone: Camp) -> None:
    number = first_slot(alone)
    make_wish(person("Di"), person("Ada"))
    with time_machine.travel(START - timedelta(minutes=10)):
        stand_in_asks.ask(alone, person("Ada"), number, person("Di").code)
        stand_in_asks.ask(alone, person("Di"), number, person("Ada").code)
    assert not entry("Ada", "Di").is_cancelled


@pytest.mark.parametrize("size", [10, 500])
def test_the_pages_take_as_many_queries_in_a_large_camp(alone: Camp, visit: PageClient, size: int) -> None:
    topic = make_topic(alone)
    make_interest(person("Ada"), topic, InterestKind.OFFER)
    for one in make_crowd(alone, size)[:40]:
        make_interest(one, topic, InterestKind.NEED)
    with time_machine.travel(BEFORE):
        visit.sign_in(person("Ada").user)
        with count_queries() as sent:
            visit.get(f"/camps/nyborg/stand-ins/{first_slot(alone)}")
        assert len(visit.texts(".person-card")) > 10
        assert len(sent) <= 45
