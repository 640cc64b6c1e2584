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


def parts(values: Sequence[int]) -> list[Told]:
    """Numbers whose sum is known: none of one or two, and never a single one hidden."""
    found: list[Told] = [cell(value) for value in values]
    if found.count(None) == 1:
        rest = [place for place, value in enumerate(found) if value]
        if rest:
            found[min(rest, key=lambda place: (values[place], place))] = None
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
    """A symmetric table of numbers whose rows' sums may be known: no row hides a single number.

    Numbers of one or two are hidden; as long as a row hides one alone, its next smallest is hidden too, here
    and in the mirror.
    """
    found: list[list[Told]] = [[cell(value) for value in row] for row in values]
    changed = True
    while changed:
        changed = False
        for down, row in enumerate(found):
            rest = [place for place, value in enumerate(row) if value]
            if row.count(None) == 1 and rest:
                place = min(rest, key=lambda at: (values[down][at], at))
                found[down][place] = found[place][down] = None
                changed = True
    return found
