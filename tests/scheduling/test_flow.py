"""Half-integral matchings by flow, against trying everything, and their rounding."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.flow import FlowError, Tier, best_fraction, rounded
from tests.scheduling.strategies import examples

PEOPLE = 6
PAIRS = list(combinations(range(PEOPLE), 2))
graphs = st.lists(st.sampled_from(PAIRS), unique=True, min_size=1, max_size=9)


def arrays(edges, gains, places):
    first, second = np.array(edges, dtype=np.int64).T
    return first, second, np.array(gains, dtype=np.int64), [Tier(np.array(places, dtype=np.int64), 0)]


def best_whole(edges, gains, places, most):
    best = 0
    for size in range(min(most, len(edges)) + 1):
        for chosen in combinations(range(len(edges)), size):
            ends = [node for edge in chosen for node in edges[edge]]
            if all(ends.count(node) <= places[node] for node in range(PEOPLE)):
                best = max(best, sum(gains[edge] for edge in chosen))
    return best


@examples(80)
@given(st.data(), graphs)
def test_the_fraction_bounds_every_whole_choice(data, edges):
    gains = data.draw(st.lists(st.integers(1, 9), min_size=len(edges), max_size=len(edges)))
    places = data.draw(st.lists(st.integers(0, 2), min_size=PEOPLE, max_size=PEOPLE))
    most = data.draw(st.integers(0, 5))
    first, second, gain, tiers = arrays(edges, gains, places)
    found = best_fraction(PEOPLE, first, second, gain, tiers, most)
    assert int((found.edges * gain).sum()) >= 2 * best_whole(edges, gains, places, most)


@examples(80)
@given(st.data(), graphs)
def test_rounding_keeps_everybody_within_their_places(data, edges):
    gains = data.draw(st.lists(st.integers(1, 9), min_size=len(edges), max_size=len(edges)))
    places = data.draw(st.lists(st.integers(0, 3), min_size=PEOPLE, max_size=PEOPLE))
    first, second, gain, tiers = arrays(edges, gains, places)
    fraction = best_fraction(PEOPLE, first, second, gain, tiers, len(edges))
    chosen = rounded(first, second, gain, fraction.edges)
    assert len(set(chosen)) == len(chosen)
    ends = [node for edge in chosen for node in edges[edge]]
    assert all(ends.count(node) <= places[node] for node in range(PEOPLE))
    # Nothing is lost but half an edge on each odd ring, of which there are at most two.
    assert 2 * sum(gains[edge] for edge in chosen) >= int((fraction.edges * gain).sum()) - 2 * 2 * max(gains)


@examples(200)
@given(st.lists(st.sampled_from(list(combinations(range(9), 2))), unique=True, min_size=1, max_size=24))
def test_halves_that_meet_in_many_places_give_nobody_more_than_their_part(edges):
    first, second = np.array(edges, dtype=np.int64).T
    halves = np.ones(len(edges), dtype=np.int64)
    chosen = rounded(first, second, halves, halves)
    for node in range(9):
        whole = sum(node in edges[edge] for edge in chosen)
        assert 2 * whole <= sum(node in edge for edge in edges) + 1


def test_a_triangle_is_taken_by_half_and_loses_half_an_edge():
    first, second, gain, tiers = arrays([(0, 1), (1, 2), (0, 2)], [5, 4, 3], [1] * PEOPLE)
    fraction = best_fraction(PEOPLE, first, second, gain, tiers, 3)
    assert fraction.edges.tolist() == [1, 1, 1]
    assert rounded(first, second, gain, fraction.edges) == [0]


def test_numbers_too_large_for_an_exact_flow_are_refused():
    first, second, gain, tiers = arrays([(0, 1)], [2**60], [1] * PEOPLE)
    with pytest.raises(FlowError):
        best_fraction(PEOPLE, first, second, gain, tiers, 1)
