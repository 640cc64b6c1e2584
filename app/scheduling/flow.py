"""Matchings as flows: the best fractional choice of edges, and its rounding to a whole one.

Everybody stands twice, once left and once right, and every edge twice, from either end's left to the
other end's right (the bipartite double cover). A flow of least cost from left to right, halved, is the
optimum of the linear relaxation of a capacitated matching, and it is half-integral (Nemhauser and
Trotter 1975; Balinski 1965): every edge is taken, left, or taken by half.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def best_fraction(
    people: int, first: Integers, second: Integers, gain: Integers, tiers: list[Tier], most: int
) -> Fraction:
    """Choose edges of the greatest gain, with at most `most` edges, and nobody beyond their places.

    The tiers' gains must not rise from one to the next, so that filling them in order is best.
    Raise `FlowError` when the numbers are too large.
    """
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
    flows = _flow([np.concatenate(part) for part in (tails, heads, places, gains)], source, sink, 2 * most)
    filled = [
        int(flows[1 + 2 * people * index : 1 + 2 * people * (index + 1)].sum()) for index in range(len(tiers))
    ]
    start = 1 + 2 * people * len(tiers)
    return Fraction(flows[start : start + edges] + flows[start + edges :], tuple(filled))


def _flow(arcs: list[Integers], source: int, sink: int, supply: int) -> Integers:
    """Send as much as pays from the source to the sink and return the flow on each arc."""
    tails, heads, places, gains = arcs
    if len(gains) and int(np.abs(gains).max()) * (sink + 2) > LARGEST_COST:
        raise FlowError("the worth of meetings is too large for an exact bound")
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), places.astype(np.int64), -gains.astype(np.int64)
    )
    solver.add_arc_with_capacity_and_unit_cost(source, sink, max(1, supply), 0)
    solver.set_node_supply(source, supply)
    solver.set_node_supply(sink, -supply)
    if solver.solve() != solver.OPTIMAL:
        raise FlowError("the flow has no optimum")
    found: Integers = solver.flows(numbers)
    return found


def rounded(first: Integers, second: Integers, gain: Integers, doubled: Integers) -> list[int]:
    """Return the edges of a whole choice close to a half-integral one, in which nobody has more.

    The halves form a graph in which trails are walked: taking every other edge of a trail changes
    nothing for those it passes through. Only a closed trail of odd length loses, half an edge.
    """
    chosen: list[int] = np.nonzero(doubled == 2)[0].tolist()
    halves: list[int] = np.nonzero(doubled == 1)[0].tolist()
    ends = {edge: (int(first[edge]), int(second[edge])) for edge in halves}
    for trail, closed in _trails(ends):
        chosen += _best_alternation(trail, closed, gain)
    return chosen


def _trails(ends: dict[int, tuple[int, int]]) -> list[tuple[list[int], bool]]:
    """Cut a graph into trails, as few as its odd nodes allow, each with whether it is closed."""
    at: dict[int, list[int]] = {}
    for edge, (a, b) in ends.items():
        at.setdefault(a, []).append(edge)
        at.setdefault(b, []).append(edge)
    used: set[int] = set()
    odd = [node for node, edges in at.items() if len(edges) % 2]
    found: list[tuple[list[int], bool]] = []
    for start in odd + list(at):
        trail, last = _walk(start, at, ends, used)
        while trail:
            found.append((trail, last == start))
            trail, last = _walk(start, at, ends, used)
    return found


def _walk(
    start: int, at: dict[int, list[int]], ends: dict[int, tuple[int, int]], used: set[int]
) -> tuple[list[int], int]:
    """Walk along unused edges until there is no way on; return the edges and the last node."""
    node = start
    trail: list[int] = []
    while True:
        edges = at[node]
        while edges and edges[-1] in used:
            edges.pop()
        if not edges:
            return trail, node
        edge = edges.pop()
        used.add(edge)
        trail.append(edge)
        a, b = ends[edge]
        node = b if node == a else a


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
