"""The organisers' view of the day: what is on and next, who waits at a table and who could step in, who and what is
free, and who is not here yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Reply,
    ReplyKind,
    Slot,
    Stay,
)
from app.services.day import stand_in_offers, stand_ins
from app.services.day.stand_in_candidates import Candidate, candidates_for
from app.services.day.stand_in_offers import Alone
from app.services.setup import blocks

SOON = timedelta(minutes=30)
MOST_WAITING, MOST_STAND_INS, MOST_SHOWN = 8, 3, 12


@dataclass(frozen=True)
class Side:
    """One of the two of a meeting: whether they are checked in, what was said by or of them last, and from when they
    said they are at the camp, where that is still ahead."""

    person: Participant
    said: ReplyKind | None
    arrives_at: datetime | None

    @property
    def is_here(self) -> bool:
        """Checked in or at the table, and nobody says that they have not come."""
        return self.said is ReplyKind.HERE or (
            self.person.checked_in_at is not None and self.said is not ReplyKind.NOT_COME
        )


@dataclass(frozen=True)
class Pair:
    """A meeting of the slot that is on."""

    entry: CalendarEntry
    sides: tuple[Side, Side]

    @property
    def is_running(self) -> bool:
        """Both are here, as far as anybody knows."""
        return all(side.is_here for side in self.sides)


@dataclass(frozen=True)
class Waiting:
    """Somebody left alone, and who could step in, the best first."""

    alone: Alone
    stand_ins: list[Candidate]


@dataclass(frozen=True)
class Expected:
    """Somebody not checked in: when they said they arrive, and their next meeting."""

    person: Participant
    arrives_at: datetime | None
    meeting: CalendarEntry | None


@dataclass(frozen=True)
class LiveBoard:
    """The board at the moment `at`. `slot` is the one that is on, `following` the next with its `meetings_next`.

    `free_people` and `free_tables` are of the slot that is on, else of the next one: `free_in` tells which. Lists are
    whole; pages show as much as helps.
    """

    at: datetime
    slot: Slot | None
    following: Slot | None
    meetings_next: int
    pairs: list[Pair]
    waiting: list[Waiting]
    waiting_later: int
    expected: list[Expected]
    free_in: Slot | None
    free_people: list[Participant]
    free_tables: list[int]

    @property
    def running(self) -> int:
        """How many meetings are running as far as anybody knows."""
        return sum(pair.is_running for pair in self.pairs)

    @property
    def troubled(self) -> list[Pair]:
        """Meetings that are on with somebody who is not here, and of whom nobody has said yet that they do not come."""
        return [
            pair for pair in self.pairs if any(not one.is_here and one.said is None for one in pair.sides)
        ]


def board_of(camp: Camp, at: datetime) -> LiveBoard:
    """Everything at this moment; a bounded number of queries, however large the camp."""
    slots, people = blocks.slots_of(camp), _people(camp)
    entries, arrives = stand_in_offers.entries_ahead(camp, at), _arrivals(camp, at)
    slot = next((one for one in slots if one.starts_at <= at < one.ends_at), None)
    following = next((one for one in slots if one.starts_at > at), None)
    free_in = slot or following
    alone = stand_in_offers.left_alone(camp)
    soon = [one for one in alone if one.slot.starts_at <= at + SOON]
    return LiveBoard(
        at=at,
        slot=slot,
        following=following,
        meetings_next=sum(_is_in(entry, following) for entry in entries if not entry.is_cancelled),
        pairs=_pairs(camp, [one for one in entries if _is_in(one, slot)], people, arrives),
        waiting=_waiting(camp, soon[:MOST_WAITING]),
        waiting_later=len(alone) - len(soon[:MOST_WAITING]),
        expected=_expected(people, entries, arrives),
        free_in=free_in,
        free_people=_free_people(camp, free_in, people),
        free_tables=_free_tables(camp, free_in, entries),
    )


def pairs_now(camp: Camp, at: datetime) -> list[Pair]:
    """The meetings that are on, by table."""
    entries = [one for one in stand_in_offers.entries_ahead(camp, at) if one.starts_at <= at]
    return _pairs(camp, entries, _people(camp), _arrivals(camp, at))


def _people(camp: Camp) -> dict[int, Participant]:
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    rows = db.session.scalars(
        query.options(joinedload(Participant.organisation)).order_by(Participant.name, Participant.id)
    )
    return {row.id: row for row in rows}


def _arrivals(camp: Camp, at: datetime) -> dict[int, datetime]:
    """Who said that they arrive later than now, and when."""
    query = select(Stay.participant_id, Stay.arrives_at).where(Stay.camp_id == camp.id, Stay.arrives_at > at)
    return {person: arrives for person, arrives in db.session.execute(query) if arrives is not None}


def _is_in(entry: CalendarEntry, slot: Slot | None) -> bool:
    return slot is not None and (entry.starts_at, entry.ends_at) == (slot.starts_at, slot.ends_at)


def _pairs(
    camp: Camp,
    entries: Collection[CalendarEntry],
    people: dict[int, Participant],
    arrives: dict[int, datetime],
) -> list[Pair]:
    query = select(Reply.entry_id, Reply.participant_id, Reply.kind).where(
        Reply.camp_id == camp.id, Reply.entry_id.in_([entry.id for entry in entries])
    )
    said = {(entry, person): kind for entry, person, kind in db.session.execute(query)}

    def side(entry: CalendarEntry, number: int) -> Side:
        return Side(people[number], said.get((entry.id, number)), arrives.get(number))

    return [
        Pair(entry, (side(entry, entry.person_lo_id), side(entry, entry.person_hi_id)))
        for entry in entries
        if not entry.is_cancelled and {entry.person_lo_id, entry.person_hi_id} <= people.keys()
    ]


def _waiting(camp: Camp, alone: list[Alone]) -> list[Waiting]:
    found = candidates_for(camp, [(one.person, one.slot) for one in alone], MOST_STAND_INS)
    return [Waiting(one, could) for one, could in zip(alone, found, strict=True)]


def _expected(
    people: dict[int, Participant], entries: Collection[CalendarEntry], arrives: dict[int, datetime]
) -> list[Expected]:
    """Whoever is not checked in, those with the earliest meeting first."""
    first: dict[int, CalendarEntry] = {}
    for entry in entries:
        if not entry.is_cancelled:
            for number in (entry.person_lo_id, entry.person_hi_id):
                first.setdefault(number, entry)
    missing = [
        Expected(person, arrives.get(number), first.get(number))
        for number, person in people.items()
        if person.checked_in_at is None
    ]
    return sorted(missing, key=lambda one: (one.meeting is None, one.meeting and one.meeting.starts_at))


def _free_people(camp: Camp, slot: Slot | None, people: dict[int, Participant]) -> list[Participant]:
    """Who is checked in and could meet somebody in the slot."""
    here = {number for number, person in people.items() if person.checked_in_at is not None}
    if slot is None or not here:
        return []
    free = stand_ins.free_in(camp, slot, here)
    return [person for number, person in people.items() if number in free]


def _free_tables(camp: Camp, slot: Slot | None, entries: Collection[CalendarEntry]) -> list[int]:
    if slot is None:
        return []
    query = select(MeetingTable.number).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    taken = {
        entry.table_number
        for entry in entries
        if not entry.is_cancelled and entry.starts_at < slot.ends_at and entry.ends_at > slot.starts_at
    }
    return [number for number in db.session.scalars(query) if number not in taken]
