"""Who could step in for somebody who has been left alone: free now, or later, and wanting to meet."""

from __future__ import annotations

from dataclasses import dataclass

from .problem import Problem
from .schedule import Schedule
from .unmet import board_of
from .values import Fault, ProblemError


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody for the person left alone. `worth` is that of their candidate, 0 when they are none.

    `is_free_now` tells whether they could meet in the slot asked for; `later` are the slots after it in
    which both are free.
    """

    person: str
    worth: int
    is_free_now: bool
    later: tuple[str, ...]


def standins(
    problem: Problem, schedule: Schedule, person: str, slot: str, gone: tuple[str, ...] = ()
) -> list[StandIn]:
    """Return who could meet the person: first those free now by falling worth, then those free later.

    Only pairs that have not met and do not meet anyway; whoever is no candidate is named last, and only
    when free now. `gone` are not there. The meeting of the person in that slot, if any, is taken for lost.
    Raise `ProblemError` for ids that do not exist.
    """
    faults = [
        Fault(kind, f"there is no {kind} {name!r}")
        for kind, known, names in (
            ("participant", {one.id for one in problem.participants}, (person, *gone)),
            ("slot", {one.id for one in problem.slots}, (slot,)),
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise ProblemError(faults)
    board = board_of(problem, schedule)
    instance = board.instance
    me, now = instance.person_index[person], instance.slot_index[slot]
    if board.at[me][now] >= 0:
        board.take(board.at[me][now])
    after = ~((1 << (now + 1)) - 1)
    mine = {instance.first[c] + instance.second[c] - me: c for c in instance.of_person[me]}
    found = []
    for other, item in enumerate(problem.participants):
        if other == me or item.id in gone:
            continue
        candidate = mine.get(other, -1)
        if candidate >= 0 and board.slot_of[candidate] >= 0:
            continue
        both = instance.free[me] & instance.free[other] & ~board.busy[me] & ~board.busy[other]
        is_free = bool(both >> now & 1) and board.count[other] < instance.limit[other]
        later = tuple(
            problem.slots[s].id for s in range(instance.slot_count) if both & after & ~board.full & 1 << s
        )
        worth = instance.worth[candidate] if candidate >= 0 else 0
        if is_free or (worth and later):
            found.append(StandIn(item.id, worth, is_free, later))
    return sorted(found, key=lambda one: (not (one.is_free_now and one.worth), -one.worth, one.person))
