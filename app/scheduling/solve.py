"""From a problem to a schedule: choose, place, improve, seat, and say how good it is at most.

Nothing leaves this module that `verify` does not call sound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from random import Random

import numpy as np

from . import score, verify
from .board import Board
from .breaks import Breaks, is_all_given
from .calm import calm, go_back, level
from .choose import Choice
from .conflict import conflict
from .contradictions import contradictions_in
from .exact import Model, Search, is_small
from .files import problem_to_json
from .foresight import Foresight
from .instance import Instance
from .kempe import Turner
from .layers import Layers
from .place import Pusher, place_greedily
from .problem import HIGHER_IS_BETTER, Problem
from .rematch import Rematcher
from .schedule import CHOOSE_AND_PLACE, CONTRADICTIONS, FEWEST_BREAKS, Goal, Meeting, Schedule
from .seats import seat
from .watch import Progress, Watch

STALE_PASSES = 2
NEEDED_WEIGHT, PINNED_WEIGHT = 1e3, 1e9
# The share of the time left that a search for slots may take before the next step has its turn.
PLACING_SHARE = 0.5
# The share of the time left in which requirements that exclude each other are looked for.
CONFLICT_SHARE, CONFLICT_SECONDS = 0.5, 5.0
# The share of the time left in which the fewest breaks are proven, before a schedule with more is made.
BREAKS_SHARE = 0.8
# Up to this many candidate-slot pairs a sound schedule is handed to the exact model for its proof.
PROVABLE = 4_000
# A gap of more than this part of the bound is worth a look at the slots themselves.
FAR = 0.001


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    time_limit: float = 10.0,
    workers: int = 1,
    start: Schedule | None = None,
    clock: Callable[[], float] = time.monotonic,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Schedule:
    """Return the best schedule found within `time_limit` seconds, with a bound for each goal.

    The same problem, seed and start with one worker give the same schedule, unless the time cuts it short.
    `start` is a schedule of this or a similar problem: the search begins with those of its meetings that
    still fit, and what it finds is no worse. `should_stop` is asked often; once it says yes, the best
    schedule so far is returned.
    """
    watch = Watch(clock, time_limit, on_progress, should_stop)
    instance = Instance(problem)
    impossible = contradictions_in(instance)
    if impossible:
        nothing = _nothing("infeasible", watch, seed)
        return replace(nothing, contradictions=impossible, way=CONTRADICTIONS)
    solving = _Solve(instance, watch, seed, workers, slots_of(instance, start))
    schedule = replace(solving.run(), way=solving.way)
    if schedule.status != "infeasible" or schedule.contradictions:
        return schedule
    # No longer than the proof took, or a few seconds where that was quick.
    share = min(CONFLICT_SHARE, max(CONFLICT_SECONDS, watch.seconds()) / max(watch.left(), 1e-9))
    found = conflict(problem, watch.part(share), seed, workers)
    return replace(schedule, contradictions=found, seconds=watch.seconds())


def slots_of(instance: Instance, schedule: Schedule | None) -> dict[int, int]:
    """Return the slots of a schedule's meetings that are candidates, in slots that exist and are theirs."""
    found = {}
    for meeting in schedule.meetings if schedule is not None else ():
        candidate = instance.index_of.get(meeting.pair, -1)
        slot = instance.slot_index.get(meeting.slot, -1)
        if candidate >= 0 <= slot and instance.allowed[candidate] >> slot & 1:
            found[candidate] = slot
    return found


def _nothing(status: str, watch: Watch, seed: int) -> Schedule:
    return Schedule(status, seed=seed, seconds=watch.seconds(), versions=versions())


def versions() -> dict[str, str]:
    """Return the versions of what a schedule depends on besides ourselves."""
    return {name: version(name) for name in ("numpy", "ortools")}


