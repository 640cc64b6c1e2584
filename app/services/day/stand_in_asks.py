"""Asking somebody to step in, and answering. Accepting makes the meeting: table, agendas and calendars at once.

The camp is held while a question is asked or answered, so of two that are accepted at the same moment for
one person, one slot or one table, the second is told that somebody was faster.
"""

from collections.abc import Sequence
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from app.extensions import db
from app.models import (
    AskStatus,
    CalendarEntry,
    Camp,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Slot,
    StandInAsk,
)
from app.services import camps
from app.services.calendars import agendas, calendar_invites, notices
from app.services.changes import cancellations, replies
from app.services.clock import now
from app.services.day import stand_ins
from app.services.day.stand_ins import Opening
from app.services.programme import availability
from app.services.refusals import Conflict, NotThere
from app.services.setup import interpreters, meeting_rules
from app.services.wishes import wishes


def ask(camp: Camp, me: Participant, number: int, code: str) -> Participant:
    """Ask somebody to meet me in the slot of this number; returns them. Commits.

    When they have asked me already, this accepts. Asking twice changes nothing.
    """
    camps.lock(camp)
    opening = opening_of(camp, me, number)
    other = _somebody(camp, code)
    theirs = _ask_between(opening.slot, other, me)
    if theirs is not None and theirs.status is AskStatus.WAITING:
        return accept(camp, me, number, code)
    if other.id not in {found.person.id for found in stand_ins.stand_ins(camp, me, opening.slot)}:
        raise Conflict(_("%(name)s is no longer free then. Somebody else may be.", name=other.name))
    if _ask_between(opening.slot, me, other) is None:
        db.session.add(
            StandInAsk(camp_id=camp.id, slot_id=number, asker_id=me.id, asked_id=other.id, asked_at=now())
        )
        if not wishes.would_rather_not(other.id, me.id):
            notices.tell_of_question(camp, other, me, opening.slot)
    db.session.commit()
    return other


def accept(camp: Camp, me: Participant, number: int, code: str) -> Participant:
    """Say yes to who asked: the two meet in the slot, at a free table. Commits; returns the other one.

    Conflict when the question was taken back or one of the two, or the last table, is taken meanwhile.
    """
    camps.lock(camp)
    other = _somebody(camp, code)
    slot = _slot(camp, number)
    question = _ask_between(slot, other, me)
    if question is None:
        raise NotThere(_("There is no such question."))
    if question.status is AskStatus.ACCEPTED:
        db.session.rollback()
        return other
    if question.status is not AskStatus.WAITING or slot.ends_at - stand_ins.LEAST_LEFT <= now():
        raise Conflict(_("This question is no longer open."))
    if question.is_offered and wishes.would_rather_not(other.id, me.id):  # was never shown
        raise Conflict(_("This question is no longer open."))
    if other.id in stand_ins.known_to(me):  # a schedule published since the question
        raise Conflict(_("You two have a meeting of your own by now: it is on your agenda."))
    lost = [_opening_for(camp, one, slot) for one in (me, other)]
    if None in lost:
        raise Conflict(_("One of you has another meeting by now. Somebody else may be free."))
    _meet(camp, me, other, slot, [opening for opening in lost if opening is not None])
    question.status, question.answered_at = AskStatus.ACCEPTED, now()
    _let_lapse(slot, (me, other))
    db.session.commit()
    return other


def decline(camp: Camp, me: Participant, number: int, code: str) -> Participant:
    """Say no to who asked, or take back what I asked. Commits; the other one is not told why."""
    camps.lock(camp)
    other, slot = _somebody(camp, code), _slot(camp, number)
    for question in filter(None, (_ask_between(slot, other, me), _ask_between(slot, me, other))):
        if question.status is AskStatus.WAITING:
            mine = question.asker_id == me.id
            question.status = AskStatus.LAPSED if mine else AskStatus.DECLINED
            question.answered_at = now()
    db.session.commit()
    return other


def openings_of(camp: Camp, me: Participant) -> list[Opening]:
    """The slots in which I could meet somebody, from my agenda as it is."""
    items = agendas.agenda_of(camp, me)
    said = replies.said_about(me, [item.entry for item in items if item.entry])
    free = availability.free_slots(camp, availability.times_of(me))
    return stand_ins.openings(camp, free, items, said)


