"""What happens to a schedule once it is out, as a change of its problem: people leave, tables close."""

from __future__ import annotations

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
    """

    gone: tuple[str, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    closed: tuple[tuple[str, str | None], ...] = ()
    now: str | None = None


def after(problem: Problem, schedule: Schedule, events: Events) -> Problem:
    """Return the problem as it is after the events, with the schedule as its previous one.

    The goal `changes` comes first. Pins and requirements that the events make impossible are dropped.
    Raise `ProblemError` for ids that do not exist, and for a schedule that is not one of the problem's.
    """
    _refuse_unknown(problem, schedule, events)
    slots = [slot.id for slot in problem.slots]
    past = set(slots[: slots.index(events.now)]) if events.now is not None else set()
    absences = _absences(problem, events, [slot for slot in slots if slot not in past])
    closures = _closures(problem, events, [slot for slot in slots if slot not in past])
    held = {meeting.pair: meeting for meeting in schedule.meetings if meeting.slot in past}
    pinned = [
        pin
        for pin in problem.pinned
        if pin.pair not in held
        and not {(pin.a, pin.slot), (pin.b, pin.slot)} & absences
        and (pin.table, pin.slot) not in closures
    ]
    pinned += [Placing(item.a, item.b, item.slot, item.table) for item in held.values()]
    return replace(
        problem,
        participants=tuple(_without_slots(person, absences) for person in problem.participants),
        tables=tuple(_closed(table, closures) for table in problem.tables),
        candidates=tuple(
            _still(item, problem, absences, past, item.pair in held) for item in problem.candidates
        ),
        pinned=tuple(pinned),
        previous=tuple(Placing(item.a, item.b, item.slot, item.table) for item in schedule.meetings),
        goals=("changes", *(goal for goal in problem.goals if goal != "changes")),
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


def _closures(problem: Problem, events: Events, left: list[str]) -> set[tuple[str | None, str]]:
    """All closed tables after the events, as (table, slot)."""
    found: set[tuple[str | None, str]] = {
        (table.id, slot) for table in problem.tables for slot in table.closed_slots
    }
    for table, slot in events.closed:
        found |= {(table, each) for each in left if slot in (None, each)}
    return found


def _without_slots(person: Participant, absences: set[tuple[str, str]]) -> Participant:
    known = set(person.absent_slots)
    new = sorted(slot for name, slot in absences if name == person.id and slot not in known)
    return replace(person, absent_slots=(*person.absent_slots, *new)) if new else person


def _closed(table: Table, closures: set[tuple[str | None, str]]) -> Table:
    known = set(table.closed_slots)
    new = sorted(slot for name, slot in closures if name == table.id and slot not in known)
    return replace(table, closed_slots=(*table.closed_slots, *new)) if new else table


def _still(
    item: Candidate, problem: Problem, absences: set[tuple[str, str]], past: set[str], is_held: bool
) -> Candidate:
    """The candidate with the slots that are left to it; required only while one is."""
    if is_held:
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
