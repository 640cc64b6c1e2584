"""Choose which meetings to hold, as if slots were all alike, and bound what any schedule can reach.

The choice respects how many meetings each person and all tables together can hold; it knows nothing of
who is free when. So its optimum is a bound that no sound schedule passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .dual import Dual, dual_of
from .exact import Search
from .flow import FlowError, Integers, Network, Tier, best_flow, best_fraction, network, odd_rings, rounded
from .instance import Instance
from .sides import sides_of_parts
from .watch import Stopped
from .whole import Wanted, whole

SEARCH_STEPS = 8
# How many times a choice with odd rings is made again without one meeting of each.
DIVES = 6
# How much a candidate may gain at random when a choice is drawn among equals.
NOISE = 8
# The dearest price tried for a promised meeting, in units of the largest worth.
DEAREST = 8
# How often the price of a meeting with an interpreter is halved.
TOLL_STEPS = 8


@dataclass(frozen=True, slots=True)
class Totals:
    """Twice the promised meetings and twice the worth of a fractional choice."""

    promised: int
    worth: int


class Choice:
    """The choice of meetings for a problem, and the bounds that follow from it.

    Where `send`, which finds the flows, raises `Stopped`, bounds are rough ones, and choices those made before.
    """

    def __init__(self, instance: Instance, send: Callable[[Network], Integers] = best_flow) -> None:
        """Prepare the capacities; needed candidates are counted as chosen beforehand."""
        self.instance, self._send = instance, send
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
        # The group of tables of each open candidate, and how many meetings the tables with interpreters still hold;
        # what the flow chooses beyond that is made good when the choice is made whole.
        self.group = np.array(instance.group, dtype=np.int64)[self.open]
        seated = Counter(instance.group[candidate] for candidate in instance.needed)
        self.most_of_group = {
            group: max(0, sum(instance.capacity[group]) - seated[group])
            for group in instance.groups.values()
            if group
        }
        self.needed_promised = int(np.minimum(promised, taken).sum())
        self.needed_worth = sum(instance.worth[candidate] for candidate in instance.needed)
        self._edges: Integers = np.zeros(len(self.open), dtype=np.int64)
        self._last = self._edges
        # What a promised meeting and a unit of worth weigh in it, and whether it prefers what stood before.
        self._prices, self._prefers_kept = (1, 1), False
        self._order: tuple[str, ...] = ("promised", "worth")
        # The best choice, doubled; None until it has been made.
        self._best: dict[str, int] | None = None
        self._rough: dict[str, int] | None = None
        self._given: dict[tuple[str, int], int] = {}
        # Among choices that are equally good, those that keep meetings of the previous schedule.
        self._kept = np.array([index in instance.previous for index in self.open], dtype=np.int64)
        # What is charged for each open candidate because of its interpreter, in units of the weighted goals.
        self._toll = np.zeros(len(self.open), dtype=np.int64)

    def solve(self, promised: int, worth: int, extra: Integers | None = None) -> Totals:
        """Choose for the greatest sum of `promised` a promised meeting and `worth` a unit of worth.

        `extra` is added to what each open candidate gains. Raise `FlowError` for numbers too large.
        """
        people, tiers = len(self.places), self._tiers(promised)
        gain = self.worth * worth if extra is None else self.worth * worth + extra
        found = best_fraction(people, self.first, self.second, gain, tiers, self.most, self._send)
        self._last = found.edges
        return Totals(found.tiers[0], int((found.edges * self.worth).sum()))

    def _tiers(self, promised: int) -> list[Tier]:
        here = np.minimum(self.promised, self.places)
        return [Tier(here, promised), Tier(self.places - here, 0)]

    def dual(self, promised: int, worth: int) -> Dual:
        """Return what one place more is worth at the best choice; raise `FlowError` for numbers too large."""
        tiers = self._tiers(promised)
        arcs = network(len(self.places), self.first, self.second, self.worth * worth, tiers, self.most)
        return dual_of(arcs, self._send(arcs), len(tiers))

    def bounds(self, goals: tuple[str, ...]) -> dict[str, int]:
        """Bound the goals `promised` and `worth`, the second given that the first reaches its own bound."""
        first, second = in_order(goals)
        try:
            best = self._best_of(first)
        except Stopped:
            return {name: bound for name, bound in self.rough_bounds().items() if name in goals}
        self._best = {first: getattr(best, first), second: getattr(best, second)}
        self._edges, self._prices = self._last, self.weights(goals)
        self._order = tuple(name for name in (first, second) if name in goals)
        if "changes" in goals and self._kept.any():
            self._prefer_kept(first)
        return self.known_bounds(goals)

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
        except (FlowError, Stopped):
            return
        self._edges, self._prefers_kept = self._last, True

    def bound_given(self, first: str, value: int, second: str) -> int:
        """Bound one goal over all schedules that reach a value of the other.

        Any price on the first goal gives such a bound (Lagrange); the best price is where the choice
        passes from too little to enough, found by halving.
        """
        reached = 2 * (value - self._needed(first))
        if self._best is not None and reached >= self._best[first]:
            return self._whole(second, self._best[second])
        if (first, value) not in self._given:
            try:
                self._given[first, value] = self._whole(second, self._search_price(first, reached, second))
            except Stopped:
                return self.rough_bounds()[second]
        return self._given[first, value]

    def rough_bounds(self) -> dict[str, int]:
        """Bound both goals without a flow: everybody has their best meetings, whoever else wants to be in them."""
        if self._rough is None:
            self._rough = self._rough_bounds()
        return self._rough

    def _rough_bounds(self) -> dict[str, int]:
        people = np.concatenate([self.first, self.second])
        worth = np.concatenate([self.worth, self.worth])
        order = np.lexsort((-worth, people))
        count = np.bincount(people, minlength=len(self.places))
        rank = np.arange(len(people)) - (np.cumsum(count) - count)[people[order]]
        halves = int(worth[order][rank < self.places[people[order]]].sum())
        best = int(-np.sort(-self.worth)[: self.most].sum())
        kept = int(np.minimum(np.minimum(self.promised, self.places), count).sum())
        return {
            "promised": self.needed_promised + min(kept, 2 * self.most),
            "worth": self.needed_worth + min(halves // 2, best),
        }

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

    def picked(self, is_over: Callable[[], bool] = lambda: False, search: Search | None = None) -> list[int]:
        """Return the choice that `bounds` made, whole: needed candidates first, then by falling worth.

        An odd ring of halves loses half a meeting when it is made whole. Mostly there is a choice just as good
        without the ring: it is found by choosing again with the ring's least meeting left out. Where there are more
        meetings than interpreters have time for, these have their price first, and are left out if that is not enough.
        Where something is lost still, `search` looks for the best whole choice, which may bring down the bounds, too.
        """
        best = self._dived(is_over)
        if search is not None and not is_over():
            best = self._made_whole(best, search)
        chosen = self.open[best].tolist()
        chosen.sort(key=lambda candidate: (-self.instance.worth[candidate], candidate))
        return self.instance.needed + chosen[: self.most]

    def _dived(self, is_over: Callable[[], bool]) -> Integers:
        """Return the best of a few whole choices made by rounding."""
        edges, barred = self._edges, np.zeros(len(self.open), dtype=bool)
        best = self._rounded(edges)
        with suppress(FlowError, Stopped):
            for edges in self._tolled(self._edges):
                best = max(best, self._rounded(edges), key=self._value)
                if is_over():
                    break
        for _ in range(DIVES):
            if is_over():
                break
            rings, beyond = odd_rings(self.first, self.second, edges), self._beyond_interpreters(edges)
            if not rings and not beyond.any():
                break
            barred |= beyond
            for ring in rings:
                barred[min(ring, key=lambda edge: (self._kept[edge], self.worth[edge], edge))] = True
            try:
                edges = self._chosen_without(barred)
            except (FlowError, Stopped):
                break
            best = max(best, self._rounded(edges), key=self._value)
        return best

    def _made_whole(self, best: Integers, search: Search) -> Integers:
        """Return a whole choice that is better than the best by rounding where there is one and it can be found."""
        reached, bounds = self._reached(best), self.known_bounds(self._order)
        if all(self._needed(name) + reached[name] >= bound for name, bound in bounds.items()):
            return best
        found = whole(self._wanted(), self._edges, best, search)
        if found is None:
            return best
        chosen, no_choice_is_better = found
        if no_choice_is_better:
            self._best = {name: 2 * value for name, value in self._reached(chosen).items()}
        return max(best, chosen, key=self._value)

    def _wanted(self) -> Wanted:
        """State what a whole choice gains, with weights at which no gain in a later goal makes up for a loss in an
        earlier one, whatever else changes with it."""
        weights, weight = {"kept": 1 if self._prefers_kept else 0}, 1 + int(self._kept.sum())
        most_worth = int(-np.sort(-self.worth)[: self.most].sum())
        for name in reversed(self._order):
            weights[name] = weight
            weight *= 1 + (most_worth if name == "worth" else 2 * self.most)
        gain = self.worth * weights.get("worth", 0) + self._kept * weights["kept"]
        return Wanted(
            self.first, self.second, gain, self.group, self.places, self.promised, weights.get("promised", 0),
            self.most, self.most_of_group,
        )  # fmt: skip

    def known_bounds(self, goals: tuple[str, ...]) -> dict[str, int]:
        """Return the bounds that follow from what is known by now; lower where the best whole choice has been found."""
        if self._best is None:
            return {}
        first, second = in_order(goals)
        found = {first: self._whole(first, self._best[first])}
        found[second] = self.bound_given(first, found[first], second)
        return {name: found[name] for name in goals if name in found}

    def is_better(self, chosen: list[int], than: list[int]) -> bool:
        """Tell whether one choice of candidates gains more than another, in the goals by their order."""
        value, other = (self._value(np.nonzero(np.isin(self.open, one))[0]) for one in (chosen, than))
        return value > other

    def draw(self, random: np.random.Generator) -> bool:
        """Choose again, as good as before but other meetings where there is a choice; False if that fails."""
        promised, worth = self._prices
        scale = NOISE * (2 * len(self.open) + 1)
        if self._prefers_kept:
            return False
        try:
            noise = random.integers(0, NOISE, len(self.open))
            self.solve(promised * scale, worth * scale, noise - self._toll * scale)
        except (FlowError, Stopped):
            return False
        self._edges = self._last
        return True

    def _tolled(self, edges: Integers) -> Iterator[Integers]:
        """Choose again with a price on meetings with an interpreter, where there are too many of them.

        The last choice is that at the highest price at which there are not too few: what is too much then is as
        good as what stays.
        """
        low = {group: 0 for group, most in self.most_of_group.items() if self._twice(group, edges) > 2 * most}
        high = dict.fromkeys(low, int(self.worth.max(initial=1)) * self._prices[1])
        for _ in range(TOLL_STEPS if low else 0):
            tried = {group: (low[group] + high[group] + 1) // 2 for group in low}
            yield (found := self._charged(tried))
            for group, toll in tried.items():
                is_too_dear = self._twice(group, found) < 2 * self.most_of_group[group]
                (high if is_too_dear else low)[group] = toll
        if low:
            yield self._charged(low)

    def _charged(self, tolls: dict[int, int]) -> Integers:
        for group, toll in tolls.items():
            self._toll[self.group == group] = toll
        return self._chosen_without(np.zeros(len(self.open), dtype=bool))

    def _twice(self, group: int, edges: Integers) -> int:
        """Return twice how many meetings of a choice are at the tables of a group."""
        return int(edges[self.group == group].sum())

    def _beyond_interpreters(self, edges: Integers) -> NDArray[np.bool_]:
        """Tell which candidates to leave out where a choice takes more than the tables with an interpreter hold."""
        found = np.zeros(len(self.open), dtype=bool)
        for group, most in self.most_of_group.items():
            here = np.nonzero(self.group == group)[0]
            if self._twice(group, edges) > 2 * most:
                order = np.lexsort((here, -self.worth[here], -self._kept[here], -edges[here]))
                found[here[order[most:]]] = True
        return found

    def _rounded(self, edges: Integers) -> Integers:
        """Return the open candidates of a choice made whole, no more than there is room for."""
        found = rounded(self.first, self.second, self.worth, edges)
        found.sort(key=lambda edge: -int(self.worth[edge]))
        for group, most in self.most_of_group.items():
            over = [edge for edge in found if self.group[edge] == group][most:]
            found = [edge for edge in found if edge not in set(over)] if over else found
        return np.array(found[: self.most], dtype=np.int64)

    def _value(self, chosen: Integers) -> tuple[int, ...]:
        """Return what a whole choice reaches: the goals in their order, then meetings kept."""
        reached = self._reached(chosen)
        return *(reached[name] for name in self._order), int(self._kept[chosen].sum())

    def _reached(self, chosen: Integers) -> dict[str, int]:
        """Return the promised meetings and the worth of a whole choice, without those of needed candidates."""
        count = np.bincount(self.first[chosen], minlength=len(self.places))
        count += np.bincount(self.second[chosen], minlength=len(self.places))
        met = int(np.minimum(count, self.promised).sum())
        return {"promised": met, "worth": int(self.worth[chosen].sum())}

    def _chosen_without(self, barred: NDArray[np.bool_]) -> Integers:
        """Choose again without some of the candidates; return how often half of each is taken."""
        promised, worth = self._prices
        scale = 2 * len(self.open) + 1 if self._prefers_kept else 1
        kept = self._kept if self._prefers_kept else np.zeros_like(self._kept)
        price = (self.worth * worth + 2 * promised) * scale + 2
        self.solve(promised * scale, worth * scale, np.where(barred, -price, kept - self._toll * scale))
        return self._last

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


def in_order(goals: tuple[str, ...]) -> tuple[str, str]:
    """Return `promised` and `worth`, the one first that counts more among the goals."""
    return ("promised", "worth") if _comes_first(goals, "promised") else ("worth", "promised")


def _comes_first(goals: tuple[str, ...], name: str) -> bool:
    """Tell whether `promised` weighs more than `worth` among the goals, or is the only one of them."""
    if "promised" in goals and "worth" in goals:
        return goals.index(name) < goals.index("worth" if name == "promised" else "promised")
    return name in goals


def most_meetings(instance: Instance) -> int:
    """Bound the number of meetings: by tables, and by pairs of those who are there, slot by slot."""
    pairs = most_pairs(instance)
    return sum(min(instance.most_meetings_in(slot), pairs[slot]) for slot in range(instance.slot_count))


def most_pairs(instance: Instance) -> list[int]:
    """Bound the number of pairs who are there in each slot.

    Where a part of the candidates' graph has two sides, its pairs are no more than its smaller side.
    """
    reach = [0] * len(instance.free)
    for candidate, allowed in enumerate(instance.allowed):
        reach[instance.first[candidate]] |= allowed
        reach[instance.second[candidate]] |= allowed
    pairs = [0] * instance.slot_count
    placeable = [candidate for candidate, allowed in enumerate(instance.allowed) if allowed]
    for sides in sides_of_parts(instance, placeable):
        for slot in range(instance.slot_count):
            left, right = (
                sum(reach[person] >> slot & 1 for person in side if instance.limit[person]) for side in sides
            )
            pairs[slot] += left // 2 if sides[1] is sides[0] else min(left, right)
    return pairs
