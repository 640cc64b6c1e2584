"""Who has slots to spare spends them where nobody waits: before the first meeting or after the last.

In a full camp nearly everybody meets in every free slot, and those few who do not wait only because of
where their spare slots lie. Once it is chosen who meets whom, that can be settled before any meeting has a
slot. One thing must hold: those who are busy in a slot meet each other, so that each part of the chosen
graph has an even number of them there, or as many on one side as on the other where it has two. And they
are no more than the tables hold. A small model says how; placing then takes spare slots for absences.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import comb

from ortools.sat.python import cp_model

from .exact import Search
from .instance import Instance
from .masks import slots_in
from .score import waiting_of
from .sides import sides_of_parts

# Who has more spare slots than this is left free; so is everybody where that goes for more than this share.
MOST_SPARE, SHARE = 5, 0.5
# How many ways are listed for a person at most, out of how many looked at.
WAYS, LOOKED_AT = 40, 800
EFFORT = 0.5
CHECK_EVERY = 256


@dataclass(frozen=True, slots=True)
class Spare:
    """The slots that each person leaves free, as masks, and what that cannot avoid.

    `lonely` people are busy in a slot with nobody left to meet, so that a meeting will find no room;
    `waiting` is how long all wait together.
    """

    slots: list[int]
    lonely: int
    waiting: int

    @property
    def cost(self) -> tuple[int, int]:
        """What this cannot avoid, the worse first."""
        return self.lonely, self.waiting

    @property
    def is_quiet(self) -> bool:
        """Whether all can meet, and nobody waits."""
        return self.cost == (0, 0)


def spare_slots(instance: Instance, chosen: list[int], kept: list[int], search: Search) -> Spare | None:
    """Say where the people of the chosen candidates leave slots free; None where that would not help.

    `kept` are slots, by person, that must stay open, since meetings stand there already.
    Raise `Stopped` when the search's watch is over before the model stands.
    """
    count = [0] * len(instance.free)
    for candidate in chosen:
        count[instance.first[candidate]] += 1
        count[instance.second[candidate]] += 1
    left = [free.bit_count() - most for free, most in zip(instance.free, count, strict=True)]
    people = [person for person, most in enumerate(count) if most]
    loose = {person for person in people if left[person] > MOST_SPARE or left[person] < 0}
    if not people or len(loose) > SHARE * len(people):
        return None
    model = _Spare(instance)
    for number, person in enumerate(people):
        if number % CHECK_EVERY == 0:
            search.watch.check()
        if person in loose:
            model.leave(person)
        elif left[person]:
            model.add(person, left[person], kept[person])
    for sides in sides_of_parts(instance, chosen):
        model.pair_off(sides)
    search.watch.check()
    model.seat(people)
    return model.solved(search)


class _Spare:
    """The model: for each person with slots to spare one way to spend them."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.cp = instance, cp_model.CpModel()
        self.ways: list[tuple[cp_model.IntVar, int, int]] = []
        self.cost: list[tuple[cp_model.IntVar, int]] = []
        self.lonely: list[cp_model.IntVar] = []
        # Ways to leave a slot, by person and slot; and the slots in which somebody's comings are open.
        self._leaving: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        self._loose = [0] * len(instance.free)

    def leave(self, person: int) -> None:
        """Say nothing about a person, who may then be busy or not."""
        self._loose[person] = self.instance.free[person]

    def add(self, person: int, spare: int, kept: int) -> None:
        """Let a person leave as many of the free slots as they have to spare, those with least waiting first."""
        free = self.instance.free[person]
        found = [
            (waiting_of(self.instance, person, free & ~mask), mask)
            for mask in _masks(self.instance, free, spare)
            if not mask & kept
        ]
        if not found:
            self.leave(person)
            return
        found.sort()
        found = found[:WAYS]
        chosen = [self.cp.new_bool_var("") for _ in found]
        self.cp.add_exactly_one(chosen)
        for way, (waits, mask) in zip(chosen, found, strict=True):
            self.ways.append((way, person, mask))
            if waits:
                self.cost.append((way, waits))
            for slot in slots_in(mask):
                self._leaving[person, slot].append(way)

    def pair_off(self, sides: tuple[list[int], list[int]]) -> None:
        """Say that those of a part who are busy in a slot are pairs, but for as few as possible."""
        left, right = sides
        two = left is not right
        for slot in range(self.instance.slot_count):
            if any(self._loose[person] >> slot & 1 for side in sides for person in side):
                continue
            busy, leaving = self._busy(left, slot)
            if two:
                others, others_leaving = self._busy(right, slot)
                alone = self.cp.new_int_var(0, busy + others, "")
                difference = busy - sum(leaving) - others + sum(others_leaving)
                self.cp.add(difference <= alone)
                self.cp.add(-difference <= alone)
            else:
                alone = self.cp.new_bool_var("")
                pairs = self.cp.new_int_var(0, busy, "")
                self.cp.add(busy - sum(leaving) == 2 * pairs + alone)
            self.lonely.append(alone)

    def seat(self, people: list[int]) -> None:
        """Demand that those who are busy in a slot find tables."""
        for slot in range(self.instance.slot_count):
            loose = sum(self._loose[person] >> slot & 1 for person in people)
            busy, leaving = self._busy(people, slot)
            most = 2 * self.instance.most_meetings_in(slot)
            if busy - loose > most and leaving:
                self.cp.add(busy - loose - sum(leaving) <= most)

    def _busy(self, people: list[int], slot: int) -> tuple[int, list[cp_model.IntVar]]:
        """Count who could be busy in a slot, and name the ways in which some of them are not."""
        busy = sum(self.instance.free[person] >> slot & 1 for person in people)
        return busy, [way for person in people for way in self._leaving.get((person, slot), ())]

    def solved(self, search: Search) -> Spare | None:
        """Return the ways that were found, with the least waiting that the effort allows; None without any."""

        def prepare(solver: cp_model.CpSolver) -> None:
            solver.parameters.max_deterministic_time = EFFORT

        dear = 1 + sum(waits for _, waits in self.cost)
        self.cp.minimize(dear * sum(self.lonely) + sum(waits * way for way, waits in self.cost))
        status, solver = search.run(self.cp, "", 1.0, prepare=prepare)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        slots = [0] * len(self.instance.free)
        for way, person, mask in self.ways:
            if solver.boolean_value(way):
                slots[person] = mask
        lonely = sum(solver.value(alone) for alone in self.lonely)
        return Spare(slots, lonely, sum(waits for way, waits in self.cost if solver.boolean_value(way)))


def _masks(instance: Instance, free: int, spare: int) -> list[int]:
    """List the sets of so many free slots; where they are too many, those at the ends of blocks."""
    slots = list(slots_in(free))
    if comb(len(slots), spare) <= LOOKED_AT:
        return [sum(1 << slot for slot in chosen) for chosen in combinations(slots, spare)]
    found = {0: {0}}
    for block in instance.block_masks:
        inside = list(slots_in(free & block))
        more: dict[int, set[int]] = defaultdict(set)
        for number, masks in found.items():
            for early in range(min(len(inside), spare - number) + 1):
                for late in range(min(len(inside) - early, spare - number - early) + 1):
                    ends = inside[:early] + inside[len(inside) - late :]
                    mask = sum(1 << slot for slot in ends)
                    more[number + early + late] |= {mask | other for other in masks}
        found = more
    return sorted(found.get(spare, set()))[:LOOKED_AT]
