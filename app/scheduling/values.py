"""The parts of a problem as frozen values: slots, tables, participants, candidates.

They hold what `campmatch-problem/1` holds, with the same names and defaults. Ids are texts; whether
they exist is judged by `Problem`, which sees all parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Pair = tuple[str, str]


def pair_of(a: str, b: str) -> Pair:
    """Name a pair the same way whatever the order of its two participants."""
    return (a, b) if a <= b else (b, a)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a problem: its place, as in `slots[3].end`, and what is wrong there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ProblemError(ValueError):
    """A problem that means nothing; `faults` names every fault with its place."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in faults[:5]))


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time for meetings, from `start` until before `end`, both aware; part of a block."""

    id: str
    start: datetime
    end: datetime
    block: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A place for one meeting a slot, but in its closed slots.

    One with an `interpreter` is for those candidates who need this interpreter, and for nobody else.
    """

    id: str
    zone: str = ""
    closed_slots: tuple[str, ...] = ()
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody to meet; with a `table` of their own, all their meetings take place there."""

    id: str
    organisation: str = ""
    absent_slots: tuple[str, ...] = ()
    max_meetings: int | None = None
    promised: int = 4
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair worth bringing together once, in one of `slots` (any when none are given).

    When both are scheduled, it stands later than every pair that it names in `after`. A pair that needs an
    `interpreter` meets at a table that has this one.
    """

    a: str
    b: str
    worth: int
    required: bool = False
    slots: tuple[str, ...] | None = None
    after: tuple[Pair, ...] = ()
    interpreter: str = ""

    @property
    def pair(self) -> Pair:
        """The pair, in the order that names it."""
        return pair_of(self.a, self.b)


@dataclass(frozen=True, slots=True)
class Placing:
    """A pair at a slot, and perhaps a table: what is pinned, or stood in the previous schedule."""

    a: str
    b: str
    slot: str
    table: str | None = None

    @property
    def pair(self) -> Pair:
        """The pair, in the order that names it."""
        return pair_of(self.a, self.b)
