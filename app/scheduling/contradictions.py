"""Name what makes a problem impossible before anything is solved.

Only what can be seen by looking is named here: a pinned meeting with somebody absent, more required
meetings than free slots. That nothing is named does not prove that a sound schedule exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .instance import Instance
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Requirements that exclude each other: a code for programs, the ids concerned, and a sentence."""

    code: str
    ids: tuple[str, ...]
    message: str


Found = Iterator[Contradiction]


def contradictions(problem: Problem) -> tuple[Contradiction, ...]:
    """Return everything that is seen at once to make a sound schedule impossible."""
    return contradictions_in(Instance(problem))


def contradictions_in(instance: Instance) -> tuple[Contradiction, ...]:
    """Return the contradictions of a problem that is prepared already."""
    return tuple(found for look in LOOKS for found in look(instance))


def _names(instance: Instance, candidate: int) -> tuple[str, str]:
    item = instance.problem.candidates[candidate]
    return item.a, item.b


def _pinned_meetings_have_both_there(instance: Instance) -> Found:
    absent = {person.id: set(person.absent_slots) for person in instance.problem.participants}
    for pin in instance.problem.pinned:
        for person in (pin.a, pin.b):
            if pin.slot in absent[person]:
                yield Contradiction(
                    "pinned_absent",
                    (pin.a, pin.b, pin.slot, person),
                    f"{pin.a} with {pin.b} is pinned in {pin.slot}, and {person} is absent then",
                )


def _pinned_meetings_are_in_their_slots(instance: Instance) -> Found:
    for pin in instance.problem.pinned:
        slots = instance.problem.candidates[instance.index_of[pin.pair]].slots
        if slots is not None and pin.slot not in slots:
            yield Contradiction(
                "pinned_outside_slots",
                (pin.a, pin.b, pin.slot),
                f"{pin.a} with {pin.b} is pinned in {pin.slot}, which is not one of its slots",
            )


def _pinned_meetings_have_their_table(instance: Instance) -> Found:
    tables = {table.id: table for table in instance.problem.tables}
    for pin in instance.problem.pinned:
        if pin.table is None:
            continue
        candidate, slot = instance.index_of[pin.pair], instance.slot_index[pin.slot]
        own, table = instance.own_table[candidate], instance.table_index[pin.table]
        ids, where = (pin.a, pin.b, pin.slot, pin.table), f"{pin.a} with {pin.b} is pinned at {pin.table}"
        if pin.slot in tables[pin.table].closed_slots:
            yield Contradiction("pinned_table_closed", ids, f"{where}, which is closed in {pin.slot}")
        if own >= 0 and own != table:
            yield Contradiction("pinned_away_from_own_table", ids, f"{where}, away from the host's own table")
        if own < 0 and instance.hosted[table] >> slot & 1:
            yield Contradiction("pinned_at_hosts_table", ids, f"{where}, where a host sits in {pin.slot}")
        if own < 0 and instance.group_of_table[table] != instance.group[candidate]:
            yield Contradiction(
                "pinned_at_other_interpreter", ids, f"{where}, where the interpreter is not the one needed"
            )


def _nobody_is_pinned_twice_at_once(instance: Instance) -> Found:
    counts = Counter((person, pin.slot) for pin in instance.problem.pinned for person in (pin.a, pin.b))
    for (person, slot), count in counts.items():
        if count > 1:
            yield Contradiction(
                "pinned_twice_at_once", (person, slot), f"{person} is pinned in {count} meetings in {slot}"
            )
    tables = Counter((pin.table, pin.slot) for pin in instance.problem.pinned if pin.table is not None)
    for (table, slot), count in tables.items():
        if count > 1:
            yield Contradiction(
                "pinned_at_one_table", (str(table), slot), f"{count} meetings are pinned at {table} in {slot}"
            )


