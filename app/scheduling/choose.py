"""Choose which meetings to hold, as if slots were all alike, and bound what any schedule can reach.

The choice respects how many meetings each person and all tables together can hold; it knows nothing of
who is free when. So its optimum is a bound that no sound schedule passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .flow import FlowError, Integers, Tier, best_fraction, rounded
from .instance import Instance

SEARCH_STEPS = 8
# The dearest price tried for a promised meeting, in units of the largest worth.
DEAREST = 8


@dataclass(frozen=True, slots=True)
class Totals:
    """Twice the promised meetings and twice the worth of a fractional choice."""

    promised: int
    worth: int


class Choice:
    """The choice of meetings for a problem, and the bounds that follow from it."""

    def __init__(self, instance: Instance) -> None:
        """Prepare the capacities; needed candidates are counted as chosen beforehand."""
        self.instance = instance
        self.open = np.array(
            [
                index
                for index, allowed in enumerate(instance.allowed)
                if allowed and not instance.is_needed[index]
            ],
            dtype=np.int64,
        )
        self.first = np.array(instance.first, dtype=np.int64)[self.open]
        self.second = np.array(instance.second, dtype=np.int64)[self.open]
        self.worth = np.array(instance.worth, dtype=np.int64)[self.open]
        held = [0] * len(instance.free)
        for candidate in instance.needed:
            held[instance.first[candidate]] += 1
            held[instance.second[candidate]] += 1
        promised = np.minimum(instance.promised, instance.limit)
        taken = np.array(held, dtype=np.int64)
        self.promised = np.maximum(0, promised - taken).astype(np.int64)
        self.places = np.maximum(0, np.array(instance.limit, dtype=np.int64) - taken)
        self.most = max(0, most_meetings(instance) - len(instance.needed))
        self.needed_promised = int(np.minimum(promised, taken).sum())
        self.needed_worth = sum(instance.worth[candidate] for candidate in instance.needed)
        self._edges: Integers = np.zeros(len(self.open), dtype=np.int64)
        self._last = self._edges
        self._best = {"promised": 0, "worth": 0}
        self._given: dict[tuple[str, int], int] = {}
        # Among choices that are equally good, those that keep meetings of the previous schedule.
        self._kept = np.array([index in instance.previous for index in self.open], dtype=np.int64)

    def solve(self, promised: int, worth: int, extra: Integers | None = None) -> Totals:
        """Choose for the greatest sum of `promised` a promised meeting and `worth` a unit of worth.

        `extra` is added to what each open candidate gains. Raise `FlowError` for numbers too large.
        """
        people = len(self.places)
        promised_here = np.minimum(self.promised, self.places)
        tiers = [Tier(promised_here, promised), Tier(self.places - promised_here, 0)]
        gain = self.worth * worth if extra is None else self.worth * worth + extra
        found = best_fraction(people, self.first, self.second, gain, tiers, self.most)
        self._last = found.edges
        return Totals(found.tiers[0], int((found.edges * self.worth).sum()))

    def bounds(self, goals: tuple[str, ...]) -> dict[str, int]:
        """Bound the goals `promised` and `worth`, the second given that the first reaches its own bound."""
        first, second = ("promised", "worth") if _comes_first(goals, "promised") else ("worth", "promised")
        best = self._best_of(first)
        self._best = {first: getattr(best, first), second: getattr(best, second)}
        self._edges = self._last
        if "changes" in goals and self._kept.any():
            self._prefer_kept(first)
        found = {first: self._whole(first, self._best[first])}
        found[second] = self.bound_given(first, found[first], second)
        return {name: found[name] for name in goals if name in found}

    def _best_of(self, first: str) -> Totals:
        """Choose for one goal above the other; with numbers too large for that, for each by itself."""
        try:
            return self._weighted(first, self._enough(first))
        except FlowError:
            promised, worth = self.solve(1, 0), self.solve(0, 1)
            return Totals(promised.promised, worth.worth)

    def _prefer_kept(self, first: str) -> None:
        """Choose again, as good as before, with as many meetings of the previous schedule as possible."""
        promised, worth = self.weights((first, "worth" if first == "promised" else "promised"))
        scale = 2 * len(self.open) + 1
        try:
            self.solve(promised * scale, worth * scale, self._kept)
        except FlowError:
            return
        self._edges = self._last

    def bound_given(self, first: str, value: int, second: str) -> int:
        """Bound one goal over all schedules that reach a value of the other.

        Any price on the first goal gives such a bound (Lagrange); the best price is where the choice
        passes from too little to enough, found by halving.
        """
        reached = 2 * (value - self._needed(first))
        if reached >= self._best[first]:
            return self._whole(second, self._best[second])
        if (first, value) not in self._given:
            self._given[first, value] = self._whole(second, self._search_price(first, reached, second))
        return self._given[first, value]

    def _search_price(self, first: str, reached: int, second: str) -> int:
        low, high = 0, min(self._enough(first), DEAREST * int(self.worth.max(initial=1)))
        least = getattr(self._weighted(first, 0), second)
        for _ in range(SEARCH_STEPS):
            price = (low + high) // 2
            if price == low:
                break
            totals = self._weighted(first, price)
            surplus = getattr(totals, first) - reached
            least = min(least, getattr(totals, second) + price * surplus)
            low, high = (low, price) if surplus >= 0 else (price, high)
        return int(least)

    def picked(self) -> list[int]:
        """Return the choice that `bounds` made, whole: needed candidates first, then by falling worth."""
        chosen = self.open[rounded(self.first, self.second, self.worth, self._edges)].tolist()
        chosen.sort(key=lambda candidate: (-self.instance.worth[candidate], candidate))
        return self.instance.needed + chosen[: self.most]

    def weights(self, goals: tuple[str, ...]) -> tuple[int, int]:
        """Return weights of a promised meeting and a unit of worth that keep the goals' order."""
        if _comes_first(goals, "promised"):
            return self._enough("promised"), 1 if "worth" in goals else 0
        return 1 if "promised" in goals else 0, self._enough("worth") if "worth" in goals else 0

    def _weighted(self, first: str, price: int) -> Totals:
        return self.solve(price, 1) if first == "promised" else self.solve(1, price)

    def _enough(self, first: str) -> int:
        """Return a price at which no gain in the other goal can make up for a loss in the first one.

        Two choices differ by cycles of the flow's network, none longer than it has nodes.
        """
        nodes = 2 * len(self.places) + 3
        return nodes * int(self.worth.max(initial=1)) + 1 if first == "promised" else 2 * nodes + 1

    def _needed(self, goal: str) -> int:
        return self.needed_promised if goal == "promised" else self.needed_worth

    def _whole(self, goal: str, doubled: int) -> int:
        return self._needed(goal) + doubled // 2


