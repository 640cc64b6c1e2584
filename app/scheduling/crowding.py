"""How many breaks the number of tables forces: who is busy when, without saying with whom.

Where tables are scarce, not everybody can meet at their quietest: in the middle of the day too many
would want a table. A small linear model of everybody's days and the tables in each slot tells at least
how many must break, and that holds for every sound schedule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from .days import Days
from .exact import Search
from .instance import Instance

EFFORT = 0.5


def crowded_bound(instance: Instance, slots: Sequence[int], days: Sequence[Days], search: Search) -> int:
    """Return how many breaks all have together at least when all meetings stand."""
    model = _Crowd(instance.slot_count)
    for own, one in zip(instance.of_person, days, strict=True):
        if own:
            model.add([slots[candidate] for candidate in own], one)
    model.limit([instance.most_meetings_in(slot) for slot in range(instance.slot_count)])

    def prepare(solver: cp_model.CpSolver) -> None:
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.linearization_level = 2
        solver.parameters.symmetry_level = 0

    status, solver = search.run(model.cp, "", 1.0, prepare=prepare)
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN)
    return max(model.least, round(solver.best_objective_bound)) if known else model.least


@dataclass
class _Crowd:
    """The model: for each person a quiet day, or a day with more breaks, slot by slot."""

    count: int
    least: int = 0
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        self._busy: list[list[cp_model.IntVar]] = [[] for _ in range(self.count)]
        self._more: list[cp_model.IntVar] = []

    def add(self, slots: list[int], days: Days) -> None:
        """Add a person whose meetings have these slots."""
        cp = self.cp
        self.least += days.least
        usable = 0
        for mask in slots:
            usable |= mask
        here = {slot: cp.new_bool_var("") for slot in range(self.count) if usable >> slot & 1}
        cp.add(sum(here.values()) == len(slots))
        self._hold(here, slots)
        more = cp.new_int_var(0, len(slots), "")
        starts = [here[slot] for slot in here if slot - 1 not in here]
        for slot in here:
            if slot - 1 in here:
                start = cp.new_bool_var("")
                cp.add(start >= here[slot] - here[slot - 1])
                starts.append(start)
        cp.add(more >= sum(starts) - 1 - days.least)
        if days.masks is not None:
            self._choose(here, days.masks, more)
        self._more.append(more)
        for slot, busy in here.items():
            self._busy[slot].append(busy)

    def _hold(self, here: dict[int, cp_model.IntVar], slots: list[int]) -> None:
        """Demand room within the slots of each kind of meeting for those that can go nowhere else."""
        kinds = Counter(slots)
        for kind in kinds:
            inside = sum(number for mask, number in kinds.items() if not mask & ~kind)
            if inside < len(slots):
                self.cp.add(sum(busy for slot, busy in here.items() if kind >> slot & 1) >= inside)

    def _choose(
        self, here: dict[int, cp_model.IntVar], masks: tuple[int, ...], more: cp_model.IntVar
    ) -> None:
        """Let a person have one of their quiet days, or at least one break more."""
        cp = self.cp
        chosen = [cp.new_bool_var("") for _ in masks]
        other = cp.new_bool_var("")
        cp.add_exactly_one([*chosen, other])
        cp.add(more >= other)
        for slot, busy in here.items():
            otherwise = cp.new_bool_var("")
            cp.add_implication(otherwise, other)
            holding = [day for day, mask in zip(chosen, masks, strict=True) if mask >> slot & 1]
            cp.add(sum(holding) + otherwise == busy)

    def limit(self, most: list[int]) -> None:
        """Demand that everybody busy in a slot is one of two at a table, and ask for the fewest breaks."""
        for busy, room in zip(self._busy, most, strict=True):
            meetings = self.cp.new_int_var(0, room, "")
            self.cp.add(sum(busy) == 2 * meetings)
        self.cp.minimize(sum(self._more) + self.least)
