"""What would change with more or fewer tables or slots, or another promise: each answer solved anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from .choose import Choice
from .instance import Instance
from .problem import HIGHER_IS_BETTER, Problem
from .schedule import Goal, Schedule
from .solve import solve
from .values import Fault, ProblemError, Slot, Table


@dataclass(frozen=True, slots=True)
class Variation:
    """One change of a problem: tables more or fewer, one slot left out or added, another promise.

    `without_slot` and `slot_after` name a slot; the one added has its length and block, and starts when it
    ends. `promised` replaces everybody's.
    """

    tables: int = 0
    without_slot: str | None = None
    slot_after: str | None = None
    promised: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a variation gives: the schedule found, and how many people have the meetings they are promised."""

    variation: Variation
    schedule: Schedule
    with_promise: int


def what_if(
    problem: Problem,
    variations: Sequence[Variation],
    *,
    seed: int = 1,
    time_limit: float = 10.0,
    clock: Callable[[], float] = time.monotonic,
) -> list[Answer]:
    """Solve the problem as it is and with each variation, within `time_limit` seconds each.

    The first answer is that of the problem itself. Pins and previous meetings in a slot that goes are
    dropped. Raise `ProblemError` for slots that do not exist or overlap, or fewer tables than none.
    """
    answers = []
    for variation in (Variation(), *variations):
        changed = varied(problem, variation)
        schedule = solve(changed, seed=seed, time_limit=time_limit, clock=clock)
        answers.append(Answer(variation, schedule, _with_promise(changed, schedule)))
    return answers


def varied(problem: Problem, variation: Variation) -> Problem:
    """Return the problem with a variation."""
    for name in (variation.without_slot, variation.slot_after):
        if name is not None and name not in {slot.id for slot in problem.slots}:
            raise ProblemError([Fault("slot", f"there is no slot {name!r}")])
    if len(problem.tables) + variation.tables < 0:
        raise ProblemError([Fault("tables", f"there are only {len(problem.tables)} tables to take away")])
    changed = _with_tables(problem, variation.tables)
    if variation.promised is not None:
        people = [replace(person, promised=variation.promised) for person in changed.participants]
        changed = replace(changed, participants=tuple(people))
    if variation.without_slot is not None:
        changed = _without_slot(changed, variation.without_slot)
    if variation.slot_after is not None:
        changed = _with_slot(changed, variation.slot_after)
    return changed


def _with_tables(problem: Problem, more: int) -> Problem:
    """New tables are open all the time; those that go are the last that no host and no pin keeps."""
    if more >= 0:
        names = {table.id for table in problem.tables}
        new = [
            f"extra-{number}" for number in range(1, more + len(names) + 1) if f"extra-{number}" not in names
        ]
        return replace(problem, tables=(*problem.tables, *(Table(name) for name in new[:more])))
    kept = {person.table for person in problem.participants} | {pin.table for pin in problem.pinned}
    spare = [table.id for table in problem.tables if table.id not in kept][more:]
    if len(spare) < -more:
        raise ProblemError([Fault("tables", "the tables of hosts and pinned meetings cannot go")])
    previous = tuple(replace(item, table=None) if item.table in spare else item for item in problem.previous)
    tables = tuple(table for table in problem.tables if table.id not in spare)
    return replace(problem, tables=tables, previous=previous)


def _without_slot(problem: Problem, name: str) -> Problem:
    def without(slots: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(slot for slot in slots if slot != name)

    return replace(
        problem,
        slots=tuple(slot for slot in problem.slots if slot.id != name),
        tables=tuple(replace(table, closed_slots=without(table.closed_slots)) for table in problem.tables),
        participants=tuple(
            replace(person, absent_slots=without(person.absent_slots)) for person in problem.participants
        ),
        candidates=tuple(
            item if item.slots is None else replace(item, slots=without(item.slots))
            for item in problem.candidates
        ),
        pinned=tuple(pin for pin in problem.pinned if pin.slot != name),
        previous=tuple(item for item in problem.previous if item.slot != name),
    )


def _with_slot(problem: Problem, name: str) -> Problem:
    """The slot added follows at once, or after the usual break where that does not overlap."""
    place = next(index for index, slot in enumerate(problem.slots) if slot.id == name)
    before = problem.slots[place]
    pause = timedelta(0)
    if place and problem.slots[place - 1].block == before.block:
        pause = before.start - problem.slots[place - 1].end
    start = before.end + pause
    taken = {slot.id for slot in problem.slots}
    new_name = next(
        name for name in (f"extra-{number}" for number in range(1, len(taken) + 2)) if name not in taken
    )
    new = Slot(new_name, start, start + (before.end - before.start), before.block)
    return replace(problem, slots=(*problem.slots[: place + 1], new, *problem.slots[place + 1 :]))


def _with_promise(problem: Problem, schedule: Schedule) -> int:
    count = dict.fromkeys((person.id for person in problem.participants), 0)
    for meeting in schedule.meetings:
        count[meeting.a] += 1
        count[meeting.b] += 1
    return sum(count[person.id] >= person.promised for person in problem.participants)


@dataclass(frozen=True, slots=True)
class Margin:
    """What the bounds lose without a slot, or without one of the tables (`slot` None)."""

    slot: str | None
    bounds: tuple[Goal, ...]


def margins(problem: Problem) -> list[Margin]:
    """Return for each slot, and for one table, how the bounds of `promised` and `worth` would fall.

    The value of each goal is the bound without it, the bound the one with it: a difference of the bounds
    that choosing gives, so a saving that no schedule can exceed by more than the gap. In the order of the
    slots, the table last.
    """
    names = tuple(name for name in problem.goals if name in HIGHER_IS_BETTER)
    full = Choice(Instance(problem)).bounds(names)
    found = []
    for slot in (*(slot.id for slot in problem.slots), None):
        variation = Variation(tables=-1) if slot is None else Variation(without_slot=slot)
        try:
            less = Choice(Instance(varied(problem, variation))).bounds(names)
        except ProblemError:
            continue
        found.append(Margin(slot, tuple(Goal(name, less[name], full[name]) for name in names)))
    return found
