"""The interest graph: who wishes to meet whom, what they offer each other, and which pairs are worth it.

Participants are nodes; an edge from a to b tells why a would meet b: a's wish, what b offers that a
needs, how alike a's needs and b's offers read, the interests and languages they share. The table of
worth and its reasons stand in docs/interest-graph.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from .people import (
    GRADES,
    MUST_MEET,
    RATHER_NOT,
    WOULD_LIKE,
    Person,
    Reason,
    StatedWish,
    are_colleagues,
    common_languages,
    gains,
    shared_interests,
)
from .values import Pair, pair_of

WORTH: Mapping[tuple[str, ...], int] = {
    (MUST_MEET, MUST_MEET): 30,
    (MUST_MEET, WOULD_LIKE): 25,
    (WOULD_LIKE, WOULD_LIKE): 21,
    (MUST_MEET,): 9,
    (WOULD_LIKE,): 3,
    (): 1,
}
WORTH_OF_A_FIT = 1
WISH_WEIGHT: Mapping[str | None, float] = {MUST_MEET: 6.0, WOULD_LIKE: 3.0, None: 0.0}
ALIKE_ENOUGH = 0.25
_BLOCK = 256


class GraphError(ValueError):
    """People and wishes that contradict each other: an id twice, a wish of or for nobody."""


@dataclass(frozen=True, slots=True)
class ReasonedCandidate:
    """A candidate with the reasons for its worth; `a` comes before `b`. Not for participants' eyes."""

    a: str
    b: str
    worth: int
    reasons: tuple[Reason, ...]

    @property
    def pair(self) -> Pair:
        """The pair, in the order that names it."""
        return (self.a, self.b)


def interest_graph(
    people: Iterable[Person],
    wishes: Iterable[StatedWish],
    similarities: Mapping[tuple[str, str], float] | None = None,
    *,
    neighbours: int = 12,
) -> nx.DiGraph:
    """The graph of these people and wishes, the same whatever their order.

    Nodes carry `person`. Edges stand both ways or not at all: where a wish is stated, and between each
    person and the `neighbours` others whose offers and interests fit best (never colleagues). They carry
    `wish` (a grade or None), `gains`, `shared` (topics), `languages`, `similarity` (0 to 1), `weight`.
    `similarities` tells how alike the needs of the first and the offers of the second read.
    """
    by_id = _by_id(people)
    similarities = similarities or {}
    graph = nx.DiGraph()
    graph.add_nodes_from((name, {"person": person}) for name, person in by_id.items())
    for wish in sorted(wishes, key=lambda wish: (wish.author, wish.target)):
        _add_wish(graph, wish)
    pairs = [*graph.edges, *_content_pairs(by_id, similarities, neighbours)]
    for a, b in chain.from_iterable(((a, b), (b, a)) for a, b in pairs):
        if not graph.has_edge(a, b):
            graph.add_edge(a, b, wish=None)
    for a, b, parts in graph.edges(data=True):
        parts |= _parts(by_id[a], by_id[b], parts["wish"], similarities.get((a, b), 0.0))
    return graph


def _by_id(people: Iterable[Person]) -> dict[str, Person]:
    ordered = sorted(people, key=lambda person: person.id)
    by_id = {person.id: person for person in ordered}
    if len(by_id) < len(ordered):
        raise GraphError("two people have the same id")
    return by_id


def _add_wish(graph: nx.DiGraph, wish: StatedWish) -> None:
    if wish.grade not in GRADES:
        raise GraphError(f"there is no grade {wish.grade!r}")
    if wish.author not in graph or wish.target not in graph or wish.author == wish.target:
        raise GraphError(f"a wish of {wish.author!r} for {wish.target!r} cannot be")
    if graph.has_edge(wish.author, wish.target):
        raise GraphError(f"{wish.author!r} has stated two wishes about {wish.target!r}")
    graph.add_edge(wish.author, wish.target, wish=wish.grade)


def _content_pairs(by_id: Mapping[str, Person], similar: Iterable[Pair], neighbours: int) -> Iterator[Pair]:
    """Whom their profiles would bring together; never colleagues."""
    for a, b in chain(sorted(similar), _best_fits(list(by_id.values()), neighbours)):
        if a in by_id and b in by_id and not are_colleagues(by_id[a], by_id[b]):
            yield a, b


