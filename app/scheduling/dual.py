"""What one place more is worth: the prices at the best flow, all from one solve.

At a best flow nothing is gained by sending a unit around any circle of what is left of the network. So
longest paths from the gate exist, and give every node a potential; an arc that is full is worth what its
ends differ by more than its own gain. However many places there were, no choice gains more than all places
cost at these prices (weak duality). So one place more brings no more than its price, and one less costs no
less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .flow import Integers, Network

# Lower than any path's gain, and far from overflowing.
NOWHERE = -(2**61)


@dataclass(frozen=True, slots=True)
class Dual:
    """Prices for doubled gains: of one meeting more in all, of one more for each person, of each edge once more.

    Those of people by tier: what a place more in the first costs, or in the second.
    """

    meeting: int
    people: tuple[Integers, ...]
    edges: Integers


def dual_of(arcs: Network, flows: Integers, tiers: int) -> Dual:
    """Return the prices at a best flow."""
    potentials = _potentials(arcs, flows)
    people, gate, sink = arcs.people, arcs.source + 1, arcs.source + 2
    _settle(arcs, potentials, tiers)
    prices = np.maximum(0, arcs.gains + potentials[arcs.tails] - potentials[arcs.heads])
    ends = [1 + 2 * people * index for index in range(tiers + 1)]
    by_tier = tuple(
        prices[start : start + people] + prices[start + people : end] for start, end in pairwise(ends)
    )
    edges = prices[ends[-1] :].reshape(2, -1).sum(axis=0)
    return Dual(2 * max(0, int(potentials[sink] - potentials[gate])), by_tier, edges)


def _potentials(arcs: Network, flows: Integers) -> Integers:
    """Return the greatest gain with which a unit gets from the gate to each node (Bellman and Ford)."""
    tails, heads, gains = _left_over(arcs, flows)
    order = np.argsort(heads, kind="stable")
    tails, heads, gains = tails[order], heads[order], gains[order]
    starts = np.nonzero(np.diff(heads, prepend=-1))[0]
    ends = heads[starts]
    found = np.full(arcs.source + 3, NOWHERE, dtype=np.int64)
    found[arcs.source + 1] = 0
    while len(starts):
        reached = found[tails]
        best = np.maximum.reduceat(np.where(reached > NOWHERE, reached + gains, NOWHERE), starts)
        if not (best > found[ends]).any():
            break
        found[ends] = np.maximum(found[ends], best)
    return found


def _left_over(arcs: Network, flows: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the arcs on which a unit more or a unit less can be sent; the source is passed over."""
    gate, sink, sent = arcs.source + 1, arcs.source + 2, int(flows[0])
    more, less = flows < arcs.places, flows > 0
    more[0] = less[0] = False
    # A unit less through the gate goes straight from the source to the sink, and the other way about.
    turned = [(gate, sink)] * (sent > 0) + [(sink, gate)] * (sent < int(arcs.places[0]))
    ends = np.array(turned, dtype=np.int64).reshape(-1, 2)
    return (
        np.concatenate([arcs.tails[more], arcs.heads[less], ends[:, 0]]),
        np.concatenate([arcs.heads[more], arcs.tails[less], ends[:, 1]]),
        np.concatenate([arcs.gains[more], -arcs.gains[less], np.zeros(len(ends), dtype=np.int64)]),
    )


def _settle(arcs: Network, potentials: Integers, tiers: int) -> None:
    """Give potentials to the nodes that nothing can reach: people without a place, and those they wish for."""
    people, gate, sink = arcs.people, arcs.source + 1, arcs.source + 2
    potentials[arcs.source] = potentials[gate]
    if potentials[sink] == NOWHERE:
        potentials[sink] = potentials[gate]
    right = potentials[people : 2 * people]
    dearest = int(arcs.gains[1 : 1 + 2 * people * tiers].max(initial=0))
    right[right == NOWHERE] = potentials[sink] - dearest
    edges = slice(1 + 2 * people * tiers, None)
    free = np.full(people, potentials[gate] + dearest, dtype=np.int64)
    np.minimum.at(free, arcs.tails[edges], potentials[arcs.heads[edges]] - arcs.gains[edges])
    left = potentials[:people]
    lost: NDArray[np.bool_] = left == NOWHERE
    left[lost] = free[lost]
