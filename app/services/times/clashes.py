"""Where a published meeting and the rest of somebody's day are in each other's way, found from both sides.

A meeting clashes when one of the two sits in a session then, has left the slot out, or is not there yet
or any more. The optimiser never makes such a meeting; people make them, by choosing a session once the
schedule is out, or by publishing a draft from before the choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Attendance, CalendarEntry, Camp, Meeting, Participant, Schedule, Session, Slot
from app.services.changes import cancellations
from app.services.clock import now
from app.services.programme.availability import Times, unavailable_slots
from app.services.programme.programme import sessions_of
from app.services.setup.blocks import slots_of


@dataclass(frozen=True)
class Clash:
    """A published meeting of somebody, and the session in its way; without a session they are away then."""

    entry: CalendarEntry
    partner: Participant
    session: Session | None


def clashes_at(camp: Camp, me: Participant, times: Times) -> list[Clash]:
    """My meetings ahead that these times leave no room for, in order of time; three queries and one each."""
    entries = cancellations.meetings_ahead(me)
    if not entries:
        return []
    mine = [s for s in sessions_of(camp) if s.is_for_all or s.id in times.sessions]
    away = [slot for slot in slots_of(camp) if slot.id in times.absent or times.is_outside(slot)]
    found = []
    for entry in entries:
        session = next((one for one in mine if _overlap(entry, one)), None)
        if session is not None or any(_overlap(entry, slot) for slot in away):
            found.append(Clash(entry, cancellations.partner_in(entry, me), session))
    return found


def mark_of(clashes: Sequence[Clash]) -> str:
    """Tells these clashes from others; it goes with the form that was shown them, and comes back."""
    told = [(clash.entry.uid, clash.entry.sequence) for clash in clashes]
    return sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Obstruction:
    """A meeting of a schedule to which `person` cannot come; `session` is what they sit in, if it is that."""

    meeting: Meeting
    person: Participant
    session: Session | None


def obstructions_in(camp: Camp, schedule: Schedule) -> list[Obstruction]:
    """The meetings of any schedule to which one of the two cannot come, by time; eleven queries at most."""
    taken = unavailable_slots(camp)
    columns = Meeting.id, Meeting.slot_id, Meeting.person_lo_id, Meeting.person_hi_id
    hindered = [  # of thousands of meetings mostly a few, so that only these are loaded whole
        number
        for number, slot, *both in db.session.execute(
            select(*columns).where(Meeting.schedule_id == schedule.id)
        )
        if any(slot in taken[one] for one in both)
    ]
    if not hindered:
        return []
    query = (
        select(Meeting)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.id.in_(hindered))
        .options(joinedload(Meeting.slot), joinedload(Meeting.person_lo), joinedload(Meeting.person_hi))
        .order_by(Slot.starts_at, Meeting.id)
    )
    found = [
        (meeting, person)
        for meeting in db.session.scalars(query)
        for person in (meeting.person_lo, meeting.person_hi)
        if meeting.slot_id in taken[person.id]
    ]
    sessions = _sessions_by_person(camp, {person.id for _meeting, person in found}) if found else {}
    return [
        Obstruction(
            meeting, person, next((s for s in sessions[person.id] if _overlap(meeting.slot, s)), None)
        )
        for meeting, person in found
    ]


def standing_obstructions(camp: Camp, schedule: Schedule) -> list[Obstruction]:
    """Those in the published schedule whose meetings are neither over nor cancelled since."""
    query = select(CalendarEntry.person_lo_id, CalendarEntry.person_hi_id).where(
        CalendarEntry.camp_id == camp.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.ends_at > now(),
    )
    standing = {tuple(pair) for pair in db.session.execute(query)}
    return [
        one
        for one in obstructions_in(camp, schedule)
        if (one.meeting.person_lo_id, one.meeting.person_hi_id) in standing
    ]


def _sessions_by_person(camp: Camp, people: set[int]) -> dict[int, list[Session]]:
    """The sessions on the agendas of these people."""
    query = select(Attendance.participant_id, Attendance.session_id).where(
        Attendance.participant_id.in_(people)
    )
    chosen = {(person, session) for person, session in db.session.execute(query)}
    sessions = sessions_of(camp)
    return {
        person: [one for one in sessions if one.is_for_all or (person, one.id) in chosen] for person in people
    }


def _overlap(entry: CalendarEntry | Slot, other: Session | Slot) -> bool:
    return entry.starts_at < other.ends_at and entry.ends_at > other.starts_at
