"""The linear relaxation that knows about slots: a bound where absences leave few slots in common.

A share from 0 to 1 for each candidate in each slot, a *place*: everybody meets once a slot, every
candidate once, tables and limits hold, and promised meetings count beside the worth. It is solved
roughly, by the primal-dual hybrid gradient with Halpern's anchor, reflection and restarts (Chambolle and Pock
2011; Applegate and others 2021; Lu and Yang 2024), with steps for each row and column after Pock and
Chambolle (2011): a few hundred passes over the places, which can go on after places are taken away.

Rough prices still make a true bound: whatever they are, no schedule gains more than all rows cost at
these prices, and the places beyond what the rows charge them. `bound` sums that up in whole numbers.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .flow import Integers
from .instance import Instance
from .masks import table_of
from .watch import Watch

Floats = NDArray[np.float64]
# Value and bound may differ by one part of the bound for prices that guide, by the other for a bound that is
# told; rows may be exceeded by so many times that part of all shares.
GUIDING, TELLING = 1e-4, 2e-5
EXCESS = 20
MOST_STEPS, CHECK_EVERY = 4_000, 20
# Prices are rounded up to this part of a unit, so that the bound is exact; and the largest sum of gains.
PARTS = 1 << 10
LARGEST = 2**61 // PARTS
# When to restart from the point reached: progress since the last start, and its part of all steps.
SUFFICIENT, NECESSARY, LONGEST = 0.2, 0.8, 0.36
UNLIMITED = 1 << 30


class Relaxation:
    """The relaxation of an instance; `candidate` and `slot` tell what its places are.

    `shares` and `prices` hold what the last `solve` found for places and rows. A promised meeting weighs
    `promised`, a unit of worth `worth`.
    """

    def __init__(self, instance: Instance, promised: int, worth: int) -> None:
        """State the rows; rows of meetings and orders are left out, as a relaxation may."""
        places = np.argwhere(table_of(instance.allowed, instance.slot_count))
        self.instance, self.promise = instance, promised
        self.candidate, self.slot = np.ascontiguousarray(places.T, dtype=np.int64)
        self.first = np.array(instance.first, dtype=np.int64)[self.candidate]
        self.second = np.array(instance.second, dtype=np.int64)[self.candidate]
        self.gain = np.array(instance.worth, dtype=np.int64)[self.candidate] * worth
        self.kept = np.minimum(instance.promised, instance.limit).astype(np.int64)
        self._state_rows()
        self.shares: Floats = np.zeros(len(places))
        self.prices: Floats = np.zeros(len(self.most))
        self._filled: Floats = np.zeros(len(self.kept))
        self._weight = 1.0

    def _state_rows(self) -> None:
        """Number the rows, those within a slot first; say what each may sum up to, and whom a place touches.

        A row that cannot bind is left out: places touch the last row instead, which has no limit.
        """
        instance = self.instance
        people, slots = len(instance.free), instance.slot_count
        tables, candidates = len(instance.open), len(instance.first)
        own = np.array(instance.own_table, dtype=np.int64)[self.candidate]
        group = np.array(instance.group, dtype=np.int64)[self.candidate]
        room = np.array(instance.capacity, dtype=np.int64).ravel()
        binding = np.array(instance.limit) < [free.bit_count() for free in instance.free]
        starts = np.cumsum([0, people * slots, len(room), tables * slots, candidates, people, people])
        self._across, self._promises, nowhere = int(starts[3]), int(starts[5]), int(starts[6])
        self.most = np.concatenate(
            [
                np.ones(people * slots, dtype=np.int64),
                room,
                np.ones(tables * slots + candidates, dtype=np.int64),
                np.array(instance.limit, dtype=np.int64),
                np.zeros(people, dtype=np.int64),
                [UNLIMITED],
            ]
        )
        self._touched = [
            self.first * slots + self.slot,
            self.second * slots + self.slot,
            np.where(own < 0, starts[1] + group * slots + self.slot, nowhere),
            starts[3] + self.candidate,
        ]
        if any(len(hosts) > 1 for hosts in instance.hosts.values()):
            self._touched.append(np.where(own >= 0, starts[2] + own * slots + self.slot, nowhere))
        if binding.any():
            self._touched += [
                np.where(binding[who], starts[4] + who, nowhere) for who in (self.first, self.second)
            ]

    @property
    def is_bounded(self) -> bool:
        """Tell whether the numbers are small enough for an exact bound."""
        total = int(self.gain.sum()) + self.promise * int(self.kept.sum())
        return len(self.gain) > 0 and total < LARGEST // max(1, len(self._touched))

    def _charged(self, prices: NDArray[Any]) -> NDArray[Any]:
        """Return what the rows charge each place at prices, less what its people gain on their promises."""
        promises = prices[self._promises :]
        found: NDArray[Any] = prices[self._touched[0]] - promises[self.first] - promises[self.second]
        for rows in self._touched[1:]:
            found += prices[rows]
        return found

    def _sums(self, shares: Floats, filled: Floats) -> Floats:
        """Return what each row sums up to."""
        rows, people = len(self.most), len(self.kept)
        found: Floats = np.bincount(self._touched[0], shares, rows).astype(np.float64)
        for touched in self._touched[1:]:
            found += np.bincount(touched, shares, rows)
        held = np.bincount(self.first, shares, people) + np.bincount(self.second, shares, people)
        found[self._promises : -1] = filled - held
        return found

    def solve(self, watch: Watch, precision: float = GUIDING) -> bool:
        """Go on from where the last solve ended; tell whether it came near enough before the watch was over."""
        return _Gradient(self, watch, precision).run()

    def value(self) -> float:
        """Return the gain of the shares at hand."""
        return float(self.gain @ self.shares + self.promise * self._filled.sum())

    def bound(self) -> int:
        """Return what no schedule exceeds in the weighted sum of both goals, at the present prices.

        What was taken counts for nothing here, so ask before.
        """
        ceiling = 2.0 * (self.promise + int(self.gain.max(initial=0)))
        whole = np.ceil(np.minimum(self.prices, ceiling) * PARTS).astype(np.int64)
        beyond = np.maximum(0, self.gain * PARTS - self._charged(whole)).sum()
        beyond += (np.maximum(0, self.promise * PARTS - whole[self._promises : -1]) * self.kept).sum()
        return int((self.most[:-1] * whole[:-1]).sum() + beyond) // PARTS

    def loss(self) -> Floats:
        """Return what taking each place loses at the present prices; mostly nothing for those with a share."""
        found: Floats = self._charged(self.prices) - self.gain
        return found

    def left_within(self) -> Floats:
        """Return what each place gains after what it costs in all other slots."""
        across = np.where(np.arange(len(self.prices)) < self._across, 0.0, self.prices)
        found: Floats = self.gain - self._charged(across)
        return found

    def copy(self) -> Relaxation:
        """Return a relaxation to take places from, this one unchanged."""
        other = copy.copy(self)
        other.most = self.most.copy()
        return other

    def take(self, places: Integers) -> None:
        """Take places for good: their people and candidates have the less to give elsewhere."""
        for rows in self._touched:
            np.subtract.at(self.most, rows[places], 1)
        self.most[-1] = UNLIMITED
        for who in (self.first, self.second):
            np.add.at(self.most, self._promises + who[places], 1)
        gone = np.isin(self.candidate, self.candidate[places])
        for rows in self._touched:
            gone |= self.most[rows] <= 0
        self._drop(gone)

    def close(self, slot: int) -> None:
        """Leave out what places a slot still has."""
        self._drop(self.slot == slot)

    def _drop(self, gone: NDArray[np.bool_]) -> None:
        for name in ("candidate", "slot", "first", "second", "gain", "shares"):
            setattr(self, name, getattr(self, name)[~gone])
        self._touched = [rows[~gone] for rows in self._touched]


class _Gradient:
    """The search for shares and prices: steps of the hybrid gradient from an anchor, with restarts."""

    def __init__(self, relaxation: Relaxation, watch: Watch, precision: float) -> None:
        """Find the steps' sizes: for each row and column by the number of its entries."""
        self.it, self.watch, self.precision = relaxation, watch, precision
        touched = len(relaxation._touched) + 2
        people = len(relaxation.kept)
        self.step = 1.0 / touched
        entries = relaxation._sums(np.ones(len(relaxation.gain)), np.zeros(people))
        entries[relaxation._promises : -1] = 1 - entries[relaxation._promises : -1]
        self.row_step = 1.0 / np.maximum(1.0, entries)
        self.most = relaxation.most.astype(np.float64)
        self.gain = relaxation.gain.astype(np.float64)
        self.kept = relaxation.kept.astype(np.float64)
        self.weight = relaxation._weight

    def run(self) -> bool:
        """Step until value and bound meet; return whether they did."""
        it = self.it
        here = (it.shares, it._filled, it.prices)
        anchor, since, worst, last, done = here, 0, 0.0, 0.0, False
        for step in range(1, MOST_STEPS + 1):
            there = self._step(*here)
            since += 1
            if step % CHECK_EVERY == 0:
                it.shares, it._filled, it.prices = there
                it._weight = self.weight
                done = self._is_near()
                if done or self.watch.is_over():
                    break
                moved = self._distance(here, there)
                worst = worst or moved
                if (
                    moved < SUFFICIENT * worst
                    or (last and moved < NECESSARY * worst and moved > last)
                    or since > LONGEST * step
                ):
                    self._reweigh(anchor, there)
                    here = anchor = there
                    since, worst, last = 0, 0.0, 0.0
                    continue
                last = moved
            elif self.watch.is_over():
                it.shares, it._filled, it.prices = there
                break
            part = since / (since + 1.0)
            here = (
                part * (2 * there[0] - here[0]) + (1 - part) * anchor[0],
                part * (2 * there[1] - here[1]) + (1 - part) * anchor[1],
                part * (2 * there[2] - here[2]) + (1 - part) * anchor[2],
            )
        return done

    def _step(self, shares: Floats, filled: Floats, prices: Floats) -> tuple[Floats, Floats, Floats]:
        it, length = self.it, self.step / self.weight
        promises = prices[it._promises : -1]
        new = np.clip(shares + length * (self.gain - it._charged(prices)), 0.0, 1.0)
        more = np.clip(filled + (it.promise - promises) / self.weight, 0.0, self.kept)
        beyond = it._sums(2 * new - shares, 2 * more - filled) - self.most
        return new, more, np.maximum(0.0, prices + self.row_step * self.weight * beyond)

    def _is_near(self) -> bool:
        it = self.it
        charged = np.maximum(0.0, self.gain - it._charged(it.prices)).sum()
        charged += np.maximum(0.0, it.promise - it.prices[it._promises : -1]) @ self.kept
        bound, value = float(self.most[:-1] @ it.prices[:-1] + charged), it.value()
        excess = np.maximum(0.0, it._sums(it.shares, it._filled) - self.most).sum()
        return bool(
            abs(bound - value) <= self.precision * max(1.0, abs(bound))
            and excess <= EXCESS * self.precision * max(1.0, it.shares.sum())
        )

    def _lengths(self, one: tuple[Floats, ...], other: tuple[Floats, ...]) -> tuple[float, float]:
        """Return how far two points lie apart in columns and in rows, each in the measure of its steps."""
        columns = ((other[0] - one[0]) ** 2).sum() / self.step + ((other[1] - one[1]) ** 2).sum()
        rows = ((other[2] - one[2]) ** 2 / self.row_step).sum()
        return float(columns), float(rows)

    def _distance(self, one: tuple[Floats, ...], other: tuple[Floats, ...]) -> float:
        columns, rows = self._lengths(one, other)
        return float((columns * self.weight + rows / self.weight) ** 0.5)

    def _reweigh(self, one: tuple[Floats, ...], other: tuple[Floats, ...]) -> None:
        """Balance the steps of columns and rows by how far each went, halfway from the last balance."""
        columns, rows = self._lengths(one, other)
        if columns > 0 and rows > 0:
            self.weight = float((self.weight * (rows / columns) ** 0.5) ** 0.5)
