"""The best schedule at hand: seated, scored, and called sound by `verify`, so that it can leave at any moment.

A camp of a thousand people is seated and verified in a moment, whenever it is wanted. For one of ten
thousand that takes longer than anybody waits who has asked to stop, so its best is kept ready as it grows:
never for more than a small part of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import score, verify
from .board import Board
from .files import problem_to_json
from .instance import Instance
from .schedule import Meeting
from .seats import seat
from .watch import GRACE, Watch

# A schedule that is ready in this part of what a wish to stop leaves need not be kept.
QUICK = 0.3 * GRACE
# The time between two schedules that are kept, in units of what keeping one takes.
PAUSE = 15
# With fewer candidates than this, everything is quick.
SMALL = 6_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A sound schedule: its rank on the board, the values of its goals, and its meetings."""

    rank: tuple[int, ...]
    values: dict[str, int]
    meetings: tuple[Meeting, ...]


class Keeper:
    """Finishes boards, and keeps the best of those that are sound."""

    def __init__(self, instance: Instance, watch: Watch) -> None:
        """Keep nothing yet."""
        self.instance, self._watch = instance, watch
        self.best: Kept | None = None
        self._camp: verify.Camp | None = None
        self._last: tuple[list[int], Kept | None] | None = None
        # What finishing a board took, by the processor, and when the last one was kept.
        self._cost, self._since = 0.0, 0.0

    @property
    def is_wanted(self) -> bool:
        """Whether the camp is so large that its best must be kept ready."""
        return len(self.instance.first) >= SMALL

    def keep(self, board: Board) -> None:
        """Keep a board if it is better than what is kept, and the last time is long enough ago."""
        if not self.is_wanted or (self.best is not None and self._cost < QUICK):
            return
        is_due = self._watch.worked() - self._since >= PAUSE * self._cost
        if self.best is None or (is_due and score.rank(board) > self.best.rank):
            self.finished(board)

    def is_worse(self, board: Board) -> bool:
        """Tell whether a board has a lower rank than what is kept."""
        return self.best is not None and score.rank(board) < self.best.rank

    def finished(self, board: Board) -> Kept | None:
        """Return a board as a schedule, None when it is not sound; raise `Stopped` when the watch gets late."""
        if self._last is None or self._last[0] != board.slot_of:
            started = self._watch.worked()
            slots = board.snapshot()
            self._last = slots, self._judged(board)
            self._since = self._watch.worked()
            self._cost = self._since - started
            if self._cost > QUICK:
                self._watch.reserve(1.5 * self._cost)
        found = self._last[1]
        if found is not None and (self.best is None or found.rank > self.best.rank):
            self.best = found
        return found

    def _judged(self, board: Board) -> Kept | None:
        check = self._watch.check_late
        tables = seat(board, check=check)
        meetings = _meetings(self.instance, board, tables)
        check()
        if not self._is_sound(meetings, check):
            return None
        return Kept(score.rank(board), score.values(board, tables), meetings)

    def _is_sound(self, meetings: tuple[Meeting, ...], check: Callable[[], None]) -> bool:
        if self._camp is None:
            self._camp = verify.Camp(problem_to_json(self.instance.problem, check))
        plain = [{"a": item.a, "b": item.b, "slot": item.slot, "table": item.table} for item in meetings]
        for rule in verify.RULES:
            check()
            if next(rule(self._camp, plain), None) is not None:
                return False
        return True


def _meetings(instance: Instance, board: Board, tables: dict[int, int]) -> tuple[Meeting, ...]:
    problem = instance.problem
    return tuple(
        Meeting(problem.candidates[c].a, problem.candidates[c].b, problem.slots[slot].id, problem.tables[table].id)
        for slot, table, c in sorted((board.slot_of[c], table, c) for c, table in tables.items())
    )  # fmt: skip
