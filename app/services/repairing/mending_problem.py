"""The problem of a repair: a schedule's own, with what has happened since and what an organiser adds.

Taken into account by itself: who has left, who cannot come any more or can after all, tables that came or went,
pins and pairs that never meet, what was moved or removed by hand, what was cancelled since publication.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Job,
    JobKind,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Schedule,
    ScheduleStatus,
    Slot,
)
from app.scheduling import Events, Problem, after
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.values import Pair, Placing, Table, pair_of
from app.scheduling.values import Participant as Person
from app.services.clock import now
from app.services.editing import draft_edits
from app.services.matching.problems import table_value
from app.services.programme.availability import unavailable_slots
from app.services.schedules import rulings


@dataclass(frozen=True)
class Wanted:
    """What an organiser adds: a table closed, somebody away, each in one slot or (None) in all that are left.

    `keeps_changes`: what was changed by hand in this schedule stays as it is. `pair` are two who are to meet,
    and `raised` people who may have one meeting more for it; numbers of participants. `tables` and `slots` are to be
    removed, by their row numbers: nothing is to stand there.
    """

    table: int | None = None
    table_slot: int | None = None
    person: int | None = None
    person_slot: int | None = None
    keeps_changes: bool = True
    pair: tuple[int, int] | None = None
    raised: tuple[int, ...] = ()
    tables: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()


def wanted_in(settings: dict[str, Any]) -> Wanted:
    """What was added, as it was kept with the job."""
    values = {name: settings[name] for name in Wanted.__dataclass_fields__ if name in settings}
    lists = {name: tuple(values[name]) for name in ("raised", "tables", "slots") if name in values}
    return Wanted(**values | lists | {"pair": tuple(values["pair"]) if values["pair"] else None})


def problem_around(camp: Camp, schedule: Schedule, wanted: Wanted) -> Problem:
    """The schedule's problem as things are now, the schedule as its previous one; a bounded number of queries.

    Raises scheduling.ProblemError when what was decided contradicts itself.
    """
    problem, solution = draft_edits.read(schedule)
    placed, removed = _by_hand(schedule) if wanted.keeps_changes else ({}, set())
    pins = _pins(camp, problem)
    never = removed | {
        pair_of(str(one.first.id), str(one.second.id))
        for one in rulings.rulings_of(camp)
        if not one.is_pinned
    }
    pins |= {pair: spot for pair, spot in placed.items() if pair not in pins}
    never |= _cancelled(schedule)
    kept = {item.pair for item in problem.candidates} - never
    wished = pair_of(*map(str, wanted.pair)) if wanted.pair else None
    changed = replace(
        problem,
        tables=(*problem.tables, *_new_tables(camp, problem)),
        participants=_participants(camp, problem, wanted),
        candidates=tuple(
            replace(item, required=item.required or item.pair == wished)
            for item in problem.candidates
            if item.pair in kept
        ),
        pinned=tuple(Placing(*pair, *spot) for pair, spot in sorted(pins.items()) if pair in kept),
        previous=(),
    )
    standing = tuple(meeting for meeting in solution.meetings if meeting.pair in kept)
    return after(changed, Solution("feasible", standing), _events(camp, schedule, changed, wanted))


def _new_tables(camp: Camp, problem: Problem) -> list[Table]:
    """The tables that the camp has got since."""
    known = {table.id for table in problem.tables}
    query = select(MeetingTable).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    return [table_value(camp, row) for row in db.session.scalars(query) if str(row.id) not in known]


def _participants(camp: Camp, problem: Problem, wanted: Wanted) -> tuple[Person, ...]:
    """Everybody with the times at which they cannot come now, and one meeting more for who may have it."""
    away, known = unavailable_slots(camp), {slot.id for slot in problem.slots}

    def as_now(person: Person) -> Person:
        most = person.max_meetings
        more = most is not None and int(person.id) in wanted.raised
        absent = tuple(str(slot) for slot in sorted(away.get(int(person.id), ())) if str(slot) in known)
        return replace(
            person, absent_slots=absent, max_meetings=most + 1 if more and most is not None else most
        )

    return tuple(as_now(person) for person in problem.participants)


def _cancelled(schedule: Schedule) -> set[Pair]:
    """The pairs of a published schedule whose meeting somebody has cancelled since."""
    if schedule.status is not ScheduleStatus.PUBLISHED:
        return set()
    query = select(CalendarEntry.person_lo_id, CalendarEntry.person_hi_id).where(
        CalendarEntry.camp_id == schedule.camp_id, CalendarEntry.is_cancelled
    )
    return {pair_of(str(lo), str(hi)) for lo, hi in db.session.execute(query)}


Spot = tuple[str, str]


def _pins(camp: Camp, problem: Problem) -> dict[Pair, Spot]:
    """The camp's pins that the problem knows the places of."""
    slots, tables = {slot.id for slot in problem.slots}, {table.id for table in problem.tables}
    found = {}
    for one in rulings.rulings_of(camp):
        if one.slot is None or one.table is None:
            continue
        slot, table = str(one.slot.id), str(one.table.id)
        if slot in slots and table in tables:
            found[pair_of(str(one.first.id), str(one.second.id))] = (slot, table)
    return found


