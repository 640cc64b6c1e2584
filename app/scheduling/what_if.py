"""What would change with more or fewer tables or slots, or another promise: each answer solved anew."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .choose import Choice
from .instance import Instance
from .problem import HIGHER_IS_BETTER, Problem
from .schedule import Goal, Schedule
from .solve import solve
from .variations import Variation, varied


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
    start: Schedule | None = None,
    seed: int = 1,
    time_limit: float = 10.0,
    clock: Callable[[], float] = time.monotonic,
    should_stop: Callable[[], bool] | None = None,
) -> list[Answer]:
    """Solve the problem as it is and with each variation, within `time_limit` seconds each.

    The first answer is that of the problem itself. `start` is the present schedule: every search begins with
    what still fits of it, so no answer is worse than what it becomes. Raise `ProblemError` as `varied` does.
    """
    problems = [varied(problem, variation) for variation in (Variation(), *variations)]
    answers = []
    for variation, changed in zip((Variation(), *variations), problems, strict=True):
        schedule = solve(
            changed, seed=seed, time_limit=time_limit, start=start, clock=clock, should_stop=should_stop
        )
        answers.append(Answer(variation, schedule, _with_promise(changed, schedule)))
    return answers


def _with_promise(problem: Problem, schedule: Schedule) -> int:
    count = dict.fromkeys((person.id for person in problem.participants), 0)
    for meeting in schedule.meetings:
        count[meeting.a] += 1
        count[meeting.b] += 1
    return sum(count[person.id] >= person.promised for person in problem.participants)


@dataclass(frozen=True, slots=True)
class Margin:
    """What the bounds lose without a slot, or without one of the `tables`, which are all alike."""

    slot: str | None
    bounds: tuple[Goal, ...]
    tables: tuple[str, ...] = ()


def margins(problem: Problem) -> list[Margin]:
    """Return for each slot, and each kind of table, how the bounds of `promised` and `worth` would fall.

    The value of each goal is the bound without it, the bound the one with it. A price from the dual would
    be exact for the first meeting lost only; a slot is many at once, so the bound is computed anew, and the
    difference is right for the whole. In the order of the slots, then of the tables. Hosts keep theirs.
    """
    names = tuple(name for name in problem.goals if name in HIGHER_IS_BETTER)
    full = Choice(Instance(problem)).bounds(names)
    found = []
    for slot, tables, smaller in _smaller(problem):
        less = Choice(Instance(smaller)).bounds(names)
        found.append(Margin(slot, tuple(Goal(name, less[name], full[name]) for name in names), tables))
    return found


def _smaller(problem: Problem) -> Iterator[tuple[str | None, tuple[str, ...], Problem]]:
    """The problem without each slot, and without one of each kind of table: those closed in the same slots."""
    for slot in problem.slots:
        yield slot.id, (), varied(problem, Variation(without_slot=slot.id))
    kept = {person.table for person in problem.participants} | {pin.table for pin in problem.pinned}
    kinds: dict[frozenset[str], list[str]] = defaultdict(list)
    for table in problem.tables:
        if table.id not in kept:
            kinds[frozenset(table.closed_slots)].append(table.id)
    for names in kinds.values():
        tables = tuple(table for table in problem.tables if table.id != names[0])
        previous = tuple(
            replace(item, table=None) if item.table == names[0] else item for item in problem.previous
        )
        yield None, tuple(names), replace(problem, tables=tables, previous=previous)
