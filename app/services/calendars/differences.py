"""What a publication changes: pure decisions over values, for the calendars and the mails.

A *pair* is two participants' numbers, the lower first. What calendars have been told of a pair is a
`Told`; what the new schedule says is a `Placement`.

What two have *agreed* on themselves is in no schedule, so that a schedule without it does not cancel it; it gives
way only where the schedule needs one of the two, or the table, at that time.
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
    """What calendars know of a pair: the last placement, whether it was cancelled since, and whether the two
    have agreed on it themselves."""

    placement: Placement
    is_cancelled: bool
    is_agreed: bool = False


@dataclass(frozen=True)
class Taken:
    """What an agreed meeting gives way for: which of the two meet somebody else then, and whether the table
    is needed."""

    people: tuple[int, ...]
    table: bool


class ChangeKind(StrEnum):
    """What happens to a meeting. A cancelled one that comes back is new to those who meet."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Change:
    """One pair's change; `before` is None for a meeting that is new, `after` for one that is cancelled.

    `taken` tells why a meeting that the two had agreed on is cancelled.
    """

    kind: ChangeKind
    pair: Pair
    before: Placement | None
    after: Placement | None
    taken: Taken | None = None


def changes(told: Mapping[Pair, Told], planned: Mapping[Pair, Placement]) -> list[Change]:
    """Every pair whose meeting is new, moved or cancelled, in the order of time, then of the pair.

    A meeting that stays at its slot and table is not a change, whatever the number of its schedule; nor is an
    agreed one for which there is still room.
    """
    kept, found = staying(told, planned), []
    for pair in told.keys() | planned.keys():
        known, after = told.get(pair), planned.get(pair)
        before = known.placement if known is not None and not known.is_cancelled else None
        if before == after or pair in kept:
            continue
        kind = kind_of(before, after)
        is_given_up = kind is ChangeKind.CANCELLED and known is not None and known.is_agreed
        taken = _taken(pair, known.placement, planned) if known is not None and is_given_up else None
        found.append(Change(kind, pair, before, after, taken))
    return sorted(found, key=_by_time)


def kind_of(before: object | None, after: object | None) -> ChangeKind:
    """What happens to a meeting that is at a place before and another after, either of which may be none."""
    if before is None:
        return ChangeKind.NEW
    return ChangeKind.CANCELLED if after is None else ChangeKind.MOVED


def staying(told: Mapping[Pair, Told], planned: Mapping[Pair, Placement]) -> set[Pair]:
    """The agreed meetings that are not in the schedule and for which it leaves the two and their table free."""
    agreed = [(pair, known) for pair, known in told.items() if known.is_agreed and not known.is_cancelled]
    return {
        pair
        for pair, known in agreed
        if pair not in planned and _taken(pair, known.placement, planned) is None
    }


def _taken(pair: Pair, agreed: Placement, planned: Mapping[Pair, Placement]) -> Taken | None:
    then = [
        (two, place)
        for two, place in planned.items()
        if place.starts_at < agreed.ends_at and place.ends_at > agreed.starts_at
    ]
    people = tuple(one for one in pair if any(one in two for two, _place in then))
    table = any(place.table_number == agreed.table_number for _two, place in then)
    return Taken(people, table) if people or table else None


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
