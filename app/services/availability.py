"""When participants can meet: what they said, and what the sessions on their agenda leave.

Only *absences* are stored. A slot that a chosen session overlaps is taken as well, but that is worked
out here each time, so that moving a session never leaves a stale absence behind.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from app.extensions import db
from app.models import Absence, Attendance, Block, Camp, Participant, Session, Slot
from app.services.blocks import blocks_of, slots_of
from app.services.programme import sessions_of
from app.services.refusals import Conflict, Refusal


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

    Keys are participant ids, values sets of slot ids, empty for who is always free. Five queries,
    however many people there are.
    """
    sessions = sessions_of(camp)
    overlaps = overlapping(slots_of(camp), sessions)
    for_all: set[int] = set().union(*(overlaps[session.id] for session in sessions if session.is_for_all))
    people = db.session.scalars(select(Participant.id).where(Participant.camp_id == camp.id))
    taken = {person: set(for_all) for person in people}
    absences = select(Absence.participant_id, Absence.slot_id).where(Absence.camp_id == camp.id)
    for person, slot in db.session.execute(absences):
        taken[person].add(slot)
    choices = select(Attendance.participant_id, Attendance.session_id).where(Attendance.camp_id == camp.id)
    for person, session_id in db.session.execute(choices):
        taken[person] |= overlaps[session_id]
    return taken


def absences_of(participant: Participant) -> set[int]:
    """The slots that the participant has said they are away, by number."""
    return set(db.session.scalars(select(Absence.slot_id).where(Absence.participant_id == participant.id)))


def sessions_chosen_by(participant: Participant) -> set[int]:
    """The sessions that the participant has chosen, by number."""
    query = select(Attendance.session_id).where(Attendance.participant_id == participant.id)
    return set(db.session.scalars(query))


@dataclass(frozen=True)
class Timetable:
    """What somebody chooses from when they say when they are there. Everything in the order of time.

    `blocks` pairs each block that has slots with them; `sessions` are those that people choose;
    `overlaps` tells which slots each of these takes, by number.
    """

    blocks: list[tuple[Block, list[Slot]]]
    sessions: list[Session]
    overlaps: dict[int, set[int]]

    @property
    def slots(self) -> list[Slot]:
        """All slots of all blocks."""
        return [slot for _block, slots in self.blocks for slot in slots]


def timetable_of(camp: Camp) -> Timetable:
    """The camp's timetable. Three queries."""
    slots = slots_of(camp)
    by_block = [(block, [slot for slot in slots if slot.block_id == block.id]) for block in blocks_of(camp)]
    chosen = [session for session in sessions_of(camp) if not session.is_for_all]
    return Timetable([pair for pair in by_block if pair[1]], chosen, overlapping(slots, chosen))


def free_slots(camp: Camp, absent: Collection[int], sessions: Collection[int]) -> set[int]:
    """The slots left to meet in for somebody with these absences and sessions."""
    everything = sessions_of(camp)
    overlaps = overlapping(slots_of(camp), everything)
    taken = set(absent).union(*(overlaps[s.id] for s in everything if s.is_for_all or s.id in sessions))
    return {slot.id for slot in slots_of(camp)} - taken


def set_absences(participant: Participant, slots: Collection[int]) -> None:
    """Make these the participant's absences, in the present transaction. Slots of other camps are refused."""
    known = set(db.session.scalars(select(Slot.id).where(Slot.camp_id == participant.camp_id)))
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


def choose_sessions(participant: Participant, sessions: Collection[int]) -> None:
    """Make these the participant's sessions, in the present transaction, and count the places taken.

    Refused: sessions of other camps or for everybody, two at the same time. Conflict: no place left.
    Sessions are counted in the order of their numbers, so that two people never wait for each other.
    """
    wanted, stored = set(sessions), sessions_chosen_by(participant)
    offered = _offered(participant.camp_id)
    if not wanted <= offered.keys():
        raise Refusal(_("The programme of this camp has changed. Look at your sessions again."))
    refuse_two_at_once([offered[number] for number in wanted])
    for number in sorted(wanted ^ stored):
        if number in wanted:
            _take_seat(participant, offered[number])
        else:
            _leave_seat(participant, number)


def refuse_two_at_once(chosen: Iterable[Session]) -> None:
    """Nobody is in two sessions at once: Refusal names the first two that are."""
    for first, second in pairwise(sorted(chosen, key=lambda session: session.starts_at)):
        if second.starts_at < first.ends_at:
            words = {"first": first.title, "second": second.title}
            raise Refusal(
                _("“%(first)s” and “%(second)s” are at the same time: choose one of them.", **words)
            )


def edit(participant: Participant, absent: Collection[int], sessions: Collection[int]) -> None:
    """Change when the participant is there. Commits; when refused, nothing is saved."""
    hold = select(Participant.id).where(Participant.id == participant.id).with_for_update()
    db.session.execute(hold)
    try:
        set_absences(participant, absent)
        choose_sessions(participant, sessions)
    except Refusal:
        db.session.rollback()
        raise
    db.session.commit()


def _offered(camp_id: int) -> dict[int, Session]:
    query = select(Session).where(Session.camp_id == camp_id, Session.is_for_all.is_(False))
    return {session.id: session for session in db.session.scalars(query)}


def _take_seat(participant: Participant, session: Session) -> None:
    free = or_(Session.capacity.is_(None), Session.places_taken < Session.capacity)
    query = (
        update(Session).where(Session.id == session.id, free).values(places_taken=Session.places_taken + 1)
    )
    if db.session.execute(query.execution_options(synchronize_session=False)).rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict(
            _("“%(title)s” is full: somebody took the last place. Choose again.", title=session.title)
        )
    db.session.add(
        Attendance(camp_id=participant.camp_id, participant_id=participant.id, session_id=session.id)
    )


def _leave_seat(participant: Participant, number: int) -> None:
    gone = delete(Attendance).where(
        Attendance.participant_id == participant.id, Attendance.session_id == number
    )
    if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
        query = update(Session).where(Session.id == number).values(places_taken=Session.places_taken - 1)
        db.session.execute(query.execution_options(synchronize_session=False))
