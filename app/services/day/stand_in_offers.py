"""What organisers do for whoever is left alone on the day: see who it is, who could step in, and ask that person.

An offer is a question like any other (stand_in_asks), put for the one left alone; the yes makes the meeting. Where
one of the two would rather not meet the other, they stand on the list like anybody else and the offer can be made,
but nobody is shown it: neither the list nor a refusal may betray them.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import (
    ActKind,
    AskStatus,
    CalendarEntry,
    Camp,
    Participant,
    ParticipantStatus,
    Reply,
    ReplyKind,
    Slot,
    StandInAsk,
    User,
)
from app.services import acts, camps
from app.services.calendars import notices
from app.services.changes.replies import GONE, Said
from app.services.clock import now
from app.services.day import stand_ins
from app.services.day.stand_in_candidates import Candidate, candidates_for, people_with
from app.services.refusals import Conflict, NotThere
from app.services.setup import blocks
from app.services.wishes import wishes


@dataclass(frozen=True)
class Alone:
    """Somebody whose meeting in the slot, the `entry`, does not take place: called off, or nobody has come to the
    table."""

    person: Participant
    slot: Slot
    instead_of: Participant
    entry: CalendarEntry
    has_not_come: bool


def left_alone(camp: Camp) -> list[Alone]:
    """Everybody left alone now or in the next half day and free then, the earliest first. A bounded number of
    queries, however many they are."""
    moment, replies = now(), _replies(camp)
    slots = [slot for slot in blocks.slots_of(camp) if slot.ends_at - stand_ins.LEAST_LEFT > moment
             and slot.starts_at - stand_ins.BEFORE_A_LOST_MEETING <= moment]  # fmt: skip
    found = [
        (slot, entry, one, entry.is_cancelled)
        for entry in entries_ahead(camp, moment)
        for slot in slots
        if (entry.starts_at, entry.ends_at) == (slot.starts_at, slot.ends_at)
        for one in (entry.person_lo_id, entry.person_hi_id)
        if _is_alone(entry, one, replies.get(entry.id, {}), moment)
    ]
    free = stand_ins.free_at(camp, [slot for slot, *_rest in found], {one for _s, _e, one, _c in found})
    people = people_with(
        {one for _s, entry, *_r in found for one in (entry.person_lo_id, entry.person_hi_id)}
    )
    return [
        Alone(people[one], slot, people[entry.other_of(one)], entry, not is_cancelled)
        for slot, entry, one, is_cancelled in found
        if people[one].status is ParticipantStatus.CONFIRMED and (not is_cancelled or one in free[slot.id])
    ]


def alone_times_of(camp: Camp, person: Participant) -> list[Alone]:
    """When this one is left alone, the earliest first."""
    return [one for one in left_alone(camp) if one.person.id == person.id]


def entries_ahead(camp: Camp, moment: datetime) -> list[CalendarEntry]:
    """What is on or ahead, cancelled ones too, in the order of time and tables; one query."""
    query = (
        select(CalendarEntry)
        .where(CalendarEntry.camp_id == camp.id, CalendarEntry.ends_at > moment)
        .order_by(CalendarEntry.starts_at, CalendarEntry.table_number)
    )
    return list(db.session.scalars(query))


def _replies(camp: Camp) -> dict[int, dict[int, ReplyKind]]:
    """What was said about each meeting of the camp, by whom."""
    found: dict[int, dict[int, ReplyKind]] = {}
    for reply in db.session.scalars(select(Reply).where(Reply.camp_id == camp.id)):
        found.setdefault(reply.entry_id, {})[reply.participant_id] = reply.kind
    return found


def _is_alone(entry: CalendarEntry, one: int, said: dict[int, ReplyKind], moment: datetime) -> bool:
    """The other one called it off, or has not come: organisers say so, or the one waits at the table."""
    about = Said(said.get(one), said.get(entry.other_of(one)))
    if entry.is_cancelled:
        return about.mine not in GONE
    return stand_ins.has_not_come(entry, about, moment)


def alone_at(camp: Camp, code: str, number: int) -> Alone:
    """Who of this code is left alone in the slot of this number. NotThere when the camp has no such person or slot,
    Conflict when they are left alone no longer."""
    _demand_slot(camp, number)
    _somebody(camp, code)
    for one in left_alone(camp):
        if (one.person.code, one.slot.id) == (code, number):
            return one
    raise Conflict(_("Nobody is left alone then any more: they have a meeting, or it is over."))


def _demand_slot(camp: Camp, number: int) -> None:
    slot = select(Slot.id).where(Slot.stands_at(camp.id), Slot.id == number)
    if db.session.scalar(slot) is None:
        raise NotThere(_("There is no such slot."))


def _somebody(camp: Camp, code: str) -> Participant:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query)
    if person is None:
        raise NotThere(_("There is no such participant at this camp."))
    return person


def candidates(camp: Camp, alone: Alone) -> list[Candidate]:
    """Who could step in for this one, the best first; for organisers' eyes."""
    return candidates_for(camp, [(alone.person, alone.slot)])[0]


