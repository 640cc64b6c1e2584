"""What happens to a schedule once it is out, as a change of its problem: people leave and come, tables close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .problem import Problem
from .schedule import Schedule
from .values import Candidate, Fault, Participant, Placing, ProblemError, Table


@dataclass(frozen=True, slots=True)
class Events:
    """What has changed, by ids.

    `gone` come no more; `absent` holds (participant, slot); `closed` (table, slot), the slot None for all.
    Slots before `now` are over or under way: what stands there stays, and nothing is added to them.
    `arrived` come on top; `wished` are new candidates, or such as are worth something else now.
    """

    gone: tuple[str, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    closed: tuple[tuple[str, str | None], ...] = ()
    now: str | None = None
    arrived: tuple[Participant, ...] = ()
    wished: tuple[Candidate, ...] = ()


def after(problem: Problem, schedule: Schedule, events: Events) -> Problem:
    """Return the problem as it is after the events, with the schedule as its previous one.

    The goal `changes` comes first. Pins and requirements that the events make impossible are dropped.
    Raise `ProblemError` for ids that do not exist, for people who arrive twice, and for a schedule that is
    not one of the problem's.
    """
    problem = _with_arrivals(problem, events)
    _refuse_unknown(problem, schedule, events)
    slots = [slot.id for slot in problem.slots]
    past = set(slots[: slots.index(events.now)]) if events.now is not None else set()
    left = [slot for slot in slots if slot not in past]
    absences, closures = _absences(problem, events, left), _closures(problem, events, left)
    away, shut = _by_name(absences), _by_name(closures)
    held = {meeting.pair: meeting for meeting in schedule.meetings if meeting.slot in past}
    pinned = [
        pin
        for pin in problem.pinned
        if pin.pair not in held
        and not {(pin.a, pin.slot), (pin.b, pin.slot)} & absences
        and (pin.table or "", pin.slot) not in closures
    ]
    pinned += [Placing(item.a, item.b, item.slot, item.table) for item in held.values()]
    return replace(
        problem,
        participants=tuple(_without_slots(person, away) for person in problem.participants),
        tables=tuple(_closed(table, shut) for table in problem.tables),
        candidates=tuple(
            _still(item, problem, absences, past, item.pair in held) for item in problem.candidates
        ),
        pinned=tuple(pinned),
        previous=tuple(Placing(item.a, item.b, item.slot, item.table) for item in schedule.meetings),
        goals=("changes", *(goal for goal in problem.goals if goal != "changes")),
    )


def _with_arrivals(problem: Problem, events: Events) -> Problem:
    """Return the problem with those who have arrived and what is wished; a known pair changes its worth only."""
    worth = {item.pair: item.worth for item in events.wished}
    known = {item.pair for item in problem.candidates}
    return replace(
        problem,
        participants=(*problem.participants, *events.arrived),
        candidates=(
            *(replace(item, worth=worth.get(item.pair, item.worth)) for item in problem.candidates),
            *(item for item in events.wished if item.pair not in known),
        ),
    )


def _refuse_unknown(problem: Problem, schedule: Schedule, events: Events) -> None:
    people = {person.id for person in problem.participants}
    tables = {table.id for table in problem.tables}
    slots = {slot.id for slot in problem.slots}
    pairs = {item.pair for item in problem.candidates}
    faults = list(_unknown("participant", people, (*events.gone, *(name for name, _slot in events.absent))))
    faults += _unknown("table", tables, (name for name, _slot in events.closed))
    named = [slot for _name, slot in (*events.absent, *events.closed)] + [events.now]
    faults += _unknown("slot", slots, (slot for slot in named if slot is not None))
    for index, item in enumerate(schedule.meetings):
        if item.pair not in pairs or item.slot not in slots or item.table not in tables:
            faults.append(Fault(f"meetings[{index}]", f"{item.a}, {item.b} is none of this problem's"))
    if faults:
        raise ProblemError(faults)


def _unknown(kind: str, known: set[str], named: Iterable[str]) -> list[Fault]:
    return [Fault(kind, f"there is no {kind} {name!r}") for name in named if name not in known]


def _absences(problem: Problem, events: Events, left: list[str]) -> set[tuple[str, str]]:
    """Everybody's absences after the events, as (participant, slot)."""
    before = {(person.id, slot) for person in problem.participants for slot in person.absent_slots}
    new = {(person, slot) for person in events.gone for slot in left} | set(events.absent)
    return before | {(person, slot) for person, slot in new if slot in left}


def _closures(problem: Problem, events: Events, left: list[str]) -> set[tuple[str, str]]:
    """All closed tables after the events, as (table, slot)."""
    found: set[tuple[str, str]] = {
        (table.id, slot) for table in problem.tables for slot in table.closed_slots
    }
    for table, slot in events.closed:
        found |= {(table, each) for each in left if slot in (None, each)}
    return found


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the slots of each name, sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, slot in sorted(pairs):
        found[name].append(slot)
    return found


def _without_slots(person: Participant, absences: dict[str, list[str]]) -> Participant:
    known = set(person.absent_slots)
    new = [slot for slot in absences[person.id] if slot not in known]
    return replace(person, absent_slots=(*person.absent_slots, *new)) if new else person


def _closed(table: Table, closures: dict[str, list[str]]) -> Table:
    known = set(table.closed_slots)
    new = [slot for slot in closures[table.id] if slot not in known]
    return replace(table, closed_slots=(*table.closed_slots, *new)) if new else table


def _still(
    item: Candidate, problem: Problem, absences: set[tuple[str, str]], past: set[str], is_held: bool
) -> Candidate:
    """The candidate with the slots that are left to it; required only while one is."""
    if is_held or not (past or item.required):
        return item
    left: list[str] = [
        slot.id
        for slot in problem.slots
        if slot.id not in past
        and (item.slots is None or slot.id in item.slots)
        and (item.a, slot.id) not in absences
        and (item.b, slot.id) not in absences
    ]
    slots = item.slots if not past else tuple(left)
    return replace(item, slots=slots, required=item.required and bool(left))