class _Solve:
    """One solve: the board, the bounds, and the steps from the one towards the other."""

    def __init__(
        self, instance: Instance, watch: Watch, seed: int, workers: int, start: dict[int, int]
    ) -> None:
        self.instance, self.watch, self.seed, self.workers = instance, watch, seed, workers
        # Where meetings may stand to begin with, by candidate.
        self.start = start
        self.goals = instance.problem.goals
        self.board = Board(instance)
        self.choice = Choice(instance)
        # Bounds that need no value of another goal, and those that the exact model has found.
        self.bounds: dict[str, int] = dict.fromkeys(self.goals, 0)
        self.modelled: dict[str, int] = {}
        self.foresight: Foresight | None = None
        self._seated: tuple[list[int], dict[int, int]] | None = None
        self.way = FEWEST_BREAKS if is_all_given(instance) else CHOOSE_AND_PLACE

    def run(self) -> Schedule:
        """Go the way that the problem asks for: all meetings given and breaks to be few, or any other."""
        self.bounds |= self.choice.bounds(self.goals)
        for name in self.goals:
            if name in HIGHER_IS_BETTER:
                self.watch.tell(name, None, self.bounds[name])
        if self.way == FEWEST_BREAKS:
            return self._with_fewest_breaks()
        return self._chosen_and_placed()

    def _with_fewest_breaks(self) -> Schedule:
        """Ask for the fewest breaks; when the time for that ends without, place and settle the usual way."""
        part = self.watch.part(BREAKS_SHARE)
        search = Search(part, self.seed, self.workers, self.watch.tell)
        outcome = Breaks(self.instance, search, lambda bound: self.watch.tell("waiting", None, bound)).run()
        if outcome.is_infeasible:
            return _nothing("infeasible", self.watch, self.seed)
        # Where nothing is chosen, no value of another goal moves this bound.
        self.bounds |= {stage.name: stage.bound for stage in outcome.stages}
        if outcome.slot_of is None:
            return self._chosen_and_placed()
        self.board.restore(outcome.slot_of)
        return self._schedule() if self._is_sound() else _nothing("unknown", self.watch, self.seed)

    def _chosen_and_placed(self) -> Schedule:
        """Place what was chosen, and where that is not sound, or small enough to prove, ask the model."""
        self._place(self.choice.picked())
        self._rematch(self.board)
        if self._is_far():
            self._look_ahead()
        self._settle()
        sound = self._is_sound()
        if self.start and self._is_start_better(sound):
            sound = True
        if is_small(self.instance) and not (sound and (self._is_proven() or not self._is_provable())):
            if self._ask_model(sound):
                return _nothing("infeasible", self.watch, self.seed)
            sound = self._is_sound()
        return self._schedule() if sound else _nothing("unknown", self.watch, self.seed)

    def _place(self, chosen: list[int]) -> None:
        """Place the chosen meetings: needed ones first, the rest slot by slot, then by turning chains."""
        board, instance = self.board, self.instance
        random = Random(self.seed)
        _stand(board, instance.needed, self.start)
        left = place_greedily(
            board, [candidate for candidate in instance.needed if board.slot_of[candidate] < 0]
        )
        if left:
            Pusher(board, left, random).run(self.watch.part(PLACING_SHARE))
        if "changes" in self.goals:
            _stand(board, chosen, instance.previous)
        _stand(board, chosen, self.start)
        rest = [candidate for candidate in chosen if board.slot_of[candidate] < 0]
        Layers(board, np.random.default_rng(self.seed)).place(rest)
        left = [candidate for candidate in chosen if board.slot_of[candidate] < 0]
        Turner(board, left, self._weights(), random).run(self.watch.part(PLACING_SHARE))

    def _weights(self) -> list[float]:
        """Return what losing each candidate costs while placing: all alike but those that must stand."""
        instance = self.instance
        return [
            PINNED_WEIGHT if slot >= 0 else NEEDED_WEIGHT if needed else 1.0
            for slot, needed in zip(instance.pinned_slot, instance.is_needed, strict=True)
        ]

    def _rematch(self, board: Board) -> None:
        """Improve slot after slot until nothing is gained any more."""
        promised, worth = self.choice.weights(self.goals)
        rematcher = Rematcher(board, promised, worth, np.random.default_rng(self.seed))
        stale = 0
        while stale < STALE_PASSES and not self.watch.is_over():
            gained = 0
            for slot in range(self.instance.slot_count):
                gained += rematcher.improve(slot)
                if self.watch.is_over():
                    break
            stale = 0 if gained else stale + 1
            self._tell()

    def _is_far(self) -> bool:
        """Tell whether a gap is left in what is chosen, where choosing comes first and no model will close it."""
        board, provable = self.board, is_small(self.instance) and self._is_provable()
        if provable or not board.simple or self.goals[0] not in HIGHER_IS_BETTER:
            return False
        if any(board.slot_of[candidate] < 0 for candidate in self.instance.needed):
            return False
        values = score.values(board)
        wanted = [name for name in self.goals if name in HIGHER_IS_BETTER]
        return any((1 - FAR) * self._bound(name, values) > values[name] for name in wanted)

    def _look_ahead(self) -> None:
        """Bound and choose anew with the slots in view; keep the better board."""
        self.foresight = Foresight(self.instance, self.goals)
        self.foresight.prepare(self.watch)
        self._tell()
        for board in self.foresight.boards(self.board, Random(self.seed), self.watch):
            self._rematch(board)
            if self._rank(board) > self._rank(self.board):
                self.board = board
                self._tell()
            if not self._is_far():
                return

    def _settle(self) -> None:
        """Bring meetings back, shorten the waiting, level it where the problem limits its difference."""
        if "changes" in self.goals:
            go_back(self.board, self.watch)
        if "waiting" in self.goals or self.instance.problem.max_waiting_difference is not None:
            calm(self.board, Random(self.seed), self.watch)
        if self.instance.problem.max_waiting_difference is not None:
            level(self.board, self.instance.problem.max_waiting_difference)
        self._tell()

    def _is_start_better(self, sound: bool) -> bool:
        """Go back to the start where it is sound and what was found is worse, or not sound itself."""
        found, self.board = self.board, Board(self.instance)
        _stand(self.board, list(self.start), self.start)
        if (not sound or self._rank(self.board) > self._rank(found)) and self._is_sound():
            return True
        self.board = found
        return False

    def _tell(self) -> None:
        values = score.values(self.board)
        for name, value in values.items():
            self.watch.tell(name, value, self.bounds[name])

    def _ask_model(self, sound: bool) -> bool:
        """Let the exact model go on from the board; return whether it proves that nothing is sound."""
        search = Search(self.watch, self.seed, self.workers, self.watch.tell)
        outcome = Model(self.instance).solve(self.goals, self.board.snapshot() if sound else None, search)
        if outcome.is_infeasible:
            return True
        if outcome.slot_of is None:
            return False
        found = Board(self.instance)
        found.restore(outcome.slot_of)
        if not sound or self._rank(found) >= self._rank(self.board):
            self.board = found
        self.modelled = {stage.name: stage.bound for stage in outcome.stages}
        return False

    def _rank(self, board: Board) -> tuple[int, ...]:
        """Return the goals' values, higher better for all; `moves` is left out, it is not settled yet."""
        values = score.values(board)
        return tuple(value if name in HIGHER_IS_BETTER else -value for name, value in values.items())

    def _is_provable(self) -> bool:
        """Tell whether the model has a chance of improving a sound schedule: few choices, or none."""
        instance = self.instance
        if self.way == FEWEST_BREAKS:
            return False
        size = sum(slots.bit_count() for slots in instance.allowed)
        return size <= PROVABLE or len(instance.needed) == len(instance.first)

    def _is_proven(self) -> bool:
        """Tell whether every goal but `moves`, which the model does not know, has reached its bound."""
        values = score.values(self.board)
        return all(value == self._bound(name, values) for name, value in values.items())

    def _bound(self, name: str, values: dict[str, int]) -> int:
        """Return a goal's bound given the values of those before: the flow's or the model's, if better."""
        if name not in HIGHER_IS_BETTER:
            return max(self.bounds[name], self.modelled.get(name, 0))
        first = next(goal for goal in self.goals if goal in HIGHER_IS_BETTER)
        # What the first goal lacks to its bound may have freed meetings worth more in the second.
        flow = self.bounds[name] if name == first else self.choice.bound_given(first, values[first], name)
        known = {} if name == first else {first: values[first]}
        ahead = flow if self.foresight is None else self.foresight.bound(name, known)
        return min(flow, flow if ahead is None else ahead, self.modelled.get(name, flow))

    def _tables(self) -> dict[int, int]:
        """Return the tables of the board's meetings; the same board is seated once."""
        if self._seated is None or self._seated[0] != self.board.slot_of:
            self._seated = self.board.snapshot(), seat(self.board)
        return self._seated[1]

    def _is_sound(self) -> bool:
        meetings = [
            {"a": item.a, "b": item.b, "slot": item.slot, "table": item.table}
            for item in self._meetings(self._tables())
        ]
        return not verify.broken_rules(problem_to_json(self.instance.problem), meetings)

    def _schedule(self) -> Schedule:
        tables = self._tables()
        values = score.values(self.board, tables)
        goals = tuple(Goal(name, values[name], self._bound(name, values)) for name in self.goals)
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
        for goal in goals:
            self.watch.tell(goal.name, goal.value, goal.bound)
        seconds = self.watch.seconds()
        return Schedule(status, self._meetings(tables), goals, self.seed, seconds, versions())

    def _meetings(self, tables: dict[int, int]) -> tuple[Meeting, ...]:
        problem = self.instance.problem
        placed = sorted((self.board.slot_of[c], table, c) for c, table in tables.items())
        return tuple(
            Meeting(
                problem.candidates[c].a,
                problem.candidates[c].b,
                problem.slots[slot].id,
                problem.tables[table].id,
            )
            for slot, table, c in placed
        )


def _stand(board: Board, candidates: list[int], slots: Mapping[int, int]) -> None:
    """Place those of the candidates that have a slot given and fit there."""
    for candidate in candidates:
        slot = slots.get(candidate, -1)
        free = board.open_slots(candidate) if board.slot_of[candidate] < 0 <= slot else 0
        if slot >= 0 and free >> slot & 1 and board.has_room(candidate):
            board.put(candidate, slot)
