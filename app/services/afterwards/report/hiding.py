"""What is not told outside the house: numbers of one or two people, and what would let one reckon them.

Groups of fewer than FEWEST people are put together; a number of one or two is not told, and where one number of
a sum alone would be hidden, the next smallest goes with it, for the sum would tell.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

FEWEST = 3
Key = TypeVar("Key", bound=Hashable)
Told = int | None
"""A number, or None for one that is not told."""


def small(value: Told) -> bool:
    """Whether a number is about one or two."""
    return value is not None and 0 < value < FEWEST


def cell(value: int) -> Told:
    """The number, or None for one or two."""
    return None if small(value) else value


def parts(values: Sequence[int], least: int = 0) -> list[Told]:
    """Numbers whose sum is known: none of one or two, and what is hidden cannot be reckoned from the sum.

    At least `least` numbers are hidden where that many are not 0: one keeps the sum itself from being told.
    """
    found: list[Told] = [cell(value) for value in values]
    rest = sorted((place for place, value in enumerate(found) if value), key=lambda at: (values[at], at))
    while rest and (found.count(None) < least or _is_known([values[at] for at in _places(found)])):
        found[rest.pop(0)] = None
    return found


def stages(values: Sequence[int]) -> list[Told]:
    """Numbers of people, most of them part of one another: none of one or two, and no two that are told differ by
    one or two, for the difference would tell of so few. The first come first: the later of two gives way."""
    found: list[Told] = []
    for value in values:
        is_close = any(small(abs(value - other)) for other in found if other is not None)
        found.append(None if is_close else cell(value))
    return found


def merged(groups: Mapping[Hashable, Key], others: Key) -> dict[Hashable, Key]:
    """Each member's group, those of fewer than FEWEST members put together as `others`.

    The others are at least FEWEST, if need be with the smallest group that would else be told.
    """
    sizes = Counter(groups.values())
    little = {group for group, size in sizes.items() if size < FEWEST}
    while little and sum(sizes[group] for group in little) < FEWEST and little != sizes.keys():
        little.add(min(sizes.keys() - little, key=lambda group: (sizes[group], str(group))))
    return {member: others if group in little else group for member, group in groups.items()}


def square(values: Sequence[Sequence[int]]) -> list[list[Told]]:
    """A symmetric table of numbers whose rows' sums may be known: nothing hidden can be reckoned from a row.

    Numbers of one or two are hidden; as long as a row's sum would tell what it hides, its next smallest is hidden
    too, here and in the mirror.
    """
    found: list[list[Told]] = [[cell(value) for value in row] for row in values]
    changed = True
    while changed:
        changed = False
        for down, row in enumerate(found):
            rest = [place for place, value in enumerate(row) if value]
            if rest and _is_known([values[down][at] for at in _places(row)]):
                place = min(rest, key=lambda at: (values[down][at], at))
                found[down][place] = found[place][down] = None
                changed = True
    return found


def _places(found: Sequence[Told]) -> list[int]:
    return [place for place, value in enumerate(found) if value is None]


def _is_known(hidden: Sequence[int]) -> bool:
    """Whether the sum of what is hidden, none of it 0, tells the numbers, or is itself of one or two."""
    return bool(hidden) and (len(hidden) == 1 or sum(hidden) < FEWEST or sum(hidden) == len(hidden))
