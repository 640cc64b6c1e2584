"""Mend a schedule with the fewest changes, and tell what each further change would buy.

A change is a meeting of the previous schedule that could stand where it stood and does not. Meetings
that cannot stand any more are lost without being counted, and what is added disturbs nobody. So most
repairs need no change at all; the question is what is the best that can be added, and whether moving a
meeting or two makes room for more.

With no change allowed everything that stands is fixed, and what remains is small (see `rest`): who is free
at the same time and would still like to meet. The exact model decides it. With k changes the model may also
move or drop those meetings that stand in the way of one worth adding, a few hundred at most. In a small
problem that is all of them, and the model's bound holds; else the bound is the flow's, which knows no slots.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace

from . import score
from .board import Board
from .choose import Choice
from .contradictions import contradictions_in
from .exact import MOST_VARIABLES, Model, Outcome, Search
from .flow_process import Flows
from .instance import Instance
from .problem import HIGHER_IS_BETTER, Problem
from .rest import rest_of
from .schedule import Goal, Meeting, Schedule
from .seats import seat
from .solve import versions
from .watch import Stopped, Watch

MOST_RELEASED = 250
# Up to this many candidate-slot pairs every meeting is released, so that the model's bounds hold.
ALL_RELEASED = 6_000
MORE_CHANGES = 3
# The share of the time left in which the fewest changes are looked for.
LEAST_SHARE = 0.6
CHECK_EVERY = 4_096


def repair(
    problem: Problem,
    *,
    max_changes: int | None = None,
    seed: int = 1,
    time_limit: float = 10.0,
    workers: int = 1,
    clock: Callable[[], float] = time.monotonic,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Schedule, ...]:
    """Return the best schedules that keep the problem's previous one but for k changes, k rising.

    The first has the fewest changes that any sound schedule has. Each further one has at most one change
    more than the one before allowed and is better in `promised` or `worth`; up to `max_changes`, or three
    more than the fewest. Bounds are what no schedule with as few changes passes. The problem's goals must
    begin with `changes` (see `events.after`); else ValueError. Empty when no sound schedule was found. Once
    `should_stop` says yes, what there is is returned, as soon as `solve` does that.
    """
    if problem.goals[:1] != ("changes",):
        raise ValueError("the first goal of a repair is 'changes'")
    watch = Watch(clock, time_limit, None, should_stop)
    instance = Instance(problem, watch.is_over)
    watch.is_over()
    if contradictions_in(instance):
        return ()
    found: list[Schedule] = []
    with closing(Flows(watch)) as flows, suppress(Stopped):
        # One after the other, so that those before a stop are kept.
        for step in _Repair(instance, watch, flows, seed, workers).front(max_changes):
            found.append(step)
    return tuple(found)


class _Repair:
    """One repair: what stands, what may be released, and the model asked for each number of changes."""

    def __init__(self, instance: Instance, watch: Watch, flows: Flows, seed: int, workers: int) -> None:
        self.instance, self.watch, self.seed, self.workers = instance, watch, seed, workers
        self.wanted = [name for name in instance.problem.goals if name in HIGHER_IS_BETTER]
        self.choice = Choice(instance, flows)
        self.flow = self.choice.bounds(tuple(self.wanted))
        self.standing = dict(instance.previous)
        self.is_whole = sum(slots.bit_count() for slots in instance.allowed) <= ALL_RELEASED
        # Then what is fixed can be taken out of the problem: meetings keep the rules each by itself.
        self.is_simple = Board(instance).simple and instance.problem.max_waiting_difference is None

    def front(self, most: int | None) -> Iterator[Schedule]:
        """Yield a schedule for each number of changes that gains something."""
        least = self._least()
        if least is None:
            return
        fewest, bound, base = least
        best: tuple[int, ...] = ()
        for allowed in range(fewest, (fewest + MORE_CHANGES if most is None else most) + 1):
            found = self._with_changes(allowed, bound, base)
            values = tuple(found.goal(name).value for name in self.wanted)
            if not best or values > best:
                yield found
                best = values
            if self.watch.is_over() or self._is_best(found):
                return

    def _is_best(self, found: Schedule) -> bool:
        """Tell whether no schedule at all is better, whatever it changes."""
        return all(found.goal(name).value >= self._flow_bound(found, name) for name in self.wanted)

    def _least(self) -> tuple[int, int, Board] | None:
        """Return the fewest changes found, what no sound schedule goes below, and a board with so many.

        None when no sound schedule is found.
        """
        board, bound = Board(self.instance), self._overfull()
        order = sorted(
            self.standing, key=lambda c: (not self.instance.is_needed[c], -self.instance.worth[c], c)
        )
        for candidate in order:
            if board.open_slots(candidate) >> self.standing[candidate] & 1 and board.has_room(candidate):
                board.put(candidate, self.standing[candidate])
        lost = self._changes(board)
        is_sound = self._is_complete(board)
        if is_sound and lost == bound:
            return lost, bound, board
        released = set(self.standing)
        if not self._fits(released):
            full = {slot for candidate, slot in self.standing.items() if board.slot_of[candidate] != slot}
            released = {candidate for candidate, slot in self.standing.items() if slot in full}
        search = Search(self.watch.part(LEAST_SHARE), self.seed, self.workers, _silent)
        try:
            outcome = self._model(released, None).solve(
                ("changes",), board.snapshot() if is_sound else None, search
            )
        except Stopped:
            outcome = Outcome(board.snapshot() if is_sound else None, (), False)
        if outcome.slot_of is None:
            return None
        board = Board(self.instance)
        board.restore(outcome.slot_of)
        if outcome.stages and released == set(self.standing):
            bound = max(bound, outcome.stages[0].bound)
        return self._changes(board), bound, board

    def _changes(self, board: Board) -> int:
        return sum(board.slot_of[candidate] != slot for candidate, slot in self.standing.items())

    def _is_complete(self, board: Board) -> bool:
        """Tell whether the rules that a board does not know hold when nothing is added or taken."""
        problem = self.instance.problem
        waits = score.waits(board)
        return all(board.slot_of[candidate] >= 0 for candidate in self.instance.needed) and (
            problem.max_waiting_difference is None
            or max(waits) - min(waits) <= problem.max_waiting_difference
        )

    def _overfull(self) -> int:
        """Count the meetings beyond the tables in each slot: so many must go, whatever is done."""
        instance = self.instance
        standing = Counter(
            (instance.group[candidate], slot)
            for candidate, slot in self.standing.items()
            if instance.own_table[candidate] < 0
        )
        return sum(max(0, here - instance.capacity[group][slot]) for (group, slot), here in standing.items())

    def _with_changes(self, allowed: int, least: int, base: Board) -> Schedule:
        """Return the best schedule found with so many changes, at worst what `base` holds."""
        released: set[int] = set()
        try:
            released = self._released(base) if allowed else released
            outcome = self._decided(released, allowed, base)
        except Stopped:
            outcome = Outcome(None, (), False)
        board = Board(self.instance)
        board.restore(outcome.slot_of or base.slot_of)
        return self._schedule(board, outcome, least, is_exact=not allowed or released == set(self.standing))

    def _decided(self, released: set[int], allowed: int, base: Board) -> Outcome:
        """Ask the model, which knows the fixed meetings or, where they may be taken out, only what they leave."""
        self.watch.check()
        search = Search(self.watch, self.seed, self.workers, _silent)
        if self.is_simple:
            return self._decide_rest(released, allowed, base, search)
        return self._model(released, allowed).solve(tuple(self.wanted), base.snapshot(), search)

    def _decide_rest(self, released: set[int], allowed: int, base: Board, search: Search) -> Outcome:
        """Ask the model about what the fixed meetings leave, and add them to its answer."""
        instance = self.instance
        fixed = {c: slot for c, slot in self.standing.items() if c not in released}
        rest = Instance(rest_of(instance, fixed))
        self.watch.check()
        numbers = [instance.index_of[item.pair] for item in rest.problem.candidates]
        model = Model(rest, check=self.watch.check)
        model.keep_all_but(allowed - (len(released) - len(rest.previous)))
        outcome = model.solve(tuple(self.wanted), [base.slot_of[c] for c in numbers], search)
        slot_of = [fixed.get(candidate, -1) for candidate in range(len(instance.first))]
        for candidate, slot in zip(numbers, outcome.slot_of or (), strict=bool(outcome.slot_of)):
            slot_of[candidate] = slot
        kept = Board(instance)
        kept.restore([fixed.get(candidate, -1) for candidate in range(len(instance.first))])
        had = {"promised": score.promised(kept), "worth": score.worth(kept)}
        stages = tuple(
            replace(stage, value=stage.value + had[stage.name], bound=stage.bound + had[stage.name])
            for stage in outcome.stages
        )
        return Outcome(slot_of if outcome.slot_of else None, stages, outcome.is_infeasible)

    def _model(self, released: set[int], allowed: int | None) -> Model:
        """State the problem with everything fixed that stands and is not released."""
        fixed = {c: slot for c, slot in self.standing.items() if c not in released}
        model = Model(
            self.instance, allowed=_left(self.instance, fixed), fixed=fixed.keys(), check=self.watch.check
        )
        if allowed is not None:
            model.keep_all_but(allowed)
        return model

    def _fits(self, released: set[int]) -> bool:
        fixed = {c: slot for c, slot in self.standing.items() if c not in released}
        return sum(slots.bit_count() for slots in _left(self.instance, fixed)) <= MOST_VARIABLES

    def _released(self, base: Board) -> set[int]:
        """Return the standing meetings that may move or go: all of a small problem, else the promising.

        Always those that `base` has moved or dropped, and what is worth least in the slots that they left.
        """
        if self.is_whole:
            return set(self.standing)
        lost = {candidate for candidate, slot in self.standing.items() if base.slot_of[candidate] != slot}
        left = {self.standing[candidate] for candidate in lost}
        cheap = sorted(
            (c for c, slot in self.standing.items() if slot in left and not self.instance.is_needed[c]),
            key=lambda c: (self.instance.worth[c], c),
        )
        gains: dict[int, int] = {}
        for blocker, gain in self._obstacles(base):
            gains[blocker] = max(gain, gains.get(blocker, 0))
        best = sorted(gains, key=lambda candidate: (-gains[candidate], candidate))
        return lost | set(best[:MOST_RELEASED]) | set(cheap[:MOST_RELEASED])

    def _obstacles(self, board: Board) -> Iterator[tuple[int, int]]:
        """Yield each standing meeting that alone keeps another from a slot, with what its move would gain."""
        instance = self.instance
        for candidate, slots in enumerate(instance.allowed):
            if candidate % CHECK_EVERY == 0:
                self.watch.check()
            if board.slot_of[candidate] >= 0:
                continue
            a, b = board.at[instance.first[candidate]], board.at[instance.second[candidate]]
            while slots:
                slot = (slots & -slots).bit_length() - 1
                slots &= slots - 1
                blocker = max(a[slot], b[slot])
                if blocker >= 0 and min(a[slot], b[slot]) < 0:
                    movable = board.open_slots(blocker) & ~(1 << slot)
                    gain = instance.worth[candidate] - (0 if movable else instance.worth[blocker])
                    if gain > 0:
                        yield blocker, gain

    def _flow_bound(self, found: Schedule, name: str) -> int:
        first = self.wanted[0]
        if name == first:
            return self.flow[name]
        return self.choice.bound_given(first, found.goal(first).value, name)

    def _schedule(self, board: Board, outcome: Outcome, least: int, *, is_exact: bool) -> Schedule:
        problem = self.instance.problem
        tables = seat(board, self._tables_kept(board))
        values = score.values(board, tables)
        modelled = {stage.name: stage.bound for stage in outcome.stages} if is_exact else {}
        bounds = dict.fromkeys(problem.goals, 0) | {"changes": least}
        for name in self.wanted:
            first = self.wanted[0]
            flow = self.flow[name] if name == first else self.choice.bound_given(first, values[first], name)
            bounds[name] = min(flow, modelled.get(name, flow))
        goals = tuple(Goal(name, values[name], bounds[name]) for name in problem.goals)
        meetings = tuple(
            Meeting(problem.candidates[c].a, problem.candidates[c].b, problem.slots[slot].id,
                    problem.tables[table].id)
            for slot, table, c in sorted((board.slot_of[c], table, c) for c, table in tables.items())
        )  # fmt: skip
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
        found = Schedule(status, meetings, goals, self.seed, self.watch.seconds(), versions())
        return replace(found, seconds=self.watch.seconds())

    def _tables_kept(self, board: Board) -> dict[int, int]:
        """Return the tables of the meetings that stay at their slot, where those are still open."""
        instance = self.instance
        found = {}
        for placing in instance.problem.previous:
            candidate = instance.index_of.get(placing.pair, -1)
            slot = instance.slot_index[placing.slot]
            if candidate >= 0 and board.slot_of[candidate] == slot and placing.table is not None:
                table = instance.table_index[placing.table]
                if table in instance.usable(slot, instance.group[candidate]):
                    found[candidate] = table
        return found


def _left(instance: Instance, fixed: dict[int, int]) -> list[int]:
    """Return the slots that the fixed meetings leave to each candidate, as masks."""
    busy, count = [0] * len(instance.free), [0] * len(instance.free)
    used = [[0] * instance.slot_count for _ in instance.groups]
    for candidate, slot in fixed.items():
        for person in (instance.first[candidate], instance.second[candidate]):
            busy[person] |= 1 << slot
            count[person] += 1
        used[instance.group[candidate]][slot] += instance.own_table[candidate] < 0
    full = [
        sum(1 << slot for slot in range(instance.slot_count) if here[slot] >= most[slot])
        for here, most in zip(used, instance.capacity, strict=True)
    ]
    has_room = [here < most for here, most in zip(count, instance.limit, strict=True)]
    found = []
    for candidate, slots in enumerate(instance.allowed):
        a, b = instance.first[candidate], instance.second[candidate]
        if candidate in fixed:
            found.append(1 << fixed[candidate])
        elif has_room[a] and has_room[b]:
            taken = busy[a] | busy[b]
            taken |= full[instance.group[candidate]] if instance.own_table[candidate] < 0 else 0
            found.append(slots & ~taken)
        else:
            found.append(0)
    return found


def _silent(_name: str, _value: int, _bound: int) -> None:
    """Nobody listens to a repair: it is over before anybody could read."""
