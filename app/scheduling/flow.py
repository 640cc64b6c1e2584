"""Matchings as flows: the best fractional choice of edges, and its rounding to a whole one.

Everybody stands twice, once left and once right, and every edge twice, from either end's left to the
other end's right (the bipartite double cover). A flow of least cost from left to right, halved, is the
optimum of the linear relaxation of a capacitated matching, and it is half-integral (Nemhauser and
Trotter 1975; Balinski 1965): every edge is taken, left, or taken by half.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

Integers = NDArray[np.int64]
# OR-Tools multiplies costs by the number of nodes; the product must stay far from overflowing.
LARGEST_COST = 2**61


class FlowError(ArithmeticError):
    """A flow whose costs are too large to be computed exactly."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Places that everybody has (one number each), and what filling one of them is worth."""

    places: Integers
    gain: int


@dataclass(frozen=True, slots=True)
class Fraction:
    """A fractional choice, doubled: `edges` holds 0, 1 or 2 for each edge, `tiers` what fills each tier."""

    edges: Integers
    tiers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The arcs of the double cover: from `source` over `gate` to everybody's left, right, and `sink`.

    The first arc is that of all meetings; then for each tier its arcs to the left and from the right; then
    every edge in both directions. Each holds `places` units, and `gains` for every unit.
    """

    people: int
    tails: Integers
    heads: Integers
    places: Integers
    gains: Integers

    @property
    def source(self) -> int:
        """Where all comes from; the gate and the sink have the numbers that follow."""
        return 2 * self.people


def network(
    people: int, first: Integers, second: Integers, gain: Integers, tiers: list[Tier], most: int
) -> Network:
    """Return the network of a choice of edges; see `best_fraction`."""
    left, right, edges = np.arange(people), np.arange(people) + people, len(first)
    source, gate, sink = 2 * people, 2 * people + 1, 2 * people + 2
    tails, heads = [np.array([source])], [np.array([gate])]
    places, gains = [np.array([2 * most])], [np.array([0])]
    for tier in tiers:
        tails += [np.full(people, gate), right]
        heads += [left, np.full(people, sink)]
        places += [tier.places, tier.places]
        gains += [np.full(people, tier.gain)] * 2
    tails += [first, second]
    heads += [second + people, first + people]
    places += [np.ones(2 * edges, dtype=np.int64)]
    gains += [gain, gain]
    return Network(people, *(np.concatenate(part) for part in (tails, heads, places, gains)))


def best_fraction(
    people: int,
    first: Integers,
    second: Integers,
    gain: Integers,
    tiers: list[Tier],
    most: int,
    send: Callable[[Network], Integers] | None = None,
) -> Fraction:
    """Choose edges of the greatest gain, with at most `most` edges, and nobody beyond their places.

    The tiers' gains must not rise from one to the next, so that filling them in order is best. `send` finds
    the flow, `best_flow` if it is not given. Raise `FlowError` when the numbers are too large.
    """
    edges, flows = len(first), (send or best_flow)(network(people, first, second, gain, tiers, most))
    filled = [
        int(flows[1 + 2 * people * index : 1 + 2 * people * (index + 1)].sum()) for index in range(len(tiers))
    ]
    start = 1 + 2 * people * len(tiers)
    return Fraction(flows[start : start + edges] + flows[start + edges :], tuple(filled))


def best_flow(arcs: Network) -> Integers:
    """Send as much as pays from the source to the sink and return the flow on each arc."""
    source, sink, supply = arcs.source, arcs.source + 2, int(arcs.places[0])
    if int(np.abs(arcs.gains).max()) * (sink + 2) > LARGEST_COST:
        raise FlowError("the worth of meetings is too large for an exact bound")
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tails.astype(np.int32),
        arcs.heads.astype(np.int32),
        arcs.places.astype(np.int64),
        -arcs.gains.astype(np.int64),
    )
    solver.add_arc_with_capacity_and_unit_cost(source, sink, max(1, supply), 0)
    solver.set_node_supply(source, supply)
    solver.set_node_supply(sink, -supply)
    if solver.solve() != solver.OPTIMAL:
        raise FlowError("the flow has no optimum")
    found: Integers = solver.flows(numbers)
    return found


def packed(arcs: Network) -> bytes:
    """Return a network as the bytes that `serve` reads."""
    head = np.array([arcs.people, len(arcs.tails)], dtype=np.int64)
    return b"".join(
        part.astype(np.int64).tobytes() for part in (head, arcs.tails, arcs.heads, arcs.places, arcs.gains)
    )


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer networks with their flows until there is none more: a 1 before each flow, a 0 where it failed."""
    while len(head := questions.read(16)) == 16:
        people, count = np.frombuffer(head, dtype=np.int64).tolist()
        parts = np.frombuffer(questions.read(32 * count), dtype=np.int64).reshape(4, count)
        try:
            found = np.concatenate([[1], best_flow(Network(people, *parts))])
        except FlowError:
            found = np.zeros(count + 1)
        answers.write(found.astype(np.int64).tobytes())
        answers.flush()