def offer(
    camp: Camp, code: str, number: int, other_code: str, by: User | None = None
) -> tuple[Participant, Participant]:
    """Ask the second to step in for the first in the slot; returns both. Commits. Asking twice changes nothing.

    Conflict when the second is no longer free. Nobody hears of it where one of the two would rather not.
    """
    camps.lock(camp)
    _somebody(camp, other_code)
    alone = alone_at(camp, code, number)
    found = next((one for one in candidates(camp, alone) if one.person.code == other_code), None)
    if found is None:
        raise Conflict(_("This person is no longer free then. Somebody else may be."))
    me, other = alone.person, found.person
    if found.asked is None:
        ask = _ask_between(number, me, other)
        if ask is None:
            ask = StandInAsk(camp_id=camp.id, slot_id=number, asker_id=me.id, asked_id=other.id)
            db.session.add(ask)
        ask.status, ask.is_offered, ask.asked_at, ask.answered_at = AskStatus.WAITING, True, now(), None
        acts.note(camp, by, ActKind.STAND_IN_OFFERED, about=other)
        if not (wishes.would_rather_not(me.id, other.id) or wishes.would_rather_not(other.id, me.id)):
            notices.tell_of_offer(camp, other, me, ask)
    db.session.commit()
    return me, other


def take_back(
    camp: Camp, code: str, number: int, other_code: str, by: User | None = None
) -> tuple[Participant, Participant]:
    """Ask the second no longer to step in for the first in the slot; returns both. Commits. Twice changes nothing.

    Whose mail has gone out gets another; one that has not is not sent. Conflict when they have answered, or the two
    have settled it otherwise. It can be offered again.
    """
    camps.lock(camp)
    me, other = _somebody(camp, code), _somebody(camp, other_code)
    _demand_slot(camp, number)
    ask = _ask_between(number, me, other)
    if ask is None or not ask.is_offered:
        raise Conflict(_("%(name)s has not been asked.", name=other.name))
    if ask.status in (AskStatus.ACCEPTED, AskStatus.DECLINED):
        raise Conflict(_("%(name)s has answered already.", name=other.name))
    if ask.status is AskStatus.WAITING:
        ask.status, ask.answered_at = AskStatus.LAPSED, now()
        acts.note(camp, by, ActKind.STAND_IN_OFFERED, about=other, what="taken_back")
        notices.take_offer_back(camp, other, me, ask)
    db.session.commit()
    return me, other


def _ask_between(number: int, me: Participant, other: Participant) -> StandInAsk | None:
    """What was asked for the first, of the second, about the slot of this number."""
    return db.session.scalar(
        select(StandInAsk).where(
            StandInAsk.slot_id == number, StandInAsk.asker_id == me.id, StandInAsk.asked_id == other.id
        )
    )
