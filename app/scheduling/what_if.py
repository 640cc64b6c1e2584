"""What would change with more or fewer tables or slots, or another promise: each answer solved anew."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import inf

from .choose import Choice, most_meetings
from .flow_process import Flows
from .instance import Instance
from .prices import Prices
from .problem import HIGHER_IS_BETTER, Problem
from .schedule import Goal, Schedule
from .solve import solve
from .variations import Variation, varied
from .watch import Watch


@dataclass(frozen=True, slots=True)
class Answer:
    """What a variation gives: the schedule found, and how many people have the meetings they are promised.

    `prices` are what it changes in the bounds of `promised` and `worth`, by the prices of the problem as it is:
    no less is lost, no more is gained. Where nothing has a price it is None.
    """

    variation: Variation
    schedule: Schedule
    with_promise: int
    prices: dict[str, float] | None = None


def what_if(
    problem: Problem,
    variations: Sequence[Variation],
    *,
    start: Schedule | None = None,
    seed: int = 1,
    time_limit: float = 10.0,
    clock: Callable[[], float] = time.monotonic,
    should_stop: Callable[[], bool] | None = None,
    on_answer: Callable[[Answer], None] | None = None,
) -> list[Answer]:
    """Solve the problem as it is and with each variation, within `time_limit` seconds each.

    The first answer is that of the problem itself. `start` is the present schedule: every search begins with
    what still fits of it, so no answer is worse than what it becomes. Raise `ProblemError` as `varied` does,
    before anything is solved. `on_answer` hears each answer when it is there; once `should_stop` says so the
    search under way ends with what it has, and what has not begun is left out.
    """
    watch = Watch(clock, inf, None, should_stop)
    problems = [varied(problem, variation) for variation in (Variation(), *variations)]
    answers: list[Answer] = []
    with closing(Flows(watch)) as flows:
        prices = Prices(Instance(problem), flows)
    for variation, changed in zip((Variation(), *variations), problems, strict=True):
        if answers and watch.is_late():
            break
        schedule = solve(
            changed, seed=seed, time_limit=time_limit, start=start, clock=clock, should_stop=should_stop
        )
        price = _price(prices, variation, changed)
        answers.append(Answer(variation, schedule, with_promise(changed, schedule), price))
        if on_answer is not None:
            on_answer(answers[-1])
        if should_stop is not None and should_stop():
            break
    return answers


def _price(prices: Prices, variation: Variation, changed: Problem) -> dict[str, float] | None:
    """Return the price of a variation that only takes a slot, or changes the tables where there are some."""
    instance = prices.instance
    if variation == Variation(without_slot=variation.without_slot) and variation.without_slot is not None:
        found = prices.of_slot(instance.slot_index[variation.without_slot])
        return None if found is None else {name: 0 - price for name, price in found.items()}
    if variation == Variation(tables=variation.tables):
        other = Instance(changed)
        if other.room == instance.room:
            return prices.of_meetings(most_meetings(other) - most_meetings(instance))
    return None


def with_promise(problem: Problem, schedule: Schedule) -> int:
    """Count the people who have as many meetings as they are promised."""
    count = dict.fromkeys((person.id for person in problem.participants), 0)
    for meeting in schedule.meetings:
        count[meeting.a] += 1
        count[meeting.b] += 1
    return sum(count[person.id] >= person.promised for person in problem.participants)


@dataclass(frozen=True, slots=True)
class Margin:
    """What the bounds lose without a slot, or without one of the `tables`, which are all alike.

    `prices` are what one more like it would add to each bound at most; None where the numbers are too large.
    """

    slot: str | None
    bounds: tuple[Goal, ...]
    tables: tuple[str, ...] = ()
    prices: dict[str, float] | None = None


def margins(problem: Problem, should_stop: Callable[[], bool] | None = None) -> list[Margin]:
    """Return for each slot, and each kind of table, how the bounds of `promised` and `worth` would fall.

    The value of each goal is the bound without it, the bound the one with it: computed anew, so the difference
    is exact, also for a slot, which is many places at once. The price beside it comes from the dual: one flow
    prices everything. One more brings no more than that to a bound; one less loses no less, while rows of
    meetings are not limited and no pinned meeting goes. In the order of the slots, then of the tables.
    Hosts keep theirs. Once `should_stop` says yes, the rest is left out.
    """
    watch = Watch(time.monotonic, inf, None, should_stop)
    with closing(Flows(watch)) as flows:
        return list(_margins(problem, watch, flows))


def _margins(problem: Problem, watch: Watch, flows: Flows) -> Iterator[Margin]:
    names = tuple(name for name in problem.goals if name in HIGHER_IS_BETTER)
    instance = Instance(problem, watch.is_over)
    if watch.is_over():
        return
    full = Choice(instance, flows).bounds(names)
    if watch.is_over():
        return
    prices = Prices(instance, flows)
    for slot, tables, smaller in _smaller(problem):
        if watch.is_over():
            return
        less = Choice(Instance(smaller), flows).bounds(names)
        if watch.is_over():
            return
        bounds = tuple(Goal(name, less[name], full[name]) for name in names)
        if slot is not None:
            price = prices.of_slot(instance.slot_index[slot])
        else:
            price = prices.of_table(instance.table_index[tables[0]])
        yield Margin(slot, bounds, tables, price)


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
