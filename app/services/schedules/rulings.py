"""What organisers decide about a pair for every run to come: pinned to a place, or never to meet.

A ruling is the organisers' own word and tells nothing of anybody's wishes.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.extensions import db
from app.formats import local_time
from app.models import (
    Camp,
    MeetingTable,
    PairRuling,
    Participant,
    ParticipantStatus,
    Ruling,
    Slot,
    User,
)
from app.services.clock import now
from app.services.programme.availability import unavailable_slots

Pair = tuple[int, int]


@dataclass(frozen=True)
class Ruled:
    """A ruling with what it is about; `slot` and `table` are None for a pair that is never to meet."""

    first: Participant
    second: Participant
    ruling: Ruling
    slot: Slot | None
    table: MeetingTable | None

    @property
    def is_pinned(self) -> bool:
        """Whether the pair has a place that no run may take."""
        return self.ruling is Ruling.PINNED


def ruling_on(camp: Camp, pair: Pair) -> PairRuling | None:
    """What is decided about a pair (numbers, the lower first), or None."""
    lo, hi = pair
    return db.session.scalar(
        select(PairRuling).where(
            PairRuling.camp_id == camp.id, PairRuling.person_lo_id == lo, PairRuling.person_hi_id == hi
        )
    )


def rulings_of(camp: Camp) -> list[Ruled]:
    """All rulings whose two people still take part, pinned ones first, in the order of time and name."""
    query = select(PairRuling, Slot, MeetingTable).outerjoin(Slot, Slot.id == PairRuling.slot_id)
    query = query.outerjoin(MeetingTable, MeetingTable.id == PairRuling.table_id)
    people = _confirmed(camp)
    found = [
        Ruled(people[row.person_lo_id], people[row.person_hi_id], row.ruling, slot, table)
        for row, slot, table in db.session.execute(query.where(PairRuling.camp_id == camp.id))
        if row.person_lo_id in people and row.person_hi_id in people
    ]
    return sorted(found, key=lambda one: (not one.is_pinned, one.slot.starts_at.timestamp() if one.slot else 0,
                                          one.first.name.casefold(), one.second.name.casefold()))  # fmt: skip


def pinned_pairs(camp: Camp) -> set[Pair]:
    """The pairs that are pinned, as numbers, the lower first; whether they still take part or not."""
    query = select(PairRuling.person_lo_id, PairRuling.person_hi_id).where(
        PairRuling.camp_id == camp.id, PairRuling.ruling == Ruling.PINNED
    )
    return {(lo, hi) for lo, hi in db.session.execute(query)}


def _confirmed(camp: Camp) -> dict[int, Participant]:
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    return {person.id: person for person in db.session.scalars(query)}


def rule(camp: Camp, pair: Pair, ruling: Ruling, user: User, place: Pair | None = None) -> None:
    """Set or replace what is decided about a pair, in the present transaction.

    `place` is the numbers of slot and table of a pinned pair.
    """
    lift(camp, pair)
    slot, table = place or (None, None)
    db.session.add(
        PairRuling(
            camp_id=camp.id,
            person_lo_id=pair[0],
            person_hi_id=pair[1],
            ruling=ruling,
            slot_id=slot,
            table_id=table,
            user_id=user.id,
            made_at=now(),
        )
    )
    db.session.flush()


def lift(camp: Camp, pair: Pair) -> None:
    """Leave the pair to the runs again, in the present transaction; nothing happens when it is so already."""
    lo, hi = pair
    db.session.execute(
        delete(PairRuling).where(
            PairRuling.camp_id == camp.id, PairRuling.person_lo_id == lo, PairRuling.person_hi_id == hi
        )
    )


def contradictions(camp: Camp) -> list[str]:
    """Pinned meetings that no schedule can hold, each named in a sentence; seen before any solving."""
    pinned = [one for one in rulings_of(camp) if one.is_pinned]
    return [*_absent(camp, pinned), *_at_once(camp, pinned), *_over_limit(camp, pinned)]


def _absent(camp: Camp, pinned: list[Ruled]) -> Iterator[str]:
    away = unavailable_slots(camp) if pinned else {}
    for one in pinned:
        for person in (one.first, one.second):
            if one.slot is not None and one.slot.id in away[person.id]:
                yield _(
                    "%(first)s and %(second)s are pinned at %(time)s, but %(person)s cannot meet then.",
                    first=one.first.name,
                    second=one.second.name,
                    time=local_time(one.slot.starts_at, camp.time_zone),
                    person=person.name,
                )


def _at_once(camp: Camp, pinned: list[Ruled]) -> Iterator[str]:
    by_person: dict[tuple[int, int], list[Ruled]] = defaultdict(list)
    by_table: dict[tuple[int, int], list[Ruled]] = defaultdict(list)
    people: dict[int, Participant] = {}
    for one in pinned:
        if one.slot is None or one.table is None:
            continue
        by_table[one.slot.id, one.table.id].append(one)
        for person in (one.first, one.second):
            people[person.id] = person
            by_person[one.slot.id, person.id].append(one)
    for (_slot, number), several in by_person.items():
        if len(several) > 1:
            yield _(
                "%(person)s is pinned in %(count)s meetings at %(time)s.",
                person=people[number].name,
                count=len(several),
                time=_time(camp, several[0]),
            )
    for several in by_table.values():
        if len(several) > 1 and several[0].table is not None:
            yield _(
                "%(count)s meetings are pinned at table %(table)s at %(time)s.",
                count=len(several),
                table=several[0].table.number,
                time=_time(camp, several[0]),
            )


def _time(camp: Camp, one: Ruled) -> str:
    return local_time(one.slot.starts_at, camp.time_zone) if one.slot else ""


def _over_limit(camp: Camp, pinned: list[Ruled]) -> Iterator[str]:
    counts: dict[int, int] = defaultdict(int)
    people = {}
    for one in pinned:
        for person in (one.first, one.second):
            people[person.id] = person
            counts[person.id] += 1
    for number, count in counts.items():
        if camp.max_meetings is not None and count > camp.max_meetings:
            yield _(
                "%(person)s is pinned in %(count)s meetings; the largest number is %(most)s.",
                person=people[number].name,
                count=count,
                most=camp.max_meetings,
            )
