"""What an interest graph shows: who stands alone, who is in demand, which groups there are, how many
meetings it can hold. *Rather not* counts as no wish at all, here and in the groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from .graph import ReasonedCandidate
from .people import MUST_MEET, WOULD_LIKE

WISHES = (MUST_MEET, WOULD_LIKE)


@dataclass(frozen=True, slots=True)
class Group:
    """People who wish to meet each other more than others, the most wished for first.

    `topics` are those that most of them name, at most three; `within` and `across` count the wishes of
    members for members and for others.
    """

    members: tuple[str, ...]
    topics: tuple[str, ...]
    within: int
    across: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's wishes: how many they state, how many are stated about them, how many are mutual."""

    stated: int
    received: int
    mutual: int

    @property
    def is_isolated(self) -> bool:
        """Whether they wish to meet nobody and nobody wishes to meet them."""
        return not self.stated and not self.received


def wish_graph(graph: nx.DiGraph) -> nx.DiGraph:
    """The same people in the same order, with the edges of their wishes only."""
    wished = nx.DiGraph()
    wished.add_nodes_from(graph.nodes(data=True))
    wished.add_edges_from((a, b, parts) for a, b, parts in graph.edges(data=True) if parts["wish"] in WISHES)
    return wished


def standings(wished: nx.DiGraph) -> dict[str, Standing]:
    """Everybody's wishes in figures, of a graph made by `wish_graph`."""
    return {
        name: Standing(
            wished.out_degree(name),
            wished.in_degree(name),
            sum(wished.has_edge(other, name) for other in wished.successors(name)),
        )
        for name in wished
    }


def reciprocity(wished: nx.DiGraph) -> float | None:
    """The share of wishes that are returned, from 0 to 1; None when there are no wishes."""
    edges = wished.number_of_edges()
    return sum(wished.has_edge(b, a) for a, b in wished.edges) / edges if edges else None


def groups(wished: nx.DiGraph, *, seed: int = 1) -> list[Group]:
    """The groups, the largest first; isolated people are in none. The same seed gives the same groups.

    Louvain communities (Blondel and others, 2008) of the wishes, weighed by grade and fit. Nodes are
    numbered first: sets of numbers, unlike sets of texts, have the same order in every process.
    """
    names = [name for name in wished if wished.degree(name)]
    numbers = {name: number for number, name in enumerate(names)}
    both_ways = nx.Graph()
    both_ways.add_nodes_from(range(len(names)))
    for a, b, parts in wished.edges(data=True):
        old = both_ways.get_edge_data(numbers[a], numbers[b], {"weight": 0.0})["weight"]
        both_ways.add_edge(numbers[a], numbers[b], weight=old + parts["weight"])
    found = nx.community.louvain_communities(both_ways, weight="weight", seed=seed) if names else []
    made = [_group(wished, [names[number] for number in sorted(members)]) for members in found]
    return sorted(made, key=lambda group: (-len(group.members), group.members))


def _group(wished: nx.DiGraph, members: list[str]) -> Group:
    inside = set(members)
    named: Counter[str] = Counter()
    for name in members:
        person = wished.nodes[name]["person"]
        named.update({*person.offers, *person.needs, *person.interests})
    topics = sorted(named, key=lambda topic: (-named[topic], topic))
    wishes = [other in inside for name in members for other in wished.successors(name)]
    ordered = sorted(members, key=lambda name: (-wished.in_degree(name), name))
    return Group(tuple(ordered), tuple(topics[:3]), sum(wishes), len(wishes) - sum(wishes))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Meetings to expect: `likely` is what a simple choice reaches, `at_most` what no schedule exceeds."""

    likely: int
    at_most: int


def outlook(candidates: Iterable[ReasonedCandidate], limits: Mapping[str, int], places: int) -> Outlook:
    """Expected meetings, when each person has at most `limits` of them and all together `places`.

    Takes the candidates in the order of their worth and keeps whichever still fits; slots and tables
    by time are left to the optimiser.
    """
    left = dict(limits)
    chances: Counter[str] = Counter()
    likely = count = 0
    for candidate in candidates:
        count += 1
        chances.update(candidate.pair)
        if likely < places and all(left.get(name, 0) > 0 for name in candidate.pair):
            likely += 1
            for name in candidate.pair:
                left[name] -= 1
    seats = sum(min(number, limits.get(name, 0)) for name, number in chances.items())
    return Outlook(likely, min(count, places, seats // 2))
