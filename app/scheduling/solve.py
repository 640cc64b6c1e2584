"""From a problem to a schedule: choose, place, improve, seat, and say how good it is at most.

Nothing leaves this module that `verify` does not call sound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version
from random import Random

import numpy as np

from . import score
from .board import Board
from .breaks import Breaks, is_all_given
from .calm import calm, go_back, level
from .choose import Choice
from .conflict import conflict
from .contradictions import contradictions_in
from .exact import Model, Search, is_small
from .flow_process import Flows
from .foresight import Foresight
from .instance import Instance
from .keeper import Keeper, Kept
from .placing import Placing, stand
from .problem import HIGHER_IS_BETTER, Problem
from .push import place_greedily
from .rematch import Rematcher
from .reslot import wait_less
from .schedule import CHOOSE_AND_PLACE, CONTRADICTIONS, FEWEST_BREAKS, Goal, Schedule
from .watch import LONG_GRACE, Progress, Stopped, Watch

STALE_PASSES = 2
# The share of the time left in which requirements that exclude each other are looked for.
CONFLICT_SHARE, CONFLICT_SECONDS = 0.5, 1.0
# The share of the time left in which the fewest breaks are proven, before a schedule with more is made.
BREAKS_SHARE = 0.8
# The share of the time left in which the best whole choice is looked for.
CHOICE_SHARE = 0.2
# Up to this many candidate-slot pairs a sound schedule is handed to the exact model for its proof.
PROVABLE = 4_000
# A gap of more than this part of the bound is worth a look at the slots themselves.
FAR = 0.001
# From so many candidates on single steps take so long that a wish to stop leaves the less time after it.
HUGE = 25_000


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
    schedule so far is returned within half a second of the processor. In the first moments of a very large
    problem that may be the one without meetings.
    """
    watch = Watch(clock, time_limit, on_progress, should_stop)
    if len(problem.candidates) < HUGE:
        watch.grace = LONG_GRACE
    # The wish is heard as soon as it can be, since its time runs from there.
    instance = Instance(problem, watch.is_over)
    watch.is_over()
    impossible = contradictions_in(instance)
    if impossible:
        nothing = _nothing("infeasible", watch, seed)
        return replace(nothing, contradictions=impossible, way=CONTRADICTIONS)
    with closing(Flows(watch)) as flows:
        solving = _Solve(instance, watch, flows, seed, workers, slots_of(instance, start))
        schedule = replace(solving.run(), way=solving.way)
    if schedule.status != "infeasible" or schedule.contradictions:
        return schedule
    # No longer than the proof took, or a second where that was quick.
    share = min(CONFLICT_SHARE, max(CONFLICT_SECONDS, watch.seconds()) / max(watch.left(), 1e-9))
    with suppress(Stopped):
        schedule = replace(schedule, contradictions=conflict(problem, watch.part(share), seed, workers))
    return replace(schedule, seconds=watch.seconds())


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
        self,
        instance: Instance,
        watch: Watch,
        flows: Flows,
        seed: int,
        workers: int,
        start: dict[int, int],
    ) -> None:
        self.instance, self.watch, self.flows = instance, watch, flows
        self.seed, self.workers = seed, workers
        # Where meetings may stand to begin with, by candidate.
        self.start = start
        self.goals = instance.problem.goals
        self.board = Board(instance)
        self.keeper = Keeper(instance, watch)
        # Bounds that need no value of another goal, and those that the exact model has found.
        self.bounds: dict[str, int] = dict.fromkeys(self.goals, 0)
        self.modelled: dict[str, int] = {}
        self.foresight: Foresight | None = None
        self.way = FEWEST_BREAKS if is_all_given(instance) else CHOOSE_AND_PLACE

    @cached_property
    def choice(self) -> Choice:
        """What is best chosen as if slots were all alike; not made where a wish to stop comes before it."""
        return Choice(self.instance, self.flows)

    def run(self) -> Schedule:
        """Go the way that the problem asks for: all meetings given and breaks to be few, or any other."""
        try:
            self.watch.check_late()
            if len(self.instance.first) >= HUGE:
                # What would begin now is not ready before it is late.
                self.watch.check()
            if self.keeper.is_wanted:
                self.choice.rough_bounds()
                self.watch.check_late()
                self._begin()
            self.bounds |= self.choice.bounds(self.goals)
            for name in self.goals:
                if name in HIGHER_IS_BETTER:
                    self.watch.tell(name, None, self.bounds[name])
            if self.keeper.best is not None:
                self.watch.check()
            found = self._with_fewest_breaks() if self.way == FEWEST_BREAKS else None
            return found or self._chosen_and_placed()
        except Stopped:
            return self._so_far()

    def _begin(self) -> None:
        """Have some schedule ready before anything that takes long; its bounds are there already."""
        board = Board(self.instance)
        stand(board, list(self.start), self.start)
        rest = [candidate for candidate, slot in enumerate(board.slot_of) if slot < 0]
        place_greedily(board, rest, self.watch.check_late, are_chosen=False)
        self.keeper.keep(board)

    def _so_far(self) -> Schedule:
        """Return what is kept, or the schedule without meetings where that is sound for certain."""
        found = self.keeper.best
        if found is None and self.instance.needed:
            return _nothing("unknown", self.watch, self.seed)
        if found is None:
            empty = Board(self.instance)
            found = Kept(score.rank(empty), score.values(empty, {}), ())
            return self._as_schedule(
                found, self.bounds if any(self.bounds.values()) else self._bounds_at_sight()
            )
        if not any(self.bounds.values()):
            rough = self.choice.rough_bounds()
            self.bounds |= {name: rough[name] for name in self.goals if name in rough}
        return self._schedule(found)

    def _bounds_at_sight(self) -> dict[str, int]:
        """Bound what no schedule can exceed without asking who could meet whom."""
        promised = zip(self.instance.promised, self.instance.limit, strict=True)
        most = {"promised": sum(min(pair) for pair in promised), "worth": sum(self.instance.worth)}
        return {name: most.get(name, 0) for name in self.goals}

    def _with_fewest_breaks(self) -> Schedule | None:
        """Ask for the fewest breaks; None when the time for that ends without any schedule."""
        part = self.watch.part(BREAKS_SHARE)
        search = Search(part, self.seed, self.workers, self.watch.tell)
        outcome = Breaks(self.instance, search, lambda bound: self.watch.tell("waiting", None, bound)).run()
        if outcome.is_infeasible:
            return _nothing("infeasible", self.watch, self.seed)
        # Where nothing is chosen, no value of another goal moves this bound.
        self.bounds |= {stage.name: stage.bound for stage in outcome.stages}
        if outcome.slot_of is None:
            return None
        self.board.restore(outcome.slot_of)
        return self._schedule(self._finished())

    def _chosen_and_placed(self) -> Schedule:
        """Place what was chosen, and where that is not sound, or small enough to prove, ask the model."""
        self._place_and_settle()
        if self.keeper.is_worse(self.board):
            return self._schedule(self.keeper.best)
        sound = self._is_sound()
        if self.start and self._is_start_better(sound):
            sound = True
        done = self.watch.is_over() or (sound and (self._is_proven() or not self._is_provable()))
        if not done and is_small(self.instance) and self._ask_model(sound):
            return _nothing("infeasible", self.watch, self.seed)
        return self._schedule(self._finished() or self.keeper.best)

    def _place_and_settle(self) -> None:
        """Bring the board as far as time allows; whenever that ends, it holds a schedule that breaks no rule."""
        placing = Placing(self.instance, self.choice, self.watch, self.seed, self.start, self.flows)
        search = Search(self.watch.part(CHOICE_SHARE), self.seed, 1, self.watch.tell)
        chosen = self.choice.picked(self.watch.is_over, search)
        self.bounds |= self.choice.known_bounds(self.goals)
        self.board = placing.place(chosen)
        self._tell()
        with suppress(Stopped):
            self.watch.check()
            self._rematch(self.board)
            self.watch.check()
            if self._is_far():
                self._look_ahead()
            self.watch.check()
            self._settle()
        if self.instance.problem.max_waiting_difference is not None:
            level(self.board, self.instance.problem.max_waiting_difference, self.watch)
        self._tell()

    def _rematch(self, board: Board) -> None:
        """Improve slot after slot until nothing is gained any more, or nothing can be."""
        promised, worth = self.choice.weights(self.goals)
        if self._is_choice_best(board):
            return
        rematcher = Rematcher(board, promised, worth, np.random.default_rng(self.seed), self.flows)
        stale = 0
        while stale < STALE_PASSES and not self.watch.is_over() and not self._is_choice_best(board):
            gained = 0
            for slot in range(self.instance.slot_count):
                gained += rematcher.improve(slot)
                if self.watch.is_over():
                    break
            stale = 0 if gained else stale + 1
            self._tell()

    def _is_choice_best(self, board: Board) -> bool:
        """Tell whether what is chosen reaches its bounds, so that no other choice is better."""
        values, wanted = score.values(board), [name for name in self.goals if name in HIGHER_IS_BETTER]
        return "changes" not in self.goals and all(values[name] >= self.bounds[name] for name in wanted)

    def _is_far(self) -> bool:
        """Tell whether a gap is left in what is chosen, where choosing comes first and no model will close it."""
        board, provable = self.board, is_small(self.instance) and self._is_provable()
        if provable or not board.simple or self.goals[0] not in HIGHER_IS_BETTER:
            return False
        if not board.holds_all(self.instance.needed):
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
            if score.rank(board) > score.rank(self.board):
                self.board = board
                self._tell()
            if not self._is_far():
                return

    def _settle(self) -> None:
        """Bring meetings back, and shorten the waiting."""
        if "changes" in self.goals:
            go_back(self.board, self.watch)
        if "waiting" in self.goals or self.instance.problem.max_waiting_difference is not None:
            calm(self.board, Random(self.seed), self.watch, lambda: self.keeper.keep(self.board))
            self._wait_less()

    def _wait_less(self) -> None:
        """Look in three slots at once where chains of two have come to an end."""
        most = self.instance.problem.max_waiting_difference
        if "changes" in self.goals and self.instance.previous:
            return
        if most is None or max(score.waits(self.board), default=0) <= most:
            wait_less(
                self.board,
                Random(self.seed),
                Search(self.watch.part(1.0), self.seed, 1, self.watch.tell),
                self._tell,
            )

    def _is_start_better(self, sound: bool) -> bool:
        """Go back to the start where it is sound and what was found is worse, or not sound itself."""
        found, self.board = self.board, Board(self.instance)
        stand(self.board, list(self.start), self.start)
        if (not sound or score.rank(self.board) > score.rank(found)) and self._is_sound():
            return True
        self.board = found
        return False

    def _tell(self) -> None:
        """Tell how the board stands, and keep it where that is wanted."""
        self.keeper.keep(self.board)
        values = score.values(self.board)
        for name, value in values.items():
            self.watch.tell(name, value, self.bounds[name])

    def _ask_model(self, sound: bool) -> bool:
        """Let the exact model go on from the board; return whether it proves that nothing is sound."""
        search = Search(self.watch, self.seed, self.workers, self.watch.tell)
        model = Model(self.instance, check=self.watch.check)
        outcome = model.solve(self.goals, self.board.snapshot() if sound else None, search)
        if outcome.is_infeasible:
            return True
        if outcome.slot_of is None:
            return False
        found = Board(self.instance)
        found.restore(outcome.slot_of)
        if not sound or score.rank(found) >= score.rank(self.board):
            self.board = found
        self.modelled = {stage.name: stage.bound for stage in outcome.stages}
        return False

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

    def _finished(self) -> Kept | None:
        return self.keeper.finished(self.board)

    def _is_sound(self) -> bool:
        return self._finished() is not None

    def _schedule(self, found: Kept | None) -> Schedule:
        """Return what was found, with its bounds."""
        if found is None:
            return _nothing("unknown", self.watch, self.seed)
        bounds = {name: self._bound(name, found.values) for name in found.values}
        return self._as_schedule(found, bounds)

    def _as_schedule(self, found: Kept, bounds: dict[str, int]) -> Schedule:
        goals = tuple(Goal(name, value, bounds[name]) for name, value in found.values.items())
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
        for goal in goals:
            self.watch.tell(goal.name, goal.value, goal.bound)
        return Schedule(status, found.meetings, goals, self.seed, self.watch.seconds(), versions())
