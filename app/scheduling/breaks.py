"""All these meetings with the fewest idle blocks, proven: for events in which nothing is to be chosen.

Everybody has few quiet days (see `days`): who meets five times without a break has one for each slot to
begin in. The model says of each person which quiet day it is, or that they break more often than they
must. It is asked whether everybody's breaks together can be as few as the bound, and the bound is lifted
until the answer is yes. With the days given, who is busy when follows at once, and a search by clauses
ends in a fraction of the time that it takes to find breaks one by one.

The bound comes from three places: from the days themselves, from the days under the number of tables
(`crowding`), and from unsatisfiable cores of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from .board import Board
from .crowding import crowded_bound, most_meetings
from .days import Days, days_of, narrowed
from .exact import Model, Outcome, Search, Stage, is_small
from .instance import Instance
from .problem import HIGHER_IS_BETTER
from .score import waits

GOAL = "waiting"
# Deterministic seconds of CP-SAT for the first question and the first cores, how tries that give no answer
# grow, and from when on cores are tried although the bound stands still.
FIRST_TRY, FIRST_CORES, GROWTH, LONG_TRY = 1.0, 1.5, 1.6, 20.0
# How far above the bound a schedule is looked for first, when there is none.
FIRST_SLACK = 4


def is_all_given(instance: Instance) -> bool:
    """Tell whether all meetings must stand, and idle blocks are the first goal that is open."""
    problem = instance.problem
    open_goals = [goal for goal in problem.goals if goal not in HIGHER_IS_BETTER]
    return (
        len(instance.needed) == len(instance.first) > 0
        and problem.waiting == "idle_blocks"
        and open_goals[:1] == [GOAL]
        and "changes" not in open_goals
        and is_small(instance)
    )


class Breaks:
    """The search for the fewest breaks of an instance in which all meetings are given."""

    def __init__(self, instance: Instance, search: Search, tell: Callable[[int], None]) -> None:
        """List everybody's days; `bound` holds for every sound schedule, only rises, and is told."""
        self.instance, self.search, self._tell = instance, search, tell
        self.bound = 0
        # The best schedule met on the way, as slots of candidates.
        self.found: list[int] | None = None
        self._least, self._tries, self._is_met, self._slack = 0, 0, False, FIRST_SLACK
        self._slots = narrowed(instance)
        self._days = None if self._slots is None else _days(instance, self._slots)

    def run(self) -> Outcome:
        """Return a schedule with the fewest breaks, or what is known when the time is over."""
        if self._slots is None or self._days is None:
            return Outcome(None, (), True)
        self._least = sum(days.least for days in self._days)
        self._lift(self._least)
        model = QuietModel(self.instance, self._slots, self._days)
        if self._ask(model, FIRST_TRY):
            return self._outcome()
        asked = self.bound
        self._lift(crowded_bound(self.instance, self._slots, self._days, self.search))
        if self.bound > asked and self._ask(model, FIRST_TRY):
            return self._outcome()
        effort, cored = FIRST_TRY, self._least
        while not self.search.watch.is_over():
            before = self.bound
            # Cores lift the bound by much where an answer was no; where there was none, they seldom help.
            if self.bound > cored or effort > LONG_TRY:
                cored = self.bound
                if self._minimise(model, FIRST_CORES if effort <= LONG_TRY else effort):
                    return Outcome(None, (), True)
            if self._is_met or self._ask(model, effort):
                break
            if effort > FIRST_TRY:
                self._come_nearer(model, effort)
                if self._breaks() == self.bound:
                    break
            if self.bound == before:
                effort *= GROWTH
        return self._outcome()

    def _come_nearer(self, model: QuietModel, effort: float) -> None:
        """Ask once for some schedule above the bound, or a better one, for when the time ends without proof."""
        known = self._breaks()
        wanted = self.bound + self._slack if known is None else (self.bound + known) // 2
        status, solver = self._run(model.with_at_most(wanted), effort, by_cores=False)
        if status == cp_model.INFEASIBLE:
            self._lift(wanted + 1)
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found = model.read(solver)
        else:
            self._slack *= 2

    def _breaks(self) -> int | None:
        """Count the breaks of the best schedule met so far."""
        if self.found is None:
            return None
        board = Board(self.instance)
        board.restore(self.found)
        return sum(waits(board))

    def _outcome(self) -> Outcome:
        return Outcome(self.found, (Stage(GOAL, self.bound, self.bound),), False)

    def _lift(self, bound: int) -> None:
        self.bound = max(self.bound, bound)
        self._tell(self.bound)

    def _ask(self, model: QuietModel, effort: float) -> bool:
        """Ask whether the bound can be met; a no lifts it, a yes ends the search."""
        asked = model.with_at_most(self.bound)
        status, solver = self._run(asked, effort, by_cores=False)
        if status == cp_model.INFEASIBLE:
            self._lift(self.bound + 1)
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found, self._is_met = model.read(solver), True
        return self._is_met

    def _minimise(self, model: QuietModel, effort: float) -> bool:
        """Minimise by cores, from the bound up; tell whether nothing at all is sound."""
        status, solver = self._run(model.with_goal(self.bound), effort, by_cores=True)
        if status == cp_model.INFEASIBLE:
            return True
        self._lift(round(solver.best_objective_bound) if status != cp_model.MODEL_INVALID else 0)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found, self._is_met = model.read(solver), status == cp_model.OPTIMAL
        return False

    def _run(
        self, model: cp_model.CpModel, effort: float, *, by_cores: bool
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """Run CP-SAT for so many deterministic seconds, in another way each time.

        A search by clauses may be lucky or stuck: presolve, its probing and the order of variables take
        turns.
        """
        seed, self._tries = self.search.seed + self._tries, self._tries + 1
        turn = self._tries % 4

        def prepare(solver: cp_model.CpSolver) -> None:
            solver.parameters.random_seed = seed % 2**31
            solver.parameters.max_deterministic_time = effort
            # Few constraints are linear, and no two people are alike: clauses do it all.
            solver.parameters.linearization_level = 0
            solver.parameters.symmetry_level = 0
            solver.parameters.cp_model_presolve = by_cores or turn != 2
            solver.parameters.permute_variable_randomly = turn == 0
            if turn == 3:
                solver.parameters.cp_model_probing_level = 0

        return self.search.run(model, "", 1.0, by_cores=by_cores, prepare=prepare)


def _days(instance: Instance, slots: Sequence[int]) -> list[Days] | None:
    """Return everybody's days; None when somebody has none."""
    found = []
    for own in instance.of_person:
        days = days_of([slots[candidate] for candidate in own], instance.slot_count)
        if days is None:
            return None
        found.append(days)
    return found


class QuietModel:
    """The exact model with everybody's quiet days, and a literal for each break more than those."""

    def __init__(self, instance: Instance, slots: Sequence[int], days: Sequence[Days]) -> None:
        """State every rule, and for each person that they have a quiet day or break more often."""
        self.base = Model(instance, allowed=slots)
        self.least = sum(one.least for one in days)
        self.more: list[cp_model.IntVar] = []
        # Nobody breaks more often than there are meetings, nor `max_waiting_difference` above the least.
        difference = instance.problem.max_waiting_difference
        counts = [len(own) for own in instance.of_person]
        ceiling = max(counts) if difference is None else max(0, min(counts) - 1) + difference
        for person, one in enumerate(days):
            if counts[person]:
                self._add(person, counts[person], one, min(ceiling, counts[person] - 1) - one.least)
        for slot in range(instance.slot_count):
            busy = [here for row in self.base.busy if (here := row[slot]) is not None]
            self.base.cp.add(sum(busy) <= 2 * most_meetings(instance, slot))

    def _add(self, person: int, count: int, days: Days, most: int) -> None:
        """Let a person have one of their quiet days, or up to `most` breaks more."""
        cp, base = self.base.cp, self.base
        busy = {slot: here for slot, here in enumerate(base.busy[person]) if here is not None}
        cp.add(sum(busy.values()) == count)
        more = [cp.new_bool_var("") for _ in range(most)]
        for fewer, further in pairwise(more):
            cp.add_implication(further, fewer)
        self.more += more
        cp.add(base.waits()[person] <= days.least + sum(more))
        if days.masks is None or days.least + 1 == count:
            return
        chosen = [cp.new_bool_var("") for _ in days.masks]
        cp.add_exactly_one([*chosen, *more[:1]])
        for slot, here in busy.items():
            holding = [day for day, mask in zip(chosen, days.masks, strict=True) if mask >> slot & 1]
            if more:
                otherwise = cp.new_bool_var("")
                cp.add_implication(otherwise, more[0])
                cp.add_implication(otherwise, here)
                holding.append(otherwise)
            cp.add_exactly_one([*holding, here.negated()])

    def with_at_most(self, breaks: int) -> cp_model.CpModel:
        """Return the model with no more than so many breaks in all."""
        model = self.base.cp.clone()
        model.add(sum(self.more) <= breaks - self.least)
        return model

    def with_goal(self, bound: int) -> cp_model.CpModel:
        """Return the model with the fewest breaks as its goal, which are no fewer than `bound`."""
        model = self.base.cp.clone()
        model.add(sum(self.more) >= bound - self.least)
        model.minimize(sum(self.more) + self.least)
        return model

    def read(self, solver: cp_model.CpSolver) -> list[int]:
        """Return the slot of each candidate in the solver's schedule."""
        return self.base.read(solver)
