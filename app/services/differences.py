"""What a publication changes: pure decisions over values, for the calendars and the mails.

A *pair* is two participants' numbers, the lower first. What calendars have been told of a pair is a
`Told`; what the new schedule says is a `Placement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Pair = tuple[int, int]


@dataclass(frozen=True)
class Placement:
    """When and at which table a pair meets."""

    starts_at: datetime
    ends_at: datetime
    table_number: int


@dataclass(frozen=True)
class Told:
    """What calendars know of a pair: the last placement, and whether it was cancelled since."""

    placement: Placement
    is_cancelled: bool


class ChangeKind(StrEnum):
    """What happens to a meeting. A cancelled one that comes back is new to those who meet."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Change:
    """One pair's change; `before` is None for a meeting that is new, `after` for one that is cancelled."""

    kind: ChangeKind
    pair: Pair
    before: Placement | None
    after: Placement | None


def changes(told: Mapping[Pair, Told], planned: Mapping[Pair, Placement]) -> list[Change]:
    """Every pair whose meeting is new, moved or cancelled, in the order of time, then of the pair.

    A meeting that stays at its slot and table is not a change, whatever the number of its schedule.
    """
    found = []
    for pair in told.keys() | planned.keys():
        known, after = told.get(pair), planned.get(pair)
        before = known.placement if known is not None and not known.is_cancelled else None
        if before == after:
            continue
        kind = (
            ChangeKind.NEW if before is None else ChangeKind.CANCELLED if after is None else ChangeKind.MOVED
        )
        found.append(Change(kind, pair, before, after))
    return sorted(found, key=_by_time)


def _by_time(change: Change) -> tuple[datetime, Pair]:
    placement = change.after or change.before
    assert placement is not None  # noqa: S101 -- `changes` makes none without either
    return placement.starts_at, change.pair


def concerned(found: list[Change]) -> dict[int, list[Change]]:
    """The changes of each participant who has any."""
    by_person: dict[int, list[Change]] = {}
    for change in found:
        for person in change.pair:
            by_person.setdefault(person, []).append(change)
    return by_person
