"""Days: in which slots somebody who has all their meetings can meet, with the fewest breaks.

A day is a mask of the slots in which a person meets. Their meetings, each with the slots left to it,
must fill it exactly (a matching, as in Hall's theorem), so the fewest runs of any such day, less one,
are a bound for the idle blocks of that person in every sound schedule.
"""

from __future__ import annotations

from dataclasses import dataclass

from .instance import Instance
from .matching import SlotMatching

# How many days of a person are listed, and how many steps their search may take.
MOST_DAYS, MOST_STEPS = 1_000, 20_000


@dataclass(frozen=True, slots=True)
class Days:
    """How many breaks a person has at least, and all days with no more; None where there are too many."""

    least: int
    masks: tuple[int, ...] | None


def narrowed(instance: Instance) -> list[int] | None:
    """Return the slots left to each candidate when all must stand; None when one has none.

    A meeting with one slot takes it from the others of its people, and orders cut both ends, until
    nothing changes.
    """
    allowed = list(instance.allowed)
    waiting = [candidate for candidate, mask in enumerate(allowed) if not mask & (mask - 1)]
    settled = set(waiting)
    changed = True
    while changed:
        while waiting:
            candidate = waiting.pop()
            for person in (instance.first[candidate], instance.second[candidate]):
                for other in instance.of_person[person]:
                    if other != candidate:
                        allowed[other] &= ~allowed[candidate]
        changed = _cut_by_order(instance, allowed)
        if not all(allowed):
            return None
        waiting = [c for c, mask in enumerate(allowed) if not mask & (mask - 1) and c not in settled]
        settled.update(waiting)
        changed = changed or bool(waiting)
    return allowed


def _cut_by_order(instance: Instance, allowed: list[int]) -> bool:
    """Take from each candidate what orders forbid; tell whether anything went."""
    changed = False
    for later, earlier in instance.after:
        after = allowed[later] & ~((allowed[earlier] & -allowed[earlier]) * 2 - 1)
        before = allowed[earlier] & ((1 << max(0, allowed[later].bit_length() - 1)) - 1)
        if (after, before) != (allowed[later], allowed[earlier]):
            allowed[later], allowed[earlier], changed = after, before, True
    return changed


def days_of(slots: list[int], count: int) -> Days | None:
    """Return the days with the fewest breaks on which meetings with these slots all stand.

    `slots` holds a mask for each meeting, `count` is the number of slots of the problem. None when there
    is no such day at all.
    """
    if not slots:
        return Days(0, (0,))
    for runs in range(1, len(slots) + 1):
        search = _Search(slots, count)
        search.extend(0, len(slots), runs, 0)
        if search.steps > MOST_STEPS or len(search.found) > MOST_DAYS:
            return Days(runs - 1, None)
        masks = tuple(mask for mask in search.found if _fill(slots, mask))
        if masks:
            return Days(runs - 1, masks)
    return None


class _Search:
    """Lists the masks of given size and number of runs that hold every slot a meeting cannot leave."""

    def __init__(self, slots: list[int], count: int) -> None:
        self.count, self.steps = count, 0
        self.found: list[int] = []
        self._usable = self._must = 0
        for mask in slots:
            self._usable |= mask
            if not mask & (mask - 1):
                self._must |= mask

    def extend(self, start: int, left: int, runs: int, mask: int) -> None:
        """Add `runs` runs of `left` slots together to a mask, from a slot on."""
        self.steps += 1
        if self.steps > MOST_STEPS or len(self.found) > MOST_DAYS:
            return
        if runs == 0:
            if left == 0 and not self._must >> start:
                self.found.append(mask)
            return
        for first in range(start, self.count):
            if self._must & ((1 << first) - (1 << start)):
                return
            for length in range(1, left - runs + 2):
                end = first + length
                if end > self.count or not self._usable >> (end - 1) & 1:
                    break
                if (runs > 1 or length == left) and not self._must >> end & 1:
                    run = (1 << end) - (1 << first)
                    self.extend(end + 1, left - length, runs - 1, mask | run)


def _fill(slots: list[int], day: int) -> bool:
    """Tell whether meetings fill a day, each in one of its slots."""
    matching = SlotMatching()
    return all(matching.add(own & day) for own in slots)