def _parts(a: Person, b: Person, grade: str | None, similarity: float) -> dict[str, object]:
    """What an edge carries. Its content weighs less than any wish: at most 2, and 0 under a veto."""
    gained, shared = gains(a, b), shared_interests(a, b)
    fit = sum(a.needs[topic] * b.offers[topic] for topic in gained) / 9
    kinship = sum(a.interests[topic] * b.interests[topic] for topic in shared) / 9
    content = min(1.0, fit) + 0.5 * min(1.0, kinship) + 0.5 * similarity
    weight = 0.0 if grade == RATHER_NOT else WISH_WEIGHT[grade] + content
    return {"gains": gained, "shared": shared, "languages": common_languages(a, b),
            "similarity": similarity, "weight": weight}  # fmt: skip


def _strengths(people: list[Person], kind: str, topics: Mapping[str, int]) -> NDArray[np.float32]:
    """A row for each person, a column for each topic."""
    rows = np.zeros((len(people), len(topics)), dtype=np.float32)
    for row, person in zip(rows, people, strict=True):
        for topic, strength in getattr(person, kind).items():
            row[topics[topic]] = strength
    return rows


def _best_fits(people: list[Person], neighbours: int) -> Iterator[tuple[str, str]]:
    """For each person the others that fit best, by what they offer first and shared interests second.

    In blocks of rows, so that memory grows with the number of people and not with its square.
    """
    if neighbours < 1:
        return
    names = sorted({topic for p in people for topic in chain(p.offers, p.needs, p.interests)})
    topics = {name: column for column, name in enumerate(names)}
    offers, needs, interests = (_strengths(people, kind, topics) for kind in ("offers", "needs", "interests"))
    for start in range(0, len(people), _BLOCK):
        block = slice(start, start + _BLOCK)
        scores = needs[block] @ offers.T + 0.25 * (interests[block] @ interests.T)
        for person, row in zip(people[block], scores, strict=True):
            yield from _best_of_row(person, row, people, neighbours)


def _best_of_row(
    person: Person, row: NDArray[np.float32], people: list[Person], neighbours: int
) -> Iterator[tuple[str, str]]:
    found = 0
    for place in np.argsort(-row, kind="stable").tolist():
        if found == neighbours or row[place] <= 0:
            return
        other = people[place]
        if other.id != person.id and not are_colleagues(person, other):
            found += 1
            yield person.id, other.id


def candidates(graph: nx.DiGraph, *, with_suggestions: bool = False) -> list[ReasonedCandidate]:
    """The pairs worth bringing together, the worthiest first, then in the order of their ids.

    Every pair of which somebody wishes it and nobody would rather not; colleagues never. With
    suggestions also pairs that nobody has wished but whose offers meet needs.
    """
    pairs = sorted({pair_of(a, b) for a, b in graph.edges})
    found = [candidate for a, b in pairs if (candidate := _candidate(graph, a, b, with_suggestions))]
    return sorted(found, key=lambda candidate: (-candidate.worth, candidate.a, candidate.b))


def _candidate(graph: nx.DiGraph, a: str, b: str, with_suggestions: bool) -> ReasonedCandidate | None:
    edges = {(a, b): graph.edges[a, b], (b, a): graph.edges[b, a]}
    grades = {author: edge["wish"] for (author, _), edge in edges.items() if edge["wish"]}
    if RATHER_NOT in grades.values() or are_colleagues(graph.nodes[a]["person"], graph.nodes[b]["person"]):
        return None
    fits = any(edge["gains"] for edge in edges.values())
    alike = any(edge["similarity"] >= ALIKE_ENOUGH for edge in edges.values())
    if not grades and not (with_suggestions and (fits or alike)):
        return None
    worth = WORTH[tuple(sorted(grades.values()))] + (WORTH_OF_A_FIT if fits and grades else 0)
    return ReasonedCandidate(a, b, worth, (*_wish_reasons(a, b, grades), *_content_reasons(edges)))


def _wish_reasons(a: str, b: str, grades: Mapping[str, str]) -> Iterator[Reason]:
    if len(grades) == 2:
        yield Reason("mutual_wish", (grades[a], grades[b]))
    else:
        yield from (Reason("wish_of", (author, grade)) for author, grade in grades.items())


def _content_reasons(edges: Mapping[Pair, Mapping[str, tuple[str, ...]]]) -> Iterator[Reason]:
    for (taker, giver), edge in edges.items():
        yield from (Reason("offer_meets_need", (giver, taker, topic)) for topic in edge["gains"])
    one_way = next(iter(edges.values()))
    yield from (Reason("shared_interest", (topic,)) for topic in one_way["shared"])
    yield from (Reason("common_language", (code,)) for code in one_way["languages"])
