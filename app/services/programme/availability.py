"""When participants can meet: what they said, and what the sessions on their agenda leave.

Only what people said is stored: *absences*, and from when until when they are there. A slot that a chosen
session overlaps, or that lies outside their stay, is worked out here each time, so that moving a session or
a slot never leaves a stale absence behind.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select

from app.extensions import db
from app.models import (
    Absence,
    AskedChange,
    AskedKind,
    AskedStatus,
    Attendance,
    Block,
    CalendarEntry,
    Camp,
    Participant,
    Session,
    Slot,
    Stay,
)
from app.services.programme.programme import sessions_of
from app.services.programme.session_places import places_in_line, sessions_chosen_by, waiting_counts
from app.services.refusals import Refusal
from app.services.setup.blocks import blocks_of, slots_of


@dataclass(frozen=True)
class Times:
    """When one participant is there: slots left out and sessions by number, and the ends of the stay."""

    absent: Collection[int] = ()
    sessions: Collection[int] = ()
    waits: Collection[int] = ()
    arrives_at: datetime | None = None
    leaves_at: datetime | None = None

    def is_outside(self, slot: Slot) -> bool:
        """Whether the slot begins before they arrive, or ends after they leave."""
        return (self.arrives_at is not None and slot.starts_at < self.arrives_at) or (
            self.leaves_at is not None and slot.ends_at > self.leaves_at
        )


def overlapping(slots: Iterable[Slot], sessions: Iterable[Session]) -> dict[int, set[int]]:
    """For each session the slots that it overlaps, by number. One that ends as the other begins does not."""
    spans = [(slot.id, slot.starts_at, slot.ends_at) for slot in slots]
    return {
        session.id: {
            slot for slot, start, end in spans if start < session.ends_at and end > session.starts_at
        }
        for session in sessions
    }


def unavailable_slots(camp: Camp) -> dict[int, set[int]]:
    """For each participant of the camp, whatever the status, the slots in which they cannot meet.

    Keys are participant ids, values sets of slot ids, empty for who is always free. Seven queries,
    however many people there are. Whoever is brought to a meeting by a colleague cannot have one then.
    """
    sessions, slots = sessions_of(camp), slots_of(camp)
    overlaps = overlapping(slots, sessions)
    for_all: set[int] = set().union(*(overlaps[session.id] for session in sessions if session.is_for_all))
    people = db.session.scalars(select(Participant.id).where(Participant.camp_id == camp.id))
    taken = {person: set(for_all) for person in people}
    absences = select(Absence.participant_id, Absence.slot_id).where(Absence.camp_id == camp.id)
    for person, slot in db.session.execute(absences):
        taken[person].add(slot)
    choices = select(Attendance.participant_id, Attendance.session_id).where(Attendance.camp_id == camp.id)
    for person, session_id in db.session.execute(choices):
        taken[person] |= overlaps[session_id]
    for stay in db.session.scalars(select(Stay).where(Stay.camp_id == camp.id)):
        times = Times(arrives_at=stay.arrives_at, leaves_at=stay.leaves_at)
        taken[stay.participant_id] |= {slot.id for slot in slots if times.is_outside(slot)}
    for companion, starts_at in db.session.execute(_brought_along(camp)):
        taken[companion or 0] |= {slot.id for slot in slots if slot.starts_at == starts_at}
    return taken


def _brought_along(camp: Camp) -> Select[int | None, datetime]:
    """Who comes along to whose meeting, and when that begins."""
    query = select(AskedChange.colleague_id, CalendarEntry.starts_at).join(
        CalendarEntry, CalendarEntry.id == AskedChange.entry_id
    )
    return query.where(
        AskedChange.camp_id == camp.id,
        AskedChange.kind == AskedKind.BRING_COLLEAGUE,
        AskedChange.status == AskedStatus.DONE,
        CalendarEntry.is_cancelled.is_(False),
    )


def absences_of(participant: Participant) -> set[int]:
    """The slots that the participant has left out one by one, by number."""
    return set(db.session.scalars(select(Absence.slot_id).where(Absence.participant_id == participant.id)))


def times_of(participant: Participant) -> Times:
    """All that the participant has said about when they are there. Four queries."""
    stay = db.session.scalar(select(Stay).where(Stay.participant_id == participant.id))
    return Times(
        absences_of(participant),
        sessions_chosen_by(participant),
        set(places_in_line(participant)),
        stay.arrives_at if stay else None,
        stay.leaves_at if stay else None,
    )


@dataclass(frozen=True)
class Timetable:
    """What somebody chooses from when they say when they are there. Everything in the order of time.

    `blocks` pairs each block that has slots with them; `sessions` are those that people choose;
    `overlaps` tells which slots each of these takes, `waiting` how many wait for a place, by number.
    """

    blocks: list[tuple[Block, list[Slot]]]
    sessions: list[Session]
    overlaps: dict[int, set[int]]
    waiting: dict[int, int] = field(default_factory=dict)

    @property
    def slots(self) -> list[Slot]:
        """All slots of all blocks."""
        return [slot for _block, slots in self.blocks for slot in slots]


def timetable_of(camp: Camp) -> Timetable:
    """The camp's timetable. Four queries."""
    slots = slots_of(camp)
    by_block = [(block, [slot for slot in slots if slot.block_id == block.id]) for block in blocks_of(camp)]
    chosen = [session for session in sessions_of(camp) if not session.is_for_all]
    blocks = [pair for pair in by_block if pair[1]]
    return Timetable(blocks, chosen, overlapping(slots, chosen), waiting_counts(camp.id))


