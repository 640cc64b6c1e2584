"""The rows in which tables stand, worked out from their numbers: values in, values out.

The rows of a zone are counted in the order of their lowest numbers, so that nobody has to say which row comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A place in a row of a zone; both count from 1."""

    row: int
    place: int


def laid(
    others: Mapping[int, Spot], moved: Sequence[tuple[int, Spot | None]], in_a_row: int | None
) -> dict[int, Spot]:
    """The spot of each table of a zone, by number.

    `others` are those that stand there already. `moved`, in the order of their numbers, come to stand in new rows of
    `in_a_row`; without it each keeps its place in a row that it has with those who come along, and stays nowhere when
    it stood nowhere.
    """
    rows: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for number, spot in others.items():
        rows.setdefault(("standing", spot.row), []).append((number, spot.place))
    for index, (number, stood) in enumerate(moved):
        if in_a_row:
            rows.setdefault(("moved", index // in_a_row), []).append((number, index % in_a_row + 1))
        elif stood:
            rows.setdefault(("moved", stood.row), []).append((number, stood.place))
    return dict(_counted(rows.values()))


def _counted(rows: Iterable[Sequence[tuple[int, int]]]) -> Iterable[tuple[int, Spot]]:
    for count, row in enumerate(sorted(rows, key=min), 1):
        yield from ((number, Spot(count, place)) for number, place in row)
