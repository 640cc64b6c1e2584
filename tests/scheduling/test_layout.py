"""The picture's geometry: nobody on top of anybody, rounds apart, all within the frame."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.layout import HEADROOM, SPACING, layout_of
from tests.scheduling.strategies import examples


def apart(a, b):
    return hypot(a.x - b.x, a.y - b.y)


@examples(40)
@given(st.lists(st.integers(1, 60), max_size=12))
def test_nobody_stands_on_anybody_and_all_are_in_the_frame(sizes):
    layout = layout_of(sizes)
    assert [len(place.spots) for place in layout.rounds] == sizes
    spots = [spot for place in layout.rounds for spot in place.spots]
    assert all(apart(a, b) >= 0.84 * SPACING for a, b in combinations(spots, 2))
    assert all(0 <= spot.x <= layout.width and 0 <= spot.y <= layout.height for spot in spots)


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=8))
def test_rounds_leave_room_for_a_name_between_them(sizes):
    rounds = layout_of(sizes).rounds
    assert all(
        apart(a.centre, b.centre) >= a.radius + b.radius + HEADROOM - 1e-6 for a, b in combinations(rounds, 2)
    )
    assert all(place.centre.y - place.radius >= HEADROOM for place in rounds)


@pytest.mark.parametrize("sizes", [[40, 35, 30, 20, 15, 8, 2], [30] * 10])
def test_picture_of_groups_is_wider_than_high(sizes):
    layout = layout_of(sizes)
    assert 1.2 < layout.width / layout.height < 2.2


def test_picture_of_nobody_is_empty():
    assert layout_of([]).rounds == ()
