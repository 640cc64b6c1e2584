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

from .crowding import crowded_bound
from .days import Days, days_of, narrowed
from .exact import Model, Outcome, Search, Stage, is_small
from .instance import Instance
from .problem import HIGHER_IS_BETTER
from .watch import Stopped, Watch

GOAL = "waiting"
# Deterministic seconds of CP-SAT for the first question, for a first schedule, for cores and for searches in turns.
FIRST_TRY, DOWN_TRY, CORES_TRY, TURNS_TRY = 1.0, 1.5, 1.5, 40.0
# The same for each of the later questions, short ones in varied ways and long ones without inprocessing, and for
# the search from above that follows them; all grow from round to round.
SHORT, LONG, FROM_ABOVE, GROWTH = 2.0, 12.0, 16.0, 1.5
# Clauses that are worked over during the search lead it astray here: without that, the hard ones among the
# published instances were answered within 65,000 conflicts.
STEADY = "use_sat_inprocessing: false cp_model_presolve: true permute_variable_randomly: false"
# Four searches in one thread, which take turns and share bounds and clauses: up from the bound, down from
# schedules, by cores, and by the linear relaxation.
TURNS = """
interleave_search: true use_lns: false use_rins_lns: false use_lb_relax_lns: false use_feasibility_jump: false
subsolvers: ["up", "down", "cores", "linear"]
subsolver_params { name: "up" linearization_level: 0 use_objective_lb_search: true }
subsolver_params { name: "down" linearization_level: 0 }
subsolver_params { name: "cores" linearization_level: 0 optimize_with_core: true }
subsolver_params { name: "linear" linearization_level: 2 }
"""


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
        self._breaks, self._cored, self._tries, self._is_met = 0, 0, 0, False
        self._slots = narrowed(instance)
        self._days = None if self._slots is None else _days(instance, self._slots, search.watch)

    def run(self) -> Outcome:
        """Return a schedule with the fewest breaks, or what is known when the time is over."""
        try:
            return self._searched()
        except Stopped:
            return self._outcome()

    def _searched(self) -> Outcome:
        if self._slots is None or self._days is None:
            return Outcome(None, (), True)
        self._cored = sum(days.least for days in self._days)
        self._lift(self._cored)
        if self._is_over():
            return self._outcome()
        model = QuietModel(self.instance, self._slots, self._days, self.search.watch.check)
        if self._is_over() or self._ask(model, FIRST_TRY) or self._is_over():
            return self._outcome()
        asked = self.bound
        self._lift(crowded_bound(self.instance, self._slots, self._days, self.search))
        if self.bound > asked and not self._is_over():
            self._ask(model, FIRST_TRY)
        return self._go_on(model, is_crowded=self.bound > asked)

    def _go_on(self, model: QuietModel, *, is_crowded: bool) -> Outcome:
        """Ask on until the bound is met, each time in another way; now and then come down from above."""
        growth, turns = 1.0, TURNS_TRY
        if not self._is_over() and not is_crowded:
            self._come_down(model, DOWN_TRY)
        while not self._is_over():
            # Where tables force breaks, clauses are blind to it, and the linear relaxation is not.
            if is_crowded:
                if self._minimise(model, turns, TURNS):
                    return Outcome(None, (), True)
                turns *= 2
            for is_long in (False, True, False, True):
                if not self._is_over() and self._try(model, growth, is_long=is_long):
                    return Outcome(None, (), True)
            if not self._is_over():
                self._come_down(model, growth * FROM_ABOVE)
            growth *= GROWTH
        return self._outcome()

    def _is_over(self) -> bool:
        return self._is_met or self.search.watch.is_over()

    def _try(self, model: QuietModel, growth: float, *, is_long: bool) -> bool:
        """Ask once; tell whether nothing at all is sound.

        Cores lift the bound by much where an answer was no; where there was none, they seldom help.
        """
        if self.bound > self._cored:
            self._cored = self.bound
            if self._minimise(model, CORES_TRY):
                return True
        if not self._is_over():
            self._ask(model, growth * (LONG if is_long else SHORT), STEADY if is_long else "")
        return False

    def _come_down(self, model: QuietModel, effort: float) -> None:
        """Look for some schedule, and better ones from there: that is good whenever the time ends."""
        status, solver = self._run(model.with_goal(self.bound), effort, by_cores=False, plain=True)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(model.read(solver), round(solver.objective_value))
            self._lift(round(solver.best_objective_bound))
        self._is_met = self._is_met or status == cp_model.OPTIMAL

    def _take(self, found: list[int], breaks: int) -> None:
        """Keep a schedule with so many breaks if none was better."""
        if self.found is None or breaks < self._breaks:
            self.found, self._breaks = found, breaks

    def _outcome(self) -> Outcome:
        return Outcome(self.found, (Stage(GOAL, self.bound, self.bound),), False)

    def _lift(self, bound: int) -> None:
        self.bound = max(self.bound, bound)
        self._tell(self.bound)

    def _ask(self, model: QuietModel, effort: float, more: str = "") -> bool:
        """Ask whether the bound can be met; a no lifts it, a yes ends the search."""
        asked = model.with_at_most(self.bound)
        status, solver = self._run(asked, effort, by_cores=False, more=more)
        if status == cp_model.INFEASIBLE:
            self._lift(self.bound + 1)
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(model.read(solver), self.bound)
            self._is_met = True
        return self._is_met

    def _minimise(self, model: QuietModel, effort: float, turns: str = "") -> bool:
        """Minimise by cores, or in turns, from the bound up; tell whether nothing at all is sound."""
        goal = model.with_goal(self.bound)
        status, solver = self._run(goal, effort, by_cores=not turns, plain=bool(turns), more=turns)
        if status == cp_model.INFEASIBLE:
            return True
        self._lift(round(solver.best_objective_bound) if status != cp_model.MODEL_INVALID else 0)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(model.read(solver), round(solver.objective_value))
        self._is_met = status == cp_model.OPTIMAL
        return False

    def _run(
        self, model: cp_model.CpModel, effort: float, *, by_cores: bool, plain: bool = False, more: str = ""
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """Run CP-SAT for so many deterministic seconds, in another way each time unless it is to be plain.

        A search by clauses may be lucky or stuck: presolve, its probing and the order of variables take
        turns. `more` are further parameters of the solver.
        """
        seed, self._tries = self.search.seed + self._tries, self._tries + 1
        turn = -1 if plain else self._tries % 4

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
            if more:
                solver.parameters.merge_text_format(more)

        return self.search.run(model, "", 1.0, by_cores=by_cores, prepare=prepare)


def _days(instance: Instance, slots: Sequence[int], watch: Watch) -> list[Days] | None:
    """Return everybody's days, any day and no break for whom there is no time; None when somebody has none."""
    found = []
    for own in instance.of_person:
        days = days_of([slots[candidate] for candidate in own], instance.slot_count)
        if days is None:
            return None
        found.append(days)
        if watch.is_over():
            return found + [Days(0, None)] * (len(instance.of_person) - len(found))
    return found


class QuietModel:
    """The exact model with everybody's quiet days, and a literal for each break more than those."""

    def __init__(
        self, instance: Instance, slots: Sequence[int], days: Sequence[Days], check: Callable[[], None]
    ) -> None:
        """State every rule, and for each person that they have a quiet day or break more often."""
        self.base = Model(instance, allowed=slots, check=check)
        self.least = sum(one.least for one in days)
        self.more: list[cp_model.IntVar] = []
        # Nobody breaks more often than there are meetings, nor `max_waiting_difference` above the least.
        difference = instance.problem.max_waiting_difference
        counts = [len(own) for own in instance.of_person]
        ceiling = max(counts) if difference is None else max(0, min(counts) - 1) + difference
        for person, one in enumerate(days):
            check()
            if counts[person]:
                self._add(person, counts[person], one, min(ceiling, counts[person] - 1) - one.least)
        for slot in range(instance.slot_count):
            busy = [here for row in self.base.busy if (here := row[slot]) is not None]
            self.base.cp.add(sum(busy) <= 2 * instance.most_meetings_in(slot))

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
