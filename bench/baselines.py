"""The ways that the engine is measured against: what people write first, and what products do.

Each takes a problem and returns the meetings it places, ids in, ids out. They know absences, slots and
tables, which is all that the generated families have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ortools.linear_solver.python import model_builder
from ortools.sat.python import cp_model

from app.scheduling import Candidate, Meeting, Problem

# The variable of a candidate's number in a slot.
Places = dict[tuple[int, str], cp_model.IntVar]


class _Grid:
    """Who and which table is taken in each slot, filled from the first slot on."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.meetings: list[Meeting] = []
        self._busy = {person.id: set(person.absent_slots) for person in problem.participants}
        self._tables = {
            slot.id: [table.id for table in problem.tables if slot.id not in table.closed_slots]
            for slot in problem.slots
        }

    def put(self, candidate: Candidate) -> None:
        """Place a candidate in the first slot in which both are free and a table is left."""
        for slot in self.problem.slots:
            if self.fits(candidate, slot.id):
                self.put_in(candidate, slot.id)
                return

    def fits(self, candidate: Candidate, slot: str) -> bool:
        return bool(
            self._tables[slot] and slot not in self._busy[candidate.a] and slot not in self._busy[candidate.b]
        )

    def put_in(self, candidate: Candidate, slot: str) -> None:
        self._busy[candidate.a].add(slot)
        self._busy[candidate.b].add(slot)
        self.meetings.append(Meeting(candidate.a, candidate.b, slot, self._tables[slot].pop()))


def greedy(problem: Problem, _seconds: float) -> list[Meeting]:
    """Place the candidates in the order of their worth, each in the first slot where it fits."""
    grid = _Grid(problem)
    for candidate in sorted(problem.candidates, key=lambda item: -item.worth):
        grid.put(candidate)
    return grid.meetings


def round_robin(problem: Problem, _seconds: float) -> list[Meeting]:
    """Go through the participants by organisation name, one meeting each a round, their best one left."""
    grid = _Grid(problem)
    by_person: dict[str, list[Candidate]] = {person.id: [] for person in problem.participants}
    for candidate in sorted(problem.candidates, key=lambda item: item.worth):
        by_person[candidate.a].append(candidate)
        by_person[candidate.b].append(candidate)
    done: set[tuple[str, str]] = set()
    order = sorted(problem.participants, key=lambda person: (person.organisation, person.id))
    while any(by_person.values()):
        for person in order:
            rest = by_person[person.id]
            while rest and rest[-1].pair in done:
                rest.pop()
            if rest:
                candidate = rest.pop()
                done.add(candidate.pair)
                grid.put(candidate)
    return grid.meetings


def pair_by_slot(problem: Problem, seconds: float) -> list[Meeting]:
    """Solve the model that everybody writes first: a variable for each pair and slot, in CP-SAT.

    Promised meetings weigh more than all worth together, two workers, `seconds` at most.
    """
    model, places = cp_model.CpModel(), Places()
    absent = {person.id: set(person.absent_slots) for person in problem.participants}
    for number, item in enumerate(problem.candidates):
        for slot in problem.slots:
            if slot.id not in absent[item.a] | absent[item.b]:
                places[number, slot.id] = model.new_bool_var("")
    _add_rules(model, problem, places)
    total = sum(item.worth for item in problem.candidates)
    worth = sum(problem.candidates[number].worth * here for (number, _), here in places.items())
    model.maximize((total + 1) * sum(_kept_promises(model, problem, places)) + worth)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    grid = _Grid(problem)
    for (number, where), here in places.items():
        if solver.boolean_value(here):
            grid.put_in(problem.candidates[number], where)
    return grid.meetings


def _groups(
    problem: Problem, places: dict[tuple[int, str], Any]
) -> tuple[list[list[Any]], dict[str, list[Any]]]:
    """Return the variables of which one may be true (a candidate's, a person's in a slot), and those of each slot."""
    by_candidate: dict[int, list[Any]] = {}
    by_person: dict[tuple[str, str], list[Any]] = {}
    by_slot: dict[str, list[Any]] = {}
    for (number, slot), here in places.items():
        by_candidate.setdefault(number, []).append(here)
        by_slot.setdefault(slot, []).append(here)
        for name in problem.candidates[number].pair:
            by_person.setdefault((name, slot), []).append(here)
    return [*by_candidate.values(), *by_person.values()], by_slot


def _open_tables(problem: Problem, slot: str) -> int:
    return sum(slot not in table.closed_slots for table in problem.tables)


def _held(problem: Problem, places: dict[tuple[int, str], Any]) -> dict[str, list[Any]]:
    """Return the variables of each person's meetings."""
    found: dict[str, list[Any]] = {person.id: [] for person in problem.participants}
    for (number, _), here in places.items():
        for name in problem.candidates[number].pair:
            found[name].append(here)
    return found


def _add_rules(model: cp_model.CpModel, problem: Problem, places: Places) -> None:
    one_of, by_slot = _groups(problem, places)
    for group in one_of:
        model.add_at_most_one(group)
    for slot, group in by_slot.items():
        model.add(sum(group) <= _open_tables(problem, slot))


def _kept_promises(model: cp_model.CpModel, problem: Problem, places: Places) -> list[cp_model.IntVar]:
    held, found = _held(problem, places), []
    for person in problem.participants:
        kept = model.new_int_var(0, person.promised, "")
        model.add(kept <= sum(held[person.id]))
        found.append(kept)
    return found


def integer_program(problem: Problem, seconds: float) -> list[Meeting]:
    """Solve the same model as an integer program with HiGHS, which comes with OR-Tools; one thread."""
    model = model_builder.Model()
    absent = {person.id: set(person.absent_slots) for person in problem.participants}
    places = {
        (number, slot.id): model.new_bool_var("")
        for number, item in enumerate(problem.candidates)
        for slot in problem.slots
        if slot.id not in absent[item.a] | absent[item.b]
    }
    one_of, by_slot = _groups(problem, places)
    for group in one_of:
        model.add(sum(group) <= 1)
    for slot, group in by_slot.items():
        model.add(sum(group) <= _open_tables(problem, slot))
    held = _held(problem, places)
    kept = []
    for person in problem.participants:
        kept.append(model.new_num_var(0, person.promised, ""))
        model.add(kept[-1] <= sum(held[person.id]))
    # A promised meeting outweighs the two meetings that it may cost.
    above = 2 * max((item.worth for item in problem.candidates), default=1) + 1
    worth = sum(problem.candidates[number].worth * here for (number, _), here in places.items())
    model.maximize(above * sum(kept) + worth)
    solver = model_builder.Solver("highs")
    solver.set_time_limit_in_seconds(seconds)
    status = solver.solve(model)
    if status not in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE):
        return []
    grid = _Grid(problem)
    for (number, where), here in places.items():
        if solver.value(here) > 0.5:
            grid.put_in(problem.candidates[number], where)
    return grid.meetings


WAYS: dict[str, Callable[[Problem, float], list[Meeting]]] = {
    "greedy": greedy,
    "round-robin": round_robin,
    "pair-by-slot": pair_by_slot,
    "integer-program": integer_program,
}