def _comes_first(goals: tuple[str, ...], name: str) -> bool:
    """Tell whether `promised` weighs more than `worth` among the goals, or is the only one of them."""
    if "promised" in goals and "worth" in goals:
        return goals.index(name) < goals.index("worth" if name == "promised" else "promised")
    return name in goals


def most_meetings(instance: Instance) -> int:
    """Bound the number of meetings: by tables, and by pairs of those who are there, slot by slot.

    Where a part of the candidates' graph has two sides, its pairs are no more than its smaller side.
    """
    reach = [0] * len(instance.free)
    for candidate, allowed in enumerate(instance.allowed):
        reach[instance.first[candidate]] |= allowed
        reach[instance.second[candidate]] |= allowed
    pairs = [0] * instance.slot_count
    for sides in _parts(instance):
        for slot in range(instance.slot_count):
            left, right = (
                sum(reach[person] >> slot & 1 for person in side if instance.limit[person]) for side in sides
            )
            pairs[slot] += left // 2 if sides[1] is sides[0] else min(left, right)
    total = 0
    for slot in range(instance.slot_count):
        desks = sum(
            1 for table in instance.hosts if (instance.open[table] & instance.hosted[table]) >> slot & 1
        )
        total += min(instance.capacity[slot] + desks, pairs[slot])
    return total


def _parts(instance: Instance) -> list[tuple[list[int], list[int]]]:
    """Return the sides of each connected part of the candidates' graph; the same twice if it has none."""
    side: dict[int, int] = {}
    found = []
    for start in range(len(instance.free)):
        if start in side:
            continue
        side[start], part, has_sides = 0, [start], True
        for person in part:
            for candidate in instance.of_person[person]:
                if not instance.allowed[candidate]:
                    continue
                other = instance.first[candidate] + instance.second[candidate] - person
                if other not in side:
                    side[other] = 1 - side[person]
                    part.append(other)
                has_sides = has_sides and side[other] != side[person]
        sides = tuple([person for person in part if side[person] == which] for which in (0, 1))
        found.append((sides[0], sides[1]) if has_sides else (part, part))
    return found
