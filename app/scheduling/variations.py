"""A problem with one thing other than it is: tables or slots more or fewer, another promise or length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from .problem import Problem
from .values import Fault, ProblemError, Slot, Table

LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class Variation:
    """One change of a problem: tables more or fewer, one slot left out or added, another promise or length.

    `without_slot` and `slot_after` name a slot; the one added has its length and block, and starts when it
    ends, or as soon after as its block has time for it. `promised` replaces everybody's. `minutes` cuts the
    time of every block anew into slots of that length.
    """

    tables: int = 0
    without_slot: str | None = None
    slot_after: str | None = None
    promised: int | None = None
    minutes: int | None = None


def varied(problem: Problem, variation: Variation) -> Problem:
    """Return the problem with a variation; pins and previous meetings in a slot that goes are dropped.

    Raise `ProblemError` for slots that do not exist or find no time, and fewer tables than none.
    """
    if variation.minutes is not None and not 1 <= variation.minutes <= LONGEST:
        raise ProblemError([Fault("minutes", f"must be from 1 to {LONGEST}, not {variation.minutes}")])
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
    if variation.minutes is not None:
        changed = _with_length(changed, variation.minutes)
    return changed


def _with_tables(problem: Problem, more: int) -> Problem:
    """New tables are open all the time; those that go are the last that no host, interpreter or pin keeps."""
    if more >= 0:
        names = {table.id for table in problem.tables}
        new = [
            f"extra-{number}" for number in range(1, more + len(names) + 1) if f"extra-{number}" not in names
        ]
        return replace(problem, tables=(*problem.tables, *(Table(name) for name in new[:more])))
    kept = {person.table for person in problem.participants} | {pin.table for pin in problem.pinned}
    kept.update(table.id for table in problem.tables if table.interpreter)
    spare = [table.id for table in problem.tables if table.id not in kept][more:]
    if len(spare) < -more:
        raise ProblemError(
            [Fault("tables", "the tables of hosts, interpreters and pinned meetings cannot go")]
        )
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
    """The slot added follows at once, after the usual break, or where its block next has time for it."""
    place = next(index for index, slot in enumerate(problem.slots) if slot.id == name)
    length = problem.slots[place].end - problem.slots[place].start
    pause = _pauses(problem)[problem.slots[place].block]
    for index in range(place, len(problem.slots)):
        before, following = problem.slots[index], problem.slots[index + 1 : index + 2]
        if before.block != problem.slots[place].block:
            break
        for start in (before.end + pause, before.end):
            if not following or start + length <= following[0].start:
                new = Slot(_new_names(problem)[0], start, start + length, before.block)
                return replace(problem, slots=(*problem.slots[: index + 1], new, *problem.slots[index + 1 :]))
    raise ProblemError([Fault("slot", f"there is no time for one more after {name!r}")])


def _pauses(problem: Problem) -> dict[str, timedelta]:
    """The usual break of each block: the shortest between two of its slots, none where it has but one."""
    found: dict[str, timedelta] = {}
    for before, slot in pairwise(problem.slots):
        if before.block == slot.block:
            gap = slot.start - before.end
            found[slot.block] = min(gap, found.get(slot.block, gap))
    return {slot.block: timedelta(0) for slot in problem.slots} | found


def _new_names(problem: Problem, count: int = 1) -> list[str]:
    """So many names that no slot has."""
    taken = {slot.id for slot in problem.slots}
    return [name for n in range(1, count + len(taken) + 1) if (name := f"extra-{n}") not in taken][:count]


def _with_length(problem: Problem, minutes: int) -> Problem:
    """Cut the time of every block anew, with the same breaks.

    A new slot that begins when an old one did keeps its name. Somebody is absent, and a table closed, in
    what touches an absence; a candidate may stand in what touches only slots of its own.
    """
    new = _recut(problem, timedelta(minutes=minutes))
    if not new:
        raise ProblemError([Fault("minutes", f"no block has time for a slot of {minutes} minutes")])
    touched = {slot.id: _touched(problem, slot) for slot in new}

    def touching(slots: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name, old in touched.items() if not old.isdisjoint(slots))

    def within(slots: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name, old in touched.items() if old <= set(slots))

    return replace(
        problem,
        slots=new,
        tables=tuple(replace(item, closed_slots=touching(item.closed_slots)) for item in problem.tables),
        participants=tuple(
            replace(item, absent_slots=touching(item.absent_slots)) for item in problem.participants
        ),
        candidates=tuple(
            item if item.slots is None else replace(item, slots=within(item.slots))
            for item in problem.candidates
        ),
        pinned=tuple(item for item in problem.pinned if item.slot in touched),
        previous=tuple(item for item in problem.previous if item.slot in touched),
    )


def _recut(problem: Problem, length: timedelta) -> tuple[Slot, ...]:
    """The new slots: each stretch of slots with the usual break between them is filled from its start."""
    names = {slot.start: slot.id for slot in problem.slots}
    pauses = _pauses(problem)
    found: list[Slot] = []
    for stretch in _stretches(problem):
        start, block = stretch[0].start, stretch[0].block
        while start + length <= stretch[-1].end:
            found.append(Slot(names.get(start, ""), start, start + length, block))
            start += length + pauses[block]
    new = iter(_new_names(problem, len(found)))
    return tuple(slot if slot.id else replace(slot, id=next(new)) for slot in found)


def _stretches(problem: Problem) -> list[list[Slot]]:
    """Slots of a block with no more than its usual break between them."""
    pauses, found = _pauses(problem), list[list[Slot]]()
    for slot in problem.slots:
        last = found[-1][-1] if found else None
        if last and last.block == slot.block and slot.start - last.end <= pauses[slot.block]:
            found[-1].append(slot)
        else:
            found.append([slot])
    return found


def _touched(problem: Problem, slot: Slot) -> set[str]:
    """The old slots that a new one shares time with; the break after a slot counts as part of it."""
    following = [*(item.start for item in problem.slots[1:]), problem.slots[-1].end]
    return {
        old.id
        for old, end in zip(problem.slots, following, strict=True)
        if old.start < slot.end and slot.start < end
    }
