"""Working out an asked change: a schedule that does it with the fewest changes for everybody else.

The problem is the camp as it is now with the published meetings as the previous schedule. Only what the
change needs is open: everything that stands and is not in its way stays, and nobody new is brought together
but the one whose meeting was cancelled.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select

from app.extensions import db
from app.models import (
    AskedChange,
    AskedKind,
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    Schedule,
    ScheduleStatus,
    Slot,
)
from app.scheduling import Candidate, Events, Participant, Placing, Problem, after, repair
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.values import Pair, pair_of
from app.services.clock import now
from app.services.matching.problems import Choices, as_seated, problem_of

SECONDS = 10


@dataclass(frozen=True)
class Standing:
    """The published meetings that stand, where the core would have them."""

    meetings: tuple[Placed, ...]
    worth: dict[Pair, int]

    def slots_of(self, person: str) -> set[str]:
        """When somebody meets."""
        return {meeting.slot for meeting in self.meetings if person in (meeting.a, meeting.b)}


def basis_of(camp: Camp) -> str:
    """Tells the published meetings from what they were: any change of one changes it."""
    query = select(CalendarEntry.uid, CalendarEntry.sequence).where(CalendarEntry.camp_id == camp.id)
    rows = sorted(tuple(row) for row in db.session.execute(query))
    return sha256(repr(rows).encode()).hexdigest()[:16]


def problem_after(camp: Camp, asked: AskedChange) -> Problem | None:
    """The problem whose best repair does what is asked; None when every slot has begun. Reads only.

    Raises scheduling.ProblemError when what stands contradicts itself.
    """
    first = db.session.scalar(
        select(Slot.id)
        .where(Slot.stands_at(camp.id), Slot.starts_at > now())
        .order_by(Slot.starts_at)
        .limit(1)
    )
    if first is None:
        return None
    standing, entry = standing_of(camp), asked.entry
    pair = pair_of(str(entry.person_lo_id), str(entry.person_hi_id))
    spot = _spot(camp, entry)
    base = problem_of(camp, Choices())
    absent = _absences(base, standing)
    if asked.kind is not AskedKind.CANCEL and spot is not None:
        absent.setdefault(str(asked.participant_id), set()).add(spot[0])
    if asked.kind is AskedKind.SEND_COLLEAGUE:
        standing = replace(standing, meetings=tuple(m for m in standing.meetings if m.pair != pair))
    pins = _pins(asked, entry, spot)
    problem = replace(
        base,
        participants=tuple(_room_for(person, absent, standing) for person in base.participants),
        candidates=tuple(
            as_seated(
                _candidates(base, standing, asked, pair, spot), base.tables, (*standing.meetings, *pins)
            )
        ),
        pinned=pins,
        previous=(),
    )
    return after(problem, Solution("feasible", standing.meetings), Events(now=str(first)))


def wanted_pair(asked: AskedChange) -> Pair | None:
    """Who must meet when the change is done; None after a cancellation, when nobody need."""
    entry = asked.entry
    if asked.kind is AskedKind.ANOTHER_TIME:
        return pair_of(str(entry.person_lo_id), str(entry.person_hi_id))
    return _sent_pair(asked) if asked.kind is AskedKind.SEND_COLLEAGUE else None


def solution_of(
    problem: Problem, wanted: Pair | None, should_stop: Callable[[], bool] | None = None
) -> Solution | None:
    """The sound schedule with the fewest changes, the best of those; None when in none of them `wanted` meet."""
    found = repair(problem, max_changes=0, time_limit=SECONDS, should_stop=should_stop) or repair(
        problem, time_limit=SECONDS, should_stop=should_stop
    )  # nearly always nobody has to move, and then nothing more need be tried
    if not found or (wanted is not None and wanted not in {meeting.pair for meeting in found[0].meetings}):
        return None
    return found[0]


def standing_of(camp: Camp) -> Standing:
    """What is published or agreed on and not cancelled, at slots and tables that are there; four queries."""
    slots = {start: str(number) for number, start in db.session.execute(
        select(Slot.id, Slot.starts_at).where(Slot.stands_at(camp.id)))}  # fmt: skip
    tables = {number: str(row) for row, number in db.session.execute(
        select(MeetingTable.id, MeetingTable.number).where(MeetingTable.camp_id == camp.id))}  # fmt: skip
    entries = db.session.scalars(
        select(CalendarEntry).where(CalendarEntry.camp_id == camp.id, CalendarEntry.is_cancelled.is_(False))
    )
    meetings = tuple(
        Placed(
            str(entry.person_lo_id),
            str(entry.person_hi_id),
            slots[entry.starts_at],
            tables[entry.table_number],
        )
        for entry in entries
        if entry.starts_at in slots and entry.table_number in tables
    )
    worth = (
        select(Meeting.person_lo_id, Meeting.person_hi_id, Meeting.worth)
        .join(Schedule, Schedule.id == Meeting.schedule_id)
        .where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
    )
    return Standing(meetings, {pair_of(str(lo), str(hi)): w for lo, hi, w in db.session.execute(worth)})


def _spot(camp: Camp, entry: CalendarEntry) -> tuple[str, str] | None:
    """The slot and the table of a meeting; None when one of them is there no more."""
    slot = db.session.scalar(
        select(Slot.id).where(Slot.stands_at(camp.id), Slot.starts_at == entry.starts_at)
    )
    table = db.session.scalar(
        select(MeetingTable.id).where(
            MeetingTable.camp_id == camp.id, MeetingTable.number == entry.table_number
        )
    )
    return (str(slot), str(table)) if slot is not None and table is not None else None


def _absences(base: Problem, standing: Standing) -> dict[str, set[str]]:
    """When nobody can have a new meeting; what stands may stay even over a session that somebody keeps."""
    return {
        person.id: set(person.absent_slots) - standing.slots_of(person.id) for person in base.participants
    }


def _room_for(person: Participant, absent: dict[str, set[str]], standing: Standing) -> Participant:
    most = person.max_meetings
    if most is not None:
        most = max(most, len(standing.slots_of(person.id)))
    return replace(person, absent_slots=tuple(sorted(absent[person.id], key=int)), max_meetings=most)


def _candidates(
    base: Problem, standing: Standing, asked: AskedChange, pair: Pair, spot: tuple[str, str] | None
) -> list[Candidate]:
    """What stands; and what the change is about, as a meeting that must be found a place."""
    worth = {item.pair: item.worth for item in base.candidates} | standing.worth
    found = [
        Candidate(
            m.a, m.b, worth.get(m.pair, 1), required=m.pair == pair and asked.kind is AskedKind.ANOTHER_TIME
        )
        for m in standing.meetings
    ]
    if asked.kind is AskedKind.SEND_COLLEAGUE and spot is not None:
        one, other = _sent_pair(asked)
        found.append(Candidate(one, other, worth.get(pair, 1), required=True, slots=(spot[0],)))
    if asked.kind is AskedKind.CANCEL:
        left_alone = next(number for number in pair if number != str(asked.participant_id))
        there = {item.pair for item in found}
        found += [
            item for item in base.candidates
            if left_alone in item.pair and item.pair != pair and item.pair not in there
        ]  # fmt: skip
    return found


def _pins(asked: AskedChange, entry: CalendarEntry, spot: tuple[str, str] | None) -> tuple[Placing, ...]:
    if asked.kind is not AskedKind.SEND_COLLEAGUE or spot is None:
        return ()
    return (Placing(*_sent_pair(asked), *spot),)


def _sent_pair(asked: AskedChange) -> Pair:
    """The colleague and the other one."""
    return pair_of(str(asked.colleague_id), str(asked.entry.other_of(asked.participant_id)))
