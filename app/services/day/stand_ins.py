"""Who could step in for somebody who has been left alone, or meet somebody who is simply free.

Everybody's list is made of profiles and of their own wishes alone. Two who wish to meet each other thus see
each other first, each by their own wish, and either asks; whose wish is not returned learns nothing by it.
Somebody who would rather not meet the reader stands on the list like anybody else: to leave them out would
betray them. They are not shown what the reader asks.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    AskStatus,
    CalendarEntry,
    Camp,
    Grade,
    Participant,
    ParticipantStatus,
    Reply,
    ReplyKind,
    Slot,
    StandInAsk,
)
from app.services.calendars.agendas import AgendaItem
from app.services.changes import replies
from app.services.changes.replies import Said
from app.services.clock import now
from app.services.interests import suggestions
from app.services.interests.interests import people_of
from app.services.programme import availability
from app.services.refusals import NotThere
from app.services.setup import blocks, meeting_rules
from app.services.wishes.wishes import grades_by, unwilling_to_meet

BEFORE_A_FREE_SLOT = timedelta(minutes=20)
BEFORE_A_LOST_MEETING = timedelta(hours=12)
LEAST_LEFT = timedelta(minutes=5)
NO_SHOW_AFTER = timedelta(minutes=5)
MOST_SHOWN = 12
_OWN_WISH = {Grade.MUST_MEET: 200.0, Grade.WOULD_LIKE: 100.0}


@dataclass(frozen=True)
class Opening:
    """A slot in which I could meet somebody. `instead_of` is whom I would have met, `entry` that meeting;
    `has_not_come` that they are missing at the table rather than have said so."""

    slot: Slot
    instead_of: Participant | None = None
    entry: CalendarEntry | None = None
    has_not_come: bool = False


@dataclass(frozen=True)
class StandIn:
    """Somebody who is free in the slot, why to meet them, and whether I have asked them already."""

    person: Participant
    reasons: list[str]
    facts: list[str]
    ask: StandInAsk | None


def openings(
    camp: Camp, free: Collection[int], items: list[AgendaItem], said: dict[int, Said]
) -> list[Opening]:
    """The slots in which I could meet somebody now or soon, the earliest first.

    `free` are the slots at which I am there, whatever meeting I have then; `items` are my agenda.

    A meeting that the other one gave up counts from half a day before, a slot that was free anyway only
    shortly before it begins, and a meeting to which nobody came once I have said that I am here.
    """
    moment = now()
    found = (
        _opening(slot, items, said, moment)
        for slot in blocks.slots_of(camp)
        if slot.id in free and slot.ends_at - LEAST_LEFT > moment
    )
    return [opening for opening in found if opening is not None]


def _opening(slot: Slot, items: list[AgendaItem], said: dict[int, Said], moment: datetime) -> Opening | None:
    over = [item for item in items if item.starts_at < slot.ends_at and item.ends_at > slot.starts_at]
    standing = [item for item in over if item.partner and not item.is_cancelled]
    if standing:
        entry = standing[0].entry
        if entry is not None and has_not_come(entry, said[entry.id], moment):
            return Opening(slot, standing[0].partner, entry, has_not_come=True)
        return None
    for item in over:
        given_up = item.entry is not None and said[item.entry.id].mine not in replies.GONE
        if item.partner and given_up and slot.starts_at - BEFORE_A_LOST_MEETING <= moment:
            return Opening(slot, item.partner, item.entry)
    return Opening(slot) if slot.starts_at - BEFORE_A_FREE_SLOT <= moment else None


def has_not_come(entry: CalendarEntry, said: Said, moment: datetime) -> bool:
    """Organisers say so; or I am at the table, the meeting has begun some minutes ago, and the other one has not
    said a word."""
    waited = said.mine is ReplyKind.HERE and said.theirs is None and entry.starts_at + NO_SHOW_AFTER <= moment
    return waited or said.waits_in_vain


def opening_at(openings_found: list[Opening], number: int) -> Opening:
    """The opening in the slot of this number; NotThere when I can meet nobody then."""
    found = next((opening for opening in openings_found if opening.slot.id == number), None)
    if found is None:
        raise NotThere(_("You have no free time then in which to meet somebody else."))
    return found


def stand_ins(camp: Camp, me: Participant, slot: Slot) -> list[StandIn]:
    """Who is free in the slot and fits, the best first: my own wishes, then how well the profiles fit.

    A bounded number of queries, however large the camp.
    """
    people = {person.id: person for person in people_of(camp, seen_by=me)}
    if str(me.id) not in people:
        return []
    apart = meeting_rules.apart_at(camp).from_(str(me.id))
    fits, wished = suggestions.fits_for(me, list(people.values()), apart), grades_by(me)
    free = free_in(camp, slot, {int(name) for name in people.keys() - apart}) - {me.id} - known_to(me)
    score = {number: fits[str(number)].score + _OWN_WISH.get(wished.get(number, Grade.RATHER_NOT), 0.0)
             for number in free if wished.get(number) is not Grade.RATHER_NOT}  # fmt: skip
    best = sorted((-value, number) for number, value in score.items() if value > 0)[:MOST_SHOWN]
    query = select(Participant).where(Participant.id.in_([number for _score, number in best]))
    rows = {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}
    names, viewer, asks = suggestions.topic_names(camp), people[str(me.id)], asks_by(me, slot)
    found = []
    for _score, number in best:
        why = suggestions.why(viewer, people[str(number)], fits[str(number)])
        reasons, facts = suggestions.in_words(why, names)
        own = [_("You wished for this meeting")] if number in wished else []
        found.append(StandIn(rows[number], [*own, *reasons], facts, asks.get(number)))
    return found


def asks_by(me: Participant, slot: Slot) -> dict[int, StandInAsk]:
    """What I have asked about this slot, by whom I asked."""
    query = select(StandInAsk).where(StandInAsk.asker_id == me.id, StandInAsk.slot_id == slot.id)
    return {ask.asked_id: ask for ask in db.session.scalars(query)}


def asks_to(me: Participant) -> list[StandInAsk]:
    """What waits for my answer, the earliest slot first; nothing of those whom I would rather not meet, nor what
    organisers offered for somebody who would rather not meet me."""
    query = (
        select(StandInAsk)
        .join(Slot, Slot.id == StandInAsk.slot_id)
        .where(StandInAsk.asked_id == me.id, StandInAsk.status == AskStatus.WAITING, Slot.ends_at > now())
        .options(joinedload(StandInAsk.slot), joinedload(StandInAsk.asker).joinedload(Participant.organisation))
        .order_by(Slot.starts_at, StandInAsk.id)
    )  # fmt: skip
    waiting = list(db.session.scalars(query))
    grades = grades_by(me) if waiting else {}
    unwilling = unwilling_to_meet(me, [ask.asker_id for ask in waiting if ask.is_offered])
    return [
        ask
        for ask in waiting
        if grades.get(ask.asker_id) is not Grade.RATHER_NOT and ask.asker_id not in unwilling
    ]


def free_in(camp: Camp, slot: Slot, people: Collection[int]) -> set[int]:
    """Who of these people is there in the slot and has no meeting then, nor as many as anybody may have, nor has
    failed to come to one."""
    return free_at(camp, [slot], people)[slot.id]


def free_at(camp: Camp, slots: Collection[Slot], people: Collection[int]) -> dict[int, set[int]]:
    """The same for several slots, by their numbers; as many queries as for one."""
    away, standing = availability.unavailable_slots(camp), _standing(camp)
    taken = [*standing, *_missed(camp)]
    held = Counter(one for one, _start, _end in standing)
    most = camp.max_meetings
    able = {one for one in _confirmed(camp).intersection(people) if most is None or held[one] < most}
    return {
        slot.id: {one for one in able if slot.id not in away[one]}
        - {one for one, start, end in taken if start < slot.ends_at and end > slot.starts_at}
        for slot in set(slots)
    }


def _confirmed(camp: Camp) -> set[int]:
    query = select(Participant.id).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    return set(db.session.scalars(query))


def _missed(camp: Camp) -> list[tuple[int, datetime, datetime]]:
    """Who has not come to a meeting, and from when until when that was."""
    query = (
        select(Reply.participant_id, CalendarEntry.starts_at, CalendarEntry.ends_at)
        .join(CalendarEntry, CalendarEntry.id == Reply.entry_id)
        .where(Reply.camp_id == camp.id, Reply.kind == ReplyKind.NOT_COME)
    )
    return [(person, start, end) for person, start, end in db.session.execute(query)]


def _standing(camp: Camp) -> list[tuple[int, datetime, datetime]]:
    """Who has a meeting that stands, from when until when; each of the two."""
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    query = select(lo, hi, CalendarEntry.starts_at, CalendarEntry.ends_at).where(
        CalendarEntry.camp_id == camp.id, CalendarEntry.is_cancelled.is_(False)
    )
    return [(one, start, end) for *pair, start, end in db.session.execute(query) for one in pair]


def known_to(me: Participant) -> set[int]:
    """Everybody with whom I have, or had, a meeting at this camp."""
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    rows = db.session.execute(select(lo, hi).where(CalendarEntry.has(me.id)))
    return {number for row in rows for number in row} - {me.id}