def opening_of(camp: Camp, me: Participant, number: int) -> Opening:
    """My opening in the slot of this number; NotThere without one."""
    return stand_ins.opening_at(openings_of(camp, me), number)


def _opening_for(camp: Camp, one: Participant, slot: Slot) -> Opening | None:
    """What the slot is for one of the two: a lost meeting, plain free time however far ahead, or None."""
    if one.status is not ParticipantStatus.CONFIRMED:
        return None
    lost = next((found for found in openings_of(camp, one) if found.slot.id == slot.id), None)
    return lost or (Opening(slot) if stand_ins.free_in(camp, slot, {one.id}) else None)


def _somebody(camp: Camp, code: str) -> Participant:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query)
    if person is None:
        raise NotThere(_("There is no such participant."))
    return person


def _slot(camp: Camp, number: int) -> Slot:
    slot = db.session.scalar(select(Slot).where(Slot.stands_at(camp.id), Slot.id == number))
    if slot is None:
        raise NotThere(_("There is no such slot."))
    return slot


def _ask_between(slot: Slot, asker: Participant, asked: Participant) -> StandInAsk | None:
    return db.session.scalar(
        select(StandInAsk)
        .where(StandInAsk.slot_id == slot.id)
        .where(StandInAsk.asker_id == asker.id, StandInAsk.asked_id == asked.id)
    )


def _meet(camp: Camp, me: Participant, other: Participant, slot: Slot, lost: Sequence[Opening]) -> None:
    """Make the entry that agendas and calendars show, give up what a no-show left, and tell the other one."""
    table = _free_table(camp, slot, lost, meeting_rules.interpreter_between(camp, me, other))
    for person, opening in zip((me, other), lost, strict=True):
        if opening.has_not_come and opening.entry is not None and opening.instead_of is not None:
            cancellations.give_up(opening.entry)
            replies.note_not_come(opening.instead_of, opening.entry)
            notices.tell_of_giving_up(camp, opening.instead_of, person, opening.entry)
    lo, hi = sorted((me.id, other.id))
    entry = CalendarEntry(
        camp_id=camp.id, person_lo_id=lo, person_hi_id=hi, sequence=0, uid=f"{token_hex(16)}@campmatch",
        is_cancelled=False, starts_at=slot.starts_at, ends_at=slot.ends_at, table_number=table.number,
        created_at=now(), updated_at=now(),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    notices.tell_of_stand_in(camp, other, me, entry)
    calendar_invites.tell(camp)


def _free_table(camp: Camp, slot: Slot, lost: Sequence[Opening], interpreter: str) -> MeetingTable:
    """The table at which one of the two would have sat, when it is free; else the first free one.

    Whoever needs an interpreter meets where that one sits, and others there only when no other table is free.
    """
    taken = set(
        db.session.scalars(
            select(CalendarEntry.table_number).where(
                CalendarEntry.camp_id == camp.id,
                CalendarEntry.is_cancelled.is_(False),
                CalendarEntry.overlaps(slot),
            )
        )
    )
    own = {opening.entry.table_number for opening in lost if opening.entry is not None}
    taken -= {opening.entry.table_number for opening in lost if opening.entry and opening.has_not_come}
    query = select(MeetingTable).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    free = [table for table in db.session.scalars(query) if table.number not in taken]
    if not free:
        raise Conflict(_("No table is free then. Meet over coffee, or ask at the desk."))
    fit = [table for table in free if interpreters.name_at(camp, table.interpreter_languages) == interpreter]
    if interpreter and not fit:
        raise Conflict(_("No interpreter is free then. Ask at the desk."))
    return next((table for table in fit if table.number in own), (fit or free)[0])


def _let_lapse(slot: Slot, people: Sequence[Participant]) -> None:
    """What else the two asked or were asked about this slot is settled."""
    numbers = [person.id for person in people]
    waiting = update(StandInAsk).where(
        StandInAsk.slot_id == slot.id,
        StandInAsk.status == AskStatus.WAITING,
        or_(StandInAsk.asker_id.in_(numbers), StandInAsk.asked_id.in_(numbers)),
    )
    db.session.flush()
    db.session.execute(waiting.values(status=AskStatus.LAPSED, answered_at=now()))
