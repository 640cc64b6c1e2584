"""Place chosen meetings slot by slot: each slot takes the matching that leaves the rest easiest to place.

König's proof colours the edges of a bipartite graph by taking one matching after another that covers
everybody who is busiest. Here people lack slots and the graph is any graph, so urgency says what a
matching should cover: people with as many meetings left as free slots left, and meetings whose two
people share few of the slots that are left.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .board import Board
from .flow import FlowError, Integers, Network, Tier, best_fraction, rounded
from .masks import table_of

PERSON_WEIGHT, PERSON_POWER = 100, 4
MEETING_WEIGHT, MEETING_POWER = 200, 2
SCALE, NOISE = 16, 8


class Layers:
    """Fills the slots of a board, one matching after another."""

    def __init__(
        self, board: Board, random: np.random.Generator, send: Callable[[Network], Integers]
    ) -> None:
        """Prepare who is still free when; `send` finds the flows."""
        instance = board.instance
        self.board, self.random, self._send = board, random, send
        self.people = len(instance.free)
        self.first = np.array(instance.first, dtype=np.int64)
        self.second = np.array(instance.second, dtype=np.int64)
        free = [free & ~busy for free, busy in zip(instance.free, board.busy, strict=True)]
        self.free = table_of(free, instance.slot_count)

    def place(self, candidates: list[int], is_over: Callable[[], bool]) -> None:
        """Place as many of the candidates as this way finds slots for, limits being kept by the choice."""
        instance = self.board.instance
        pool = np.array(candidates, dtype=np.int64)
        allowed = table_of(
            [self.board.open_slots(candidate) for candidate in candidates], instance.slot_count
        )
        first, second = self.first[pool], self.second[pool]
        meetings = np.bincount(first, minlength=self.people) + np.bincount(second, minlength=self.people)
        free, common = self.free.sum(1), allowed.sum(1)
        alive = np.ones(len(pool), dtype=bool)
        for slot in range(instance.slot_count):
            if is_over():
                break
            here = np.nonzero(alive & allowed[:, slot])[0]
            crowd = np.minimum(meetings / np.maximum(1, free), 2.0) ** PERSON_POWER * PERSON_WEIGHT
            rare = MEETING_WEIGHT / np.maximum(1, common[here]).astype(float) ** MEETING_POWER
            urgency = crowd[first[here]] + crowd[second[here]] + rare
            picked = here[self._matching(first[here], second[here], urgency)]
            done = self._put(picked, pool, slot)
            alive[done] = False
            np.subtract.at(meetings, first[done], 1)
            np.subtract.at(meetings, second[done], 1)
            free, common = free - self.free[:, slot], common - allowed[:, slot]

    def _put(self, picked: Integers, pool: Integers, slot: int) -> Integers:
        """Place what of a matching the tables and rules of the slot still allow; return that."""
        done = []
        for index in picked.tolist():
            candidate = int(pool[index])
            if self.board.open_slots(candidate) >> slot & 1 and self.board.has_room(candidate):
                self.board.put(candidate, slot)
                done.append(index)
        return np.array(done, dtype=np.int64)

    def _matching(self, first: Integers, second: Integers, urgency: NDArray[np.float64]) -> list[int]:
        gain = (urgency * SCALE).astype(np.int64) + 1 + self.random.integers(0, NOISE, len(first))
        ones = [Tier(np.ones(self.people, dtype=np.int64), 0)]
        try:
            found = best_fraction(self.people, first, second, gain, ones, len(first), self._send)
        except FlowError:
            return []
        return rounded(first, second, gain, found.edges)
