"""What one slot or one table more is worth at most: its price at the best choice, all from one flow.

A price is that of what the slot or table brings: meetings in all, and for everybody who is there one more. By
weak duality nothing like it that is added lifts the bound by more, and taking it away lowers the bound by
no less. The exact difference, for which the bound is computed anew, lies on the other side of the price.

Where both goals have a price, they count in their order, as values do: (1, -3) is one promised meeting
more, for which the worth falls by 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .choose import Choice, in_order, most_pairs
from .dual import Dual
from .flow import FlowError, Integers, Network, best_flow
from .instance import Instance
from .problem import HIGHER_IS_BETTER
from .watch import Stopped


class Prices:
    """Prices for the bounds of `promised` and `worth`, as far as they are goals of the problem.

    Bounds are halves of what the flow finds, so prices may end in a half, and a bound rises by no more
    than its price rounded up. None where numbers are too large for one flow, or `send` was stopped in it.
    """

    def __init__(self, instance: Instance, send: Callable[[Network], Integers] = best_flow) -> None:
        """Solve one flow for all of them; `send` finds it."""
        goals = instance.problem.goals
        self.names = tuple(name for name in goals if name in HIGHER_IS_BETTER)
        self.instance, choice = instance, Choice(instance, send)
        self._pairs = most_pairs(instance)
        self._order = in_order(goals)
        # So much dearer is the first goal that sums along any path tell the two apart again.
        longest = 2 * (2 * len(instance.free) + 3)
        largest = max(instance.worth, default=1) if self._order[0] == "promised" else 2
        self._scale = 4 * longest * largest + 1
        self._dual: Dual | None
        try:
            dear = {self._order[0]: self._scale, self._order[1]: 1}
            self._dual = choice.dual(dear["promised"], dear["worth"])
        except (FlowError, Stopped):
            self._dual = None

    def of_meetings(self, count: int) -> dict[str, float] | None:
        """Return the price of so many meetings more in all, for each goal."""
        if self._dual is None:
            return None
        return self._named(self._parted(np.array([self._dual.meeting])) * count)

    def of_slot(self, slot: int) -> dict[str, float] | None:
        """Return the price of a slot like this one: the same people there, the same tables open."""
        if self._dual is None:
            return None
        there = [person for person, free in enumerate(self.instance.free) if free >> slot & 1]
        who = [person for person in there if self._is_held_by_slots(person)]
        # Somebody who is promised more than they have room for would fill a promise with a place more.
        beyond = np.array(self.instance.promised) <= np.array(self.instance.limit)
        each = np.choose(beyond.astype(np.int64), self._dual.people)[who]
        meetings = min(self.instance.most_meetings_in(slot), self._pairs[slot])
        return self._named(self._parted(each) + self._parted(np.array([self._dual.meeting])) * meetings)

    def of_table(self, table: int) -> dict[str, float] | None:
        """Return the price of a table like this one, which has no host: open in the same slots."""
        usable = self.instance.open[table]
        short = [
            slot
            for slot, pairs in enumerate(self._pairs)
            if usable >> slot & 1 and self.instance.most_meetings_in(slot) < pairs
        ]
        return self.of_meetings(len(short))

    def _is_held_by_slots(self, person: int) -> bool:
        """Tell whether somebody could have a meeting more in a slot more."""
        most = self.instance.problem.participants[person].max_meetings
        return most is None or self.instance.limit[person] < most

    def _parted(self, prices: Integers) -> Integers:
        """Sum doubled prices, parted into those of the first and the second goal."""
        first = (prices + self._scale // 2) // self._scale
        return np.array([first.sum(), (prices - first * self._scale).sum()])

    def _named(self, doubled: Integers) -> dict[str, float]:
        by_name = dict(zip(self._order, doubled.tolist(), strict=True))
        return {name: by_name[name] / 2 for name in self.names}