def _tables_are_enough_for_pinned_meetings(instance: Instance) -> Found:
    pins = zip(instance.pinned_slot, instance.own_table, instance.group, strict=True)
    counts = Counter((slot, group) for slot, own, group in pins if slot >= 0 > own)
    for (slot, group), count in counts.items():
        tables = instance.capacity[group][slot]
        if count > tables:
            name, kind = instance.problem.slots[slot].id, _kind(instance, group)
            yield Contradiction(
                "pinned_over_tables",
                (name,),
                f"{count} meetings are pinned in {name}, with {tables} tables{kind}",
            )


def _kind(instance: Instance, group: int) -> str:
    """Say which interpreter sits at the tables of a group, after the word for tables."""
    name = next(name for name, number in instance.groups.items() if number == group)
    return f" with the interpreter {name}" if name else ""


def _pinned_meetings_keep_their_order(instance: Instance) -> Found:
    for later, earlier in instance.after:
        first, second = instance.pinned_slot[earlier], instance.pinned_slot[later]
        if first >= 0 and second >= 0 and second <= first:
            a, b = _names(instance, later)
            yield Contradiction(
                "pinned_order",
                (a, b, *_names(instance, earlier)),
                f"{a} with {b} is pinned no later than a meeting that it must follow",
            )


def _pinned_meetings_have_some_table(instance: Instance) -> Found:
    for pin in instance.problem.pinned:
        candidate, slot = instance.index_of[pin.pair], instance.slot_index[pin.slot]
        item = instance.problem.candidates[candidate]
        there = instance.present[instance.first[candidate]] & instance.present[instance.second[candidate]]
        if item.slots is not None:
            there &= instance.mask(item.slots)
        if there >> slot & 1 and pin.table is None and not instance.allowed[candidate]:
            yield Contradiction(
                "pinned_nowhere",
                (pin.a, pin.b, pin.slot),
                f"{pin.a} with {pin.b} is pinned in {pin.slot}, and no table that they may use is open then",
            )


def _needed_meetings_have_a_slot(instance: Instance) -> Found:
    for candidate in instance.needed:
        if instance.allowed[candidate] or instance.pinned_slot[candidate] >= 0:
            continue
        a, b = _names(instance, candidate)
        if instance.own_table[candidate] == instance.NOWHERE:
            needs = instance.group[candidate] > 0
            text = (
                "no interpreter is at the host's table"
                if needs
                else "each of them must sit at a table of their own"
            )
        else:
            text = "there is no slot with a table in which both are free"
        yield Contradiction("required_nowhere", (a, b), f"{a} with {b} is required, and {text}")


def _nobody_needs_more_than_their_limit(instance: Instance) -> Found:
    counts = Counter(
        person for item in instance.needed for person in (instance.first[item], instance.second[item])
    )
    for person, count in sorted(counts.items()):
        if count > instance.limit[person]:
            name = instance.problem.participants[person].id
            yield Contradiction(
                "required_over_limit",
                (name,),
                f"{name} has {count} required meetings and room for {instance.limit[person]}",
            )


def _tables_are_enough_for_needed_meetings(instance: Instance) -> Found:
    counts = Counter(instance.group[one] for one in instance.needed if instance.own_table[one] < 0)
    for group, count in counts.items():
        room = sum(instance.capacity[group])
        if count > room:
            tables = f"all tables{_kind(instance, group)} together"
            yield Contradiction(
                "required_over_tables", (), f"{count} meetings are required, and {tables} hold {room}"
            )


LOOKS: tuple[Callable[[Instance], Found], ...] = (
    _pinned_meetings_have_both_there,
    _pinned_meetings_are_in_their_slots,
    _pinned_meetings_have_their_table,
    _pinned_meetings_have_some_table,
    _nobody_is_pinned_twice_at_once,
    _tables_are_enough_for_pinned_meetings,
    _pinned_meetings_keep_their_order,
    _needed_meetings_have_a_slot,
    _nobody_needs_more_than_their_limit,
    _tables_are_enough_for_needed_meetings,
)
