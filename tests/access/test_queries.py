"""Every page at a camp of some 500 people sends the database as many statements as at one of some 20.

What is shown in parts, or in one list, is read by a fixed number of queries: a page that asks once for each person
would be slow on the one day on which it must not be.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Grade,
    InterestKind,
    Meeting,
    MeetingTable,
    Participant,
    Schedule,
    ScheduleStatus,
    Seat,
    Slot,
    TopicInterest,
)
from app.services.registration import intake
from tests.makers import START, make_crowd
from tests.queries import count_queries
from tests.world.addresses import address, rules_of
from tests.world.building import World, built_world
from tests.world.camps import DURING

pytestmark = pytest.mark.slow
FEW, MANY = 10, 490
MORE = 2
"""So many statements more are no growth: a list of numbers that is too long for one is looked up in two parts."""
OF_OURS = ("static", "assets.", "styleguide.")
ROLES = ("participant", "organiser", "helper", "anonymous")


@pytest.fixture(scope="module")
def world(migrated_app: Flask) -> Iterator[World]:
    with built_world(migrated_app) as world:
        yield world


def grow(camp: Camp, topic: int, how_many: int) -> None:
    """So many people more, each with interests and wishes, and a meeting in the published schedule and the drafts."""
    people = make_crowd(camp, how_many)
    intake.state_wishes(
        camp,
        [
            (one, other, Grade.MUST_MEET)
            for step in (1, 2)
            for one, other in zip(people, people[step:], strict=False)
        ],
    )
    db.session.execute(insert(TopicInterest), [
        {"camp_id": camp.id, "participant_id": one.id, "topic_id": topic, "kind": kind, "strength": 2}
        for one in people for kind in (InterestKind.OFFER, InterestKind.NEED)
    ])  # fmt: skip
    pairs = list(zip(people[::2], people[1::2], strict=True))
    slots = list(db.session.scalars(select(Slot).where(Slot.camp_id == camp.id).order_by(Slot.starts_at)))[:4]
    db.session.execute(insert(MeetingTable), [
        {"camp_id": camp.id, "number": 1000 * how_many + number, "zone": "Hall", "hint": ""} for number in range(len(pairs))
    ])  # fmt: skip
    numbers = select(MeetingTable).where(MeetingTable.camp_id == camp.id, MeetingTable.zone == "Hall")
    tables = list(db.session.scalars(numbers.order_by(MeetingTable.number.desc()).limit(len(pairs))))
    for schedule in db.session.scalars(select(Schedule).where(Schedule.camp_id == camp.id)):
        for place, (pair, table) in enumerate(zip(pairs, tables, strict=True)):
            _meet(schedule, slots[place % len(slots)], table, *sorted(pair, key=lambda one: one.id))
    db.session.commit()


def _meet(schedule: Schedule, slot: Slot, table: MeetingTable, lo: Participant, hi: Participant) -> None:
    both = {"camp_id": schedule.camp_id, "person_lo_id": lo.id, "person_hi_id": hi.id}
    meeting = Meeting(schedule_id=schedule.id, slot_id=slot.id, table_id=table.id, **both)
    db.session.add(meeting)
    db.session.flush()
    db.session.add_all(Seat(meeting_id=meeting.id, participant_id=one.id, schedule_id=schedule.id, slot_id=slot.id)
                       for one in (lo, hi))  # fmt: skip
    if schedule.status is ScheduleStatus.PUBLISHED:
        db.session.add(CalendarEntry(
            uid=f"{meeting.id}@grown", sequence=0, is_cancelled=False, starts_at=slot.starts_at, ends_at=slot.ends_at,
            table_number=table.number, created_at=START, updated_at=DURING, **both,
        ))  # fmt: skip


def statements(world: World) -> dict[str, int]:
    """How many each role's visit to each address takes."""
    found = {}
    for role in ROLES:
        visitor = world.visitors[role]
        for rule, method in rules_of(world.app):
            if method == "GET" and not rule.endpoint.startswith(OF_OURS):
                visitor.enter()
                with count_queries() as sent:
                    answer = visitor.get(address(world.app, rule, world.home))
                assert answer.status_code < 500
                found[f"{role} {rule.endpoint}"] = len(sent)
    return found


def test_no_page_asks_more_often_in_a_large_camp(world: World) -> None:
    topic = world.home.addresses["topic"]
    assert isinstance(topic, int)
    grow(world.home.camp, topic, FEW)
    few = statements(world)
    grow(world.home.camp, topic, MANY)
    many = statements(world)
    assert len(few) > 300
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name] + MORE} == {}
