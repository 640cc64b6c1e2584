"""The parts of a candidates' graph, and the two sides of each part that has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .instance import Instance


def sides_of_parts(instance: Instance, candidates: Iterable[int]) -> list[tuple[list[int], list[int]]]:
    """Return the sides of each connected part that the candidates form; the same list twice if it has none."""
    met: dict[int, list[int]] = defaultdict(list)
    for candidate in candidates:
        a, b = instance.first[candidate], instance.second[candidate]
        met[a].append(b)
        met[b].append(a)
    side: dict[int, int] = {}
    found = []
    for start in met:
        if start in side:
            continue
        side[start], part, has_sides = 0, [start], True
        for person in part:
            for other in met[person]:
                if other not in side:
                    side[other] = 1 - side[person]
                    part.append(other)
                has_sides = has_sides and side[other] != side[person]
        sides = tuple([person for person in part if side[person] == which] for which in (0, 1))
        found.append((sides[0], sides[1]) if has_sides else (part, part))
    return found