def _by_hand(schedule: Schedule) -> tuple[dict[Pair, Spot], set[Pair]]:
    """Where changes by hand have put pairs, and the pairs whose meeting they have removed."""
    placed: dict[Pair, Spot] = {}
    removed: set[Pair] = set()
    for edit in reversed(draft_edits.history(schedule, how_many=10_000)):
        if edit.is_undone:
            continue
        for lo, hi, _before, spot in edit.changes:
            pair = pair_of(str(lo), str(hi))
            placed.pop(pair, None)
            removed.discard(pair)
            if isinstance(spot, list):
                placed[pair] = (str(spot[0]), str(spot[1]))
            elif len(edit.changes) == 1:  # removed for its own sake, not to make room
                removed.add(pair)
    return placed, removed


def _events(camp: Camp, schedule: Schedule, problem: Problem, wanted: Wanted) -> Events:
    """Who and what is there no more, and what the organiser adds now or has added on the way to this schedule."""
    confirmed = set(db.session.scalars(select(Participant.id).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED)))  # fmt: skip
    tables = set(db.session.scalars(select(MeetingTable.id).where(MeetingTable.stands_at(camp.id))))
    slots = set(db.session.scalars(select(Slot.id).where(Slot.stands_at(camp.id))))
    people = {person.id for person in problem.participants}
    gone = {one for one in people if int(one) not in confirmed}
    absent: set[tuple[str, str]] = set()
    closed: list[tuple[str, str | None]] = [
        (one.id, None) for one in problem.tables if int(one.id) not in tables
    ]
    closed += [
        (one.id, slot.id) for slot in problem.slots if int(slot.id) not in slots for one in problem.tables
    ]
    closed += [(one.id, None) for one in problem.tables if int(one.id) in wanted.tables]
    closed += [
        (one.id, slot.id) for slot in problem.slots if int(slot.id) in wanted.slots for one in problem.tables
    ]
    if wanted.table is not None:
        closed.append((str(wanted.table), str(wanted.table_slot) if wanted.table_slot else None))
    for each in (wanted, *_earlier(schedule)):
        if each.person is None or str(each.person) not in people:
            continue
        if each.person_slot:
            absent.add((str(each.person), str(each.person_slot)))
        else:
            gone.add(str(each.person))
    return Events(tuple(sorted(gone)), tuple(sorted(absent)), tuple(closed), now=first_left(problem))


def _earlier(schedule: Schedule) -> list[Wanted]:
    """What was added to the repairs that led to this schedule; one query."""
    query = select(Job.schedule_id, Job.settings).where(
        Job.camp_id == schedule.camp_id, Job.kind == JobKind.MEND, Job.schedule_id.is_not(None)
    )
    made: dict[Any, dict[str, Any]] = dict(db.session.execute(query).all())
    found = []
    settings = made.pop(schedule.id, None)
    while settings is not None:
        found.append(wanted_in(settings))
        settings = made.pop(settings["schedule"], None)
    return found


def first_left(problem: Problem) -> str | None:
    """The first slot that has not begun."""
    moment = now()
    return next((slot.id for slot in problem.slots if slot.start > moment), None)


def impossible_in(problem: Problem, present: Solution) -> list[Placed]:
    """The meetings that cannot stand in their slot any more, whatever is done."""
    absent = {(person.id, slot) for person in problem.participants for slot in person.absent_slots}
    pairs = {item.pair for item in problem.candidates}
    return [
        item
        for item in present.meetings
        if item.pair not in pairs or {(item.a, item.slot), (item.b, item.slot)} & absent
    ]