def rounded(first: Integers, second: Integers, gain: Integers, doubled: Integers) -> list[int]:
    """Return the edges of a whole choice close to a half-integral one, in which nobody has more.

    The halves form a graph in which trails are walked: taking every other edge of a trail changes
    nothing for those it passes through. Only a closed trail of odd length loses, half an edge.
    """
    chosen: list[int] = np.nonzero(doubled == 2)[0].tolist()
    for trail, closed in _trails(_halves(first, second, doubled)):
        chosen += _best_alternation(trail, closed, gain)
    return chosen


def odd_rings(first: Integers, second: Integers, doubled: Integers) -> list[list[int]]:
    """Return the edges of each closed trail of odd length: where rounding loses half an edge."""
    trails = _trails(_halves(first, second, doubled))
    return [trail for trail, closed in trails if closed and len(trail) % 2]


def _halves(first: Integers, second: Integers, doubled: Integers) -> dict[int, tuple[int, int]]:
    return {edge: (int(first[edge]), int(second[edge])) for edge in np.nonzero(doubled == 1)[0].tolist()}


def _trails(ends: dict[int, tuple[int, int]]) -> list[tuple[list[int], bool]]:
    """Cut a graph into trails, as few as its odd nodes allow, each with whether it is closed.

    Each part of the graph is one tour (Hierholzer 1873) once its odd nodes are joined in pairs, and that is
    cut where it uses such a joint. So at most one trail of a part is closed, and none ends where another does.
    """
    at: dict[int, list[tuple[int, int]]] = {}
    for edge, (a, b) in ends.items():
        at.setdefault(a, []).append((edge, b))
        at.setdefault(b, []).append((edge, a))
    joint = -1
    for part in _parts(at):
        odd = [node for node in part if len(at[node]) % 2]
        for a, b in zip(odd[::2], odd[1::2], strict=True):
            at[a].append((joint, b))
            at[b].append((joint, a))
            joint -= 1
    used: set[int] = set()
    found: list[tuple[list[int], bool]] = []
    for start in at:
        tour = _tour(start, at, used)
        if tour:
            found += _cut(tour)
    return found


def _parts(at: dict[int, list[tuple[int, int]]]) -> list[list[int]]:
    """Return the nodes of each connected part."""
    seen: set[int] = set()
    found = []
    for start in at:
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for node in part:
            for _, other in at[node]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
        found.append(part)
    return found


def _tour(start: int, at: dict[int, list[tuple[int, int]]], used: set[int]) -> list[int]:
    """Return the unused edges of a part without odd nodes in the order of one closed tour."""
    stack: list[tuple[int, int]] = [(start, 0)]
    tour: list[int] = []
    while stack:
        node, by = stack[-1]
        while at[node] and at[node][-1][0] in used:
            at[node].pop()
        if at[node]:
            edge, other = at[node].pop()
            used.add(edge)
            stack.append((other, edge))
        else:
            stack.pop()
            if stack:
                tour.append(by)
    return tour


def _cut(tour: list[int]) -> list[tuple[list[int], bool]]:
    """Cut a tour at its joints, which have negative numbers."""
    first = next((place for place, edge in enumerate(tour) if edge < 0), None)
    if first is None:
        return [(tour, True)]
    trails: list[list[int]] = [[]]
    for edge in tour[first + 1 :] + tour[:first]:
        if edge < 0:
            trails.append([])
        else:
            trails[-1].append(edge)
    return [(trail, False) for trail in trails if trail]


def _best_alternation(trail: list[int], closed: bool, gain: Integers) -> list[int]:
    """Take every other edge of a trail, where that gains most."""
    values = [int(gain[edge]) for edge in trail]
    if not closed or len(trail) % 2 == 0:
        even, odd = sum(values[::2]), sum(values[1::2])
        return trail[::2] if even >= odd else trail[1::2]
    # An odd closed trail: leave out one node, and take every other edge from there on.
    around = values + values
    total = sum(around[1 : len(trail) : 2])
    best, best_start, length = total, 1, len(trail)
    for start in range(2, length + 1):
        total = sum(around[start : start + length - 1 : 2]) if length <= 99 else total
        if total > best:
            best, best_start = total, start
    doubled = trail + trail
    return doubled[best_start : best_start + length - 1 : 2]


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
