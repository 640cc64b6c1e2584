"""Make one slot's meetings the best they can be while all other slots stay as they are.

Who meets in a slot is a matching among those who are there, of candidates that stand nowhere else: a
flow finds the best one but for odd rings. Going through the slots again and again only ever improves.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .board import Board
from .flow import FlowError, Integers, Network, Tier, best_fraction, rounded
from .instance import Instance
from .masks import table_of

NOISE = 8


class Rematcher:
    """Rematches slots of a board; weighs a promised meeting `promised`, a unit of worth `worth`."""

    def __init__(
        self,
        board: Board,
        promised: int,
        worth: int,
        random: np.random.Generator,
        send: Callable[[Network], Integers],
    ) -> None:
        """Prepare what does not change; the weights are as in the choice, and `send` finds the flows."""
        instance = board.instance
        self.board, self._send = board, send
        self.first = np.array(instance.first, dtype=np.int64)
        self.second = np.array(instance.second, dtype=np.int64)
        self.worth = np.array(instance.worth, dtype=np.int64) * worth
        self.loose = np.array([_is_loose(instance, c) for c in range(len(instance.first))], dtype=bool)
        self.group = np.array(instance.group, dtype=np.int64)
        self.allowed = list(table_of(instance.allowed, instance.slot_count).T.copy())
        self.promised = np.array(instance.promised, dtype=np.int64)
        self.limit = np.array(instance.limit, dtype=np.int64)
        self.price = promised
        self.needed = np.array(instance.is_needed, dtype=bool)
        self.random = random
        self.previous = np.full(len(instance.first), -1)
        if "changes" in instance.problem.goals:
            for candidate, slot in instance.previous.items():
                self.previous[candidate] = slot

    def value(self, candidates: Integers, count: Integers) -> Integers:
        """Return what placing each candidate is worth, given how many other meetings its people have."""
        missing = (count < self.promised).astype(np.int64) * self.price
        gain = self.worth[candidates] + missing[self.first[candidates]] + missing[self.second[candidates]]
        found: Integers = gain
        return found

    def improve(self, slot: int) -> int:
        """Rematch one slot, group of tables by group, and return what was gained, in weights; never less than none."""
        return sum(self._improve(slot, group) for group in self.board.instance.groups.values())

    def _improve(self, slot: int, group: int) -> int:
        board = self.board
        slots = np.array(board.slot_of, dtype=np.int64)
        here = slots == slot
        mine = self.loose & (self.group == group)
        pool = np.nonzero(mine & self.allowed[slot] & (here | (slots < 0)))[0]
        count = np.array(board.count, dtype=np.int64)
        old = pool[here[pool]]
        np.subtract.at(count, self.first[old], 1)
        np.subtract.at(count, self.second[old], 1)
        pool = pool[self._free(pool, old, slot, count)]
        gain = self.value(pool, count)
        new = pool[self._best(pool, gain, here[pool], (slot, group), len(old))]
        gained = int(self.value(new, count).sum() - self.value(old, count).sum())
        gained += (int(self.needed[new].sum()) - int(self.needed[old].sum())) * self._needed_price()
        if gained < 0:
            return 0
        self._replace(old, new, slot)
        return gained

    def _needed_price(self) -> int:
        return int(self.worth.max(initial=1)) + 2 * self.price + 1

    def _free(self, pool: Integers, old: Integers, slot: int, count: Integers) -> NDArray[np.bool_]:
        """Tell which candidates have both people free here, were the old meetings of the slot gone."""
        board, bit = self.board, 1 << slot
        busy = np.array([mask & bit for mask in board.busy], dtype=object).astype(bool)
        busy[self.first[old]] = busy[self.second[old]] = False
        barred = busy | (count >= self.limit)
        if board.row is not None:
            row = board.row
            barred |= np.array([board.row_with(p, slot) > row for p in range(len(board.busy))])
        found: NDArray[np.bool_] = ~(barred[self.first[pool]] | barred[self.second[pool]])
        return found

    def _best(
        self, pool: Integers, gain: Integers, here: NDArray[np.bool_], place: tuple[int, int], old: int
    ) -> Integers:
        """Return which candidates of the pool to hold in a slot at the tables of a group.

        Among equals those that stood here before, and then any.
        """
        slot, group = place
        people = len(self.limit)
        gain = gain + self.needed[pool] * self._needed_price()
        noise = self.random.integers(0, NOISE, len(pool)) + NOISE * (self.previous[pool] == slot)
        tiers = [Tier(np.ones(people, dtype=np.int64), 0)]
        instance = self.board.instance
        used = self.board.used[group][slot] - old
        most = max(0, instance.capacity[group][slot] - used)
        scaled = gain * (NOISE * people + 1) + noise
        try:
            fraction = best_fraction(
                people, self.first[pool], self.second[pool], scaled, tiers, most, self._send
            )
        except FlowError:
            return np.nonzero(here)[0]
        chosen = rounded(self.first[pool], self.second[pool], scaled, fraction.edges)
        chosen.sort(key=lambda index: -int(scaled[index]))
        return np.array(chosen[:most], dtype=np.int64)

    def _replace(self, old: Integers, new: Integers, slot: int) -> None:
        before, after = set(old.tolist()), set(new.tolist())
        for candidate in before - after:
            self.board.take(candidate)
        for candidate in sorted(after - before):
            self.board.put(candidate, slot)


def _is_loose(instance: Instance, candidate: int) -> bool:
    """Tell whether a candidate may be rematched: not pinned, without order, at any table."""
    return (
        instance.own_table[candidate] < 0
        and instance.pinned_slot[candidate] < 0
        and not instance.earlier.get(candidate)
        and not instance.later.get(candidate)
    )
