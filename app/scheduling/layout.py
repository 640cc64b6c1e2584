"""Where the people of an interest graph stand in a picture: each group a round of its own, the most
wished for in its middle, and nobody on top of anybody else.

A force layout of 150 people who each wish for ten others is a ball of hair; groups side by side can
be read, printed and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

SPACING = 26.0
MARGIN = 18.0
HEADROOM = 30.0
GOLDEN_ANGLE = pi * (3 - sqrt(5))
_STEP = 6.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the picture; x to the right and y downwards, both from 0."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Round:
    """Where one group stands: the centre and radius of its circle, and its members' spots in their order."""

    centre: Spot
    radius: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture `width` by `height` with one round for each group, in the groups' order."""

    width: float
    height: float
    rounds: tuple[Round, ...]


def layout_of(sizes: Sequence[int]) -> Layout:
    """Place groups of these sizes, the first in the middle and the others around it, wider than high.

    Members stand on a sunflower spiral (Vogel, 1979), at least 0.85 SPACING from each other; rounds
    keep HEADROOM between them for a name.
    """
    radii = [SPACING * 0.55 * sqrt(size) + SPACING / 2 for size in sizes]
    centres = _packed(radii)
    if not sizes:
        return Layout(2 * MARGIN, 2 * MARGIN, ())
    left = min(c.x - r for c, r in zip(centres, radii, strict=True)) - MARGIN
    top = min(c.y - r for c, r in zip(centres, radii, strict=True)) - MARGIN - HEADROOM
    right = max(c.x + r for c, r in zip(centres, radii, strict=True)) + MARGIN
    bottom = max(c.y + r for c, r in zip(centres, radii, strict=True)) + MARGIN
    moved = [Spot(c.x - left, c.y - top) for c in centres]
    rounds = tuple(Round(c, r, _sunflower(c, size)) for c, r, size in zip(moved, radii, sizes, strict=True))
    return Layout(right - left, bottom - top, rounds)


def _packed(radii: Sequence[float]) -> list[Spot]:
    """Each circle at the first free place of a widening spiral, twice as wide as high."""
    placed: list[tuple[Spot, float]] = []
    for radius in radii:
        turn = 0.0
        while True:
            reach = _STEP * turn / (2 * pi)
            spot = Spot(1.9 * reach * cos(turn), reach * sin(turn))
            if all(_is_clear(spot, radius, *other) for other in placed):
                break
            turn += 2 * pi / 48
        placed.append((spot, radius))
    return [spot for spot, _radius in placed]


def _is_clear(spot: Spot, radius: float, other: Spot, other_radius: float) -> bool:
    return hypot(spot.x - other.x, spot.y - other.y) >= radius + other_radius + HEADROOM


def _sunflower(centre: Spot, size: int) -> tuple[Spot, ...]:
    reach = [SPACING * 0.55 * sqrt(index + 0.5) if size > 1 else 0.0 for index in range(size)]
    return tuple(
        Spot(centre.x + r * cos(index * GOLDEN_ANGLE), centre.y + r * sin(index * GOLDEN_ANGLE))
        for index, r in enumerate(reach)
    )
