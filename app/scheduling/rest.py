"""What is left to decide when some meetings stand fast: a problem of its own, and a much smaller one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .instance import Instance
from .problem import Problem


def rest_of(instance: Instance, fixed: Mapping[int, int]) -> Problem:
    """Return the problem without the meetings in `fixed`, by candidate their slot, and all that they take.

    Whoever is in one is absent then, its table is closed, promises and limits shrink; candidates that fit
    nowhere any more are left out, unless they are needed. The fixed meetings must fit together, and rows,
    orders and the difference in waiting, which meetings do not keep each by itself, must not be limited.
    """
    problem = instance.problem
    busy, count, closed = [0] * len(instance.free), [0] * len(instance.free), [0] * len(instance.open)
    pinned = set(instance.pinned_table.values())
    spare = {
        (slot, group): iter(sorted(instance.usable(slot, group), key=pinned.__contains__))
        for slot in range(instance.slot_count)
        for group in instance.groups.values()
    }
    for candidate, slot in fixed.items():
        own = instance.own_table[candidate]
        closed[own if own >= 0 else next(spare[slot, instance.group[candidate]])] |= 1 << slot
        for person in (instance.first[candidate], instance.second[candidate]):
            busy[person] |= 1 << slot
            count[person] += 1
    names = [slot.id for slot in problem.slots]

    def slots(mask: int) -> tuple[str, ...]:
        return tuple(name for place, name in enumerate(names) if mask >> place & 1)

    def is_left(candidate: int) -> bool:
        taken = busy[instance.first[candidate]] | busy[instance.second[candidate]]
        fits = instance.allowed[candidate] & ~taken or instance.is_needed[candidate]
        return candidate not in fixed and bool(fits)

    return replace(
        problem,
        tables=tuple(
            replace(table, closed_slots=slots(~instance.open[number] | closed[number]))
            for number, table in enumerate(problem.tables)
        ),
        participants=tuple(
            replace(
                person,
                absent_slots=slots(~instance.present[number] | busy[number]),
                max_meetings=None if person.max_meetings is None else person.max_meetings - count[number],
                promised=max(0, person.promised - count[number]),
            )
            for number, person in enumerate(problem.participants)
        ),
        candidates=tuple(item for number, item in enumerate(problem.candidates) if is_left(number)),
        pinned=tuple(pin for pin in problem.pinned if instance.index_of[pin.pair] not in fixed),
        previous=tuple(
            item for item in problem.previous if instance.index_of.get(item.pair, -1) not in fixed
        ),
    )
