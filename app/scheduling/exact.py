"""The whole problem as one CP-SAT model: every rule, every goal but `moves`, for problems small enough.

It closes what choosing and placing leave open: required meetings that fit only in one way, orders, rows,
and a limit on the difference in waiting. A variable for each candidate and slot does not carry far, so
`is_small` says when it is worth trying. Tables have no variables: a slot holds at most as many meetings
as it has tables, and who sits where is `seat`'s affair.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from .instance import Instance
from .problem import HIGHER_IS_BETTER
from .watch import Watch

MOST_VARIABLES = 60_000
POLL, CHECK_EVERY = 0.05, 128
# The share of the time left that a goal may take when others follow.
SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Stage:
    """A goal that the model has worked on: the value reached, and the bound given the goals before."""

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the model found: slots of candidates (None without a schedule), and the goals worked on."""

    slot_of: list[int] | None
    stages: tuple[Stage, ...]
    is_infeasible: bool


def is_small(instance: Instance) -> bool:
    """Tell whether the model has few enough variables to be built."""
    return sum(allowed.bit_count() for allowed in instance.allowed) <= MOST_VARIABLES


class Model:
    """The model of an instance; goals are optimised one after another, each kept for the next."""

    def __init__(
        self,
        instance: Instance,
        *,
        allowed: Sequence[int] | None = None,
        fixed: Collection[int] = (),
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """State every rule; the goals are added when they are worked on.

        `allowed` are the slots left to each candidate, when they are fewer than the instance says; `fixed`
        candidates stand in the one slot that is left to them. `check` is asked all the time, and may raise to
        end it.
        """
        self.instance, self._check = instance, check
        self.fixed = frozenset(fixed)
        self.cp = cp_model.CpModel()
        self.slots = range(instance.slot_count)
        self.at: list[dict[int, cp_model.IntVar]] = [
            {slot: self.cp.new_bool_var("") for slot in self.slots if allowed >> slot & 1}
            for allowed in (instance.allowed if allowed is None else allowed)
        ]
        self.held = [sum(places.values()) for places in self.at]
        self.busy = self._nobody_is_in_two_meetings_at_once()
        self._each_candidate_stands_once_needed_ones_surely()
        self._tables_are_enough()
        self._nobody_exceeds_their_limit()
        self._rows_are_broken_in_time()
        self._candidates_stand_after_those_they_name()
        self._waits: list[cp_model.LinearExprT] | None = None
        if instance.problem.max_waiting_difference is not None:
            self._waiting_differs_by_no_more_than_allowed(instance.problem.max_waiting_difference)

    def _look_up(self, number: int) -> None:
        if number % CHECK_EVERY == 0:
            self._check()

    def _each_candidate_stands_once_needed_ones_surely(self) -> None:
        for candidate, places in enumerate(self.at):
            self._look_up(candidate)
            if self.instance.is_needed[candidate] or candidate in self.fixed:
                self.cp.add_exactly_one(places.values())
            elif len(places) > 1:
                self.cp.add_at_most_one(places.values())

    def _nobody_is_in_two_meetings_at_once(self) -> list[list[cp_model.IntVar | None]]:
        """Return for each person and slot a variable that is true in a meeting; None where there is none."""
        meetings: list[list[list[cp_model.IntVar]]] = [[[] for _ in self.slots] for _ in self.instance.free]
        for candidate, places in enumerate(self.at):
            self._look_up(candidate)
            for slot, here in places.items():
                meetings[self.instance.first[candidate]][slot].append(here)
                meetings[self.instance.second[candidate]][slot].append(here)
        found: list[list[cp_model.IntVar | None]] = []
        for person, slots in enumerate(meetings):
            self._look_up(person)
            row: list[cp_model.IntVar | None] = []
            for possible in slots:
                busy = self.cp.new_bool_var("") if possible else None
                if busy is not None:
                    self.cp.add_exactly_one([*possible, busy.negated()])
                row.append(busy)
            found.append(row)
        return found

    def _tables_are_enough(self) -> None:
        instance = self.instance
        for slot in self.slots:
            self._check()
            shared: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            desks: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for candidate, places in enumerate(self.at):
                if slot in places:
                    own = instance.own_table[candidate]
                    (shared[instance.group[candidate]] if own < 0 else desks[own]).append(places[slot])
            for group, here in shared.items():
                if len(here) > instance.capacity[group][slot]:
                    self.cp.add(sum(here) <= instance.capacity[group][slot])
            for table, here in desks.items():
                if len(instance.hosts[table]) > 1:
                    self.cp.add_at_most_one(here)

    def _nobody_exceeds_their_limit(self) -> None:
        for person, candidates in enumerate(self.instance.of_person):
            self._look_up(person)
            if self.instance.limit[person] < min(len(candidates), self.instance.free[person].bit_count()):
                self.cp.add(
                    sum(self.held[candidate] for candidate in candidates) <= self.instance.limit[person]
                )

    def _rows_are_broken_in_time(self) -> None:
        most = self.instance.problem.max_in_a_row
        if most is None:
            return
        for person, row in enumerate(self.busy):
            self._look_up(person)
            for slots in self.instance.blocks:
                for start in range(len(slots) - most):
                    window = [row[slot] for slot in slots[start : start + most + 1]]
                    free = [busy.negated() for busy in window if busy is not None]
                    if len(free) == len(window):
                        self.cp.add_bool_or(free)

    def _candidates_stand_after_those_they_name(self) -> None:
        for later, earlier in self.instance.after:
            for slot, here in self.at[later].items():
                not_before = [there for other, there in self.at[earlier].items() if other >= slot]
                if not_before:
                    self.cp.add_at_most_one([here, *not_before])

    def _waiting_differs_by_no_more_than_allowed(self, most: int) -> None:
        least = self.cp.new_int_var(0, self.instance.slot_count, "")
        for wait in self.waits():
            self.cp.add(wait >= least)
            self.cp.add(wait <= least + most)

    def waits(self) -> list[cp_model.LinearExprT]:
        """Return an expression for each person's waiting; exact, whatever the objective."""
        if self._waits is None:
            measure = {"idle_slots": self._idle_slots, "idle_blocks": self._idle_blocks}
            count, self._waits = measure[self.instance.problem.waiting], []
            for person in range(len(self.busy)):
                self._look_up(person)
                self._waits.append(count(person))
        return self._waits

    def keep_all_but(self, changes: int) -> None:
        """Demand that no more than so many meetings of the previous schedule leave their slot."""
        stays = [self.at[c][slot] for c, slot in self.instance.previous.items() if slot in self.at[c]]
        self.cp.add(sum(stays) >= len(self.instance.previous) - changes)

    def _any(self, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
        """Return a variable that is true when one of the literals is."""
        found = self.cp.new_bool_var("")
        self.cp.add_bool_or(literals).only_enforce_if(found)
        for literal in literals:
            self.cp.add_implication(literal, found)
        return found

    def _idle_blocks(self, person: int) -> cp_model.LinearExprT:
        """Count the runs of meetings, less one when there is any."""
        row = self.busy[person]
        starts: list[cp_model.IntVar] = []
        for slot, busy in enumerate(row):
            if busy is None:
                continue
            before = row[slot - 1] if slot else None
            if before is None:
                starts.append(busy)
                continue
            start = self.cp.new_bool_var("")
            self.cp.add_bool_or([start, busy.negated(), before])
            self.cp.add_implication(start, busy)
            self.cp.add_implication(start, before.negated())
            starts.append(start)
        if len(starts) < 2:
            return 0
        return sum(starts) - self._any([busy for busy in row if busy is not None])

    def _idle_slots(self, person: int) -> cp_model.LinearExprT:
        """Count the slots without a meeting that have meetings on both sides within their block."""
        row, present = self.busy[person], self.instance.present[person]
        idle: list[cp_model.IntVar] = []
        for slots in self.instance.blocks:
            meetings = [slot for slot in slots if row[slot] is not None]
            started, ended = self._reached(row, meetings), self._reached(row, meetings[::-1])
            for slot in slots:
                before = [other for other in meetings if other < slot]
                after = [other for other in meetings if other > slot]
                if before and after and present >> slot & 1:
                    idle.append(self._all(started[before[-1]], ended[after[0]], row[slot]))
        return sum(idle) if idle else 0

    def _reached(self, row: list[cp_model.IntVar | None], slots: list[int]) -> dict[int, cp_model.IntVar]:
        """Return for each slot a variable that is true when there is a meeting up to it."""
        found: dict[int, cp_model.IntVar] = {}
        last: cp_model.IntVar | None = None
        for slot in slots:
            here = row[slot]
            if here is not None:
                last = here if last is None else self._any([last, here])
                found[slot] = last
        return found

    def _all(
        self, first: cp_model.IntVar, second: cp_model.IntVar, without: cp_model.IntVar | None
    ) -> cp_model.IntVar:
        """Return a variable that is true when two literals are and a third one, if any, is not."""
        parts = [first, second] + ([] if without is None else [without.negated()])
        found = self.cp.new_bool_var("")
        self.cp.add_bool_or([part.negated() for part in parts] + [found])
        for part in parts:
            self.cp.add_implication(found, part)
        return found

    def _goal(self, name: str) -> cp_model.LinearExprT:
        instance = self.instance
        if name == "worth":
            return sum(worth * held for worth, held in zip(instance.worth, self.held, strict=True))
        if name == "waiting":
            return sum(self.waits())
        if name == "changes":
            stays = [self.at[c][slot] for c, slot in instance.previous.items() if slot in self.at[c]]
            return len(instance.previous) - sum(stays)
        kept: list[cp_model.LinearExprT] = []
        for person, candidates in enumerate(instance.of_person):
            most = min(instance.promised[person], instance.limit[person], len(candidates))
            if most > 0:
                filled = self.cp.new_int_var(0, most, "")
                self.cp.add(filled <= sum(self.held[candidate] for candidate in candidates))
                kept.append(filled)
        return sum(kept)

    def solve(self, goals: tuple[str, ...], hint: list[int] | None, search: Search) -> Outcome:
        """Work on the goals in their order, starting from a schedule if there is one.

        `moves` is passed over. What was reached for a goal is kept for those that follow.
        """
        stages: list[Stage] = []
        best = hint
        worked = [name for name in goals if name != "moves"]
        for position, name in enumerate(worked or [""]):
            expression = self._goal(name) if name else 0
            higher = name in HIGHER_IS_BETTER
            if name:
                (self.cp.maximize if higher else self.cp.minimize)(expression)
            share = 1.0 if position + 1 == len(worked) else SHARE
            if best is not None:
                self._hint(best)
            status, solver = search.run(self.cp, name, share, by_cores=name == "waiting" and not stages)
            if status == cp_model.INFEASIBLE:
                return Outcome(None, (), best is None)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            best = self.read(solver)
            if name:
                value, bound = round(solver.objective_value), round(solver.best_objective_bound)
                stages.append(Stage(name, value, bound))
                self.cp.add(expression >= value if higher else expression <= value)
            if search.watch.is_over():
                break
        return Outcome(best, tuple(stages), False)

    def _hint(self, slot_of: list[int]) -> None:
        self.cp.clear_hints()
        for candidate, places in enumerate(self.at):
            for slot, here in places.items():
                self.cp.add_hint(here, slot_of[candidate] == slot)

    def read(self, solver: cp_model.CpSolver) -> list[int]:
        """Return the slot of each candidate in the solver's schedule, -1 for none."""
        found = [-1] * len(self.at)
        for candidate, places in enumerate(self.at):
            for slot, here in places.items():
                if solver.boolean_value(here):
                    found[candidate] = slot
        return found


@dataclass(frozen=True, slots=True)
class Search:
    """How CP-SAT is run: until when, with what seed and workers, and whom it tells of progress."""

    watch: Watch
    seed: int
    workers: int
    tell: Callable[[str, int, int], None]

    def run(
        self,
        model: cp_model.CpModel,
        name: str,
        share: float,
        *,
        by_cores: bool = False,
        prepare: Callable[[cp_model.CpSolver], None] | None = None,
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """Solve in a thread of its own, so that a wish to stop is heard within a moment.

        `prepare` may set more of the solver's parameters.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        if share < 1.0:
            solver.parameters.max_time_in_seconds = max(0.01, self.watch.left() * share)
        solver.parameters.catch_sigint_signal = False
        if by_cores and self.workers == 1:
            # Where all meetings are given, the fewest breaks are near none, and cores go up from there.
            solver.parameters.optimize_with_core = True
            solver.parameters.linearization_level = 0
        if prepare is not None:
            prepare(solver)
        found: list[cp_model.CpSolverStatus] = []
        listener = _Listener()
        thread = threading.Thread(target=lambda: found.append(solver.solve(model, listener)), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(POLL)
            if listener.news is not None and name:
                self.tell(name, *listener.news)
            if self.watch.is_over():
                solver.stop_search()
        return found[0], solver


class _Listener(cp_model.CpSolverSolutionCallback):
    """Keeps the value and bound of the last solution."""

    def __init__(self) -> None:
        super().__init__()
        self.news: tuple[int, int] | None = None

    def on_solution_callback(self) -> None:
        """Take note of a solution; called by CP-SAT in its own thread."""
        self.news = round(self.objective_value), round(self.best_objective_bound)