def newly_busy(timetable: Timetable, times: Times, numbers: str) -> list[Slot]:
    """The slots of these numbers, with commas between them, in which the participant is still said to be there."""
    wanted = {number for number in numbers.split(",") if number}
    return [slot for slot in timetable.slots if str(slot.id) in wanted and slot.id not in times.absent]


def free_slots(camp: Camp, times: Times) -> set[int]:
    """The slots left to meet in for somebody who is there at these times."""
    everything, slots = sessions_of(camp), slots_of(camp)
    overlaps = overlapping(slots, everything)
    taken = set(times.absent).union(
        *(overlaps[s.id] for s in everything if s.is_for_all or s.id in times.sessions)
    )
    return {slot.id for slot in slots if slot.id not in taken and not times.is_outside(slot)}


def set_stay(participant: Participant, arrives_at: datetime | None, leaves_at: datetime | None) -> None:
    """Say from when until when the participant is there, in the present transaction."""
    if arrives_at and leaves_at and leaves_at <= arrives_at:
        raise Refusal(_("You cannot leave before you arrive."))
    stay = db.session.scalar(select(Stay).where(Stay.participant_id == participant.id))
    if arrives_at is None and leaves_at is None:
        if stay is not None:
            db.session.delete(stay)
        return
    if stay is None:
        stay = Stay(camp_id=participant.camp_id, participant_id=participant.id)
        db.session.add(stay)
    stay.arrives_at, stay.leaves_at = arrives_at, leaves_at


def set_absences(participant: Participant, slots: Collection[int]) -> None:
    """Make these the participant's absences, in the present transaction. Slots of other camps are refused."""
    known = set(db.session.scalars(select(Slot.id).where(Slot.stands_at(participant.camp_id))))
    wanted, stored = set(slots), absences_of(participant)
    if not wanted <= known:
        raise Refusal(_("The slots of this camp have changed. Look at your times again."))
    gone = delete(Absence).where(
        Absence.participant_id == participant.id, Absence.slot_id.in_(stored - wanted)
    )
    db.session.execute(gone)
    new = sorted(wanted - stored)
    db.session.add_all(
        Absence(camp_id=participant.camp_id, participant_id=participant.id, slot_id=s) for s in new
    )
