"""Colleagues whom somebody brings to a meeting, and who of one's organisation could come at all."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    AskedChange,
    AskedKind,
    AskedStatus,
    CalendarEntry,
    Camp,
    Grade,
    Participant,
    ParticipantStatus,
    Slot,
    Wish,
)
from app.services.changes import change_mails
from app.services.programme.availability import unavailable_slots
from app.services.schedules import rulings
from app.services.setup import meeting_rules

STANDS = (AskedChange.kind == AskedKind.BRING_COLLEAGUE, AskedChange.status == AskedStatus.DONE)


def brought_to(entries: Collection[int]) -> dict[int, list[AskedChange]]:
    """Who is brought to each of these meetings, with who brings them; one query."""
    query = (
        select(AskedChange)
        .where(*STANDS, AskedChange.entry_id.in_(entries))
        .options(joinedload(AskedChange.participant), joinedload(AskedChange.colleague))
        .order_by(AskedChange.id)
    )
    found: dict[int, list[AskedChange]] = {}
    for row in db.session.scalars(query) if entries else ():
        found.setdefault(row.entry_id, []).append(row)
    return found


def release(camp: Camp, entries: Collection[CalendarEntry]) -> None:
    """These meetings are others now, or cancelled: whoever was to be brought is told that they are not expected
    any more. Does not commit."""
    by_number = {entry.id: entry for entry in entries if entry.id is not None}
    rows = [row for its in brought_to(by_number.keys()).values() for row in its]
    for row in rows:
        row.status = AskedStatus.WITHDRAWN
        db.session.flush()
        partner = db.session.get_one(Participant, by_number[row.entry_id].other_of(row.participant_id))
        if row.colleague is not None:
            change_mails.tell_of_lost_colleague(camp, row, row.colleague, partner)


def colleagues_for(camp: Camp, me: Participant, entry: CalendarEntry) -> list[Participant]:
    """Who of my organisation could take my place at this meeting, or come along: confirmed, to be found in the
    directory, free at that time, and able to meet the other one. Why somebody is not among them is not told.
    """
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.id != me.id, Participant.is_listed,
        Participant.organisation_id == me.organisation_id, Participant.status == ParticipantStatus.CONFIRMED,
    )  # fmt: skip
    people = list(db.session.scalars(query.order_by(Participant.name))) if me.organisation_id else []
    if not people:
        return []
    taken = unavailable_slots(camp)
    slots = set(
        db.session.scalars(
            select(Slot.id).where(
                Slot.camp_id == camp.id, Slot.starts_at < entry.ends_at, Slot.ends_at > entry.starts_at
            )
        )
    )
    no = _busy_at(entry) | _cannot_meet(camp, db.session.get_one(Participant, entry.other_of(me.id)))
    return [one for one in people if one.id not in no and not taken[one.id] & slots]


def _busy_at(entry: CalendarEntry) -> set[int]:
    """Everybody who has another published meeting at that time."""
    query = select(CalendarEntry.person_lo_id, CalendarEntry.person_hi_id).where(
        CalendarEntry.camp_id == entry.camp_id,
        CalendarEntry.id != entry.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.overlaps(entry),
    )
    return {number for pair in db.session.execute(query) for number in pair}


def _cannot_meet(camp: Camp, partner: Participant) -> set[int]:
    """Who meets the partner anyway, or is not to: by the types of the two, because organisers have said so, or
    because one of the two would rather not."""
    apart = {int(number) for number in meeting_rules.apart_at(camp).from_(str(partner.id))}
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    meets = select(lo, hi).where(
        CalendarEntry.camp_id == camp.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.has(partner.id),
    )
    vetoes = select(Wish.author_id, Wish.target_id).where(
        Wish.camp_id == camp.id,
        Wish.grade == Grade.RATHER_NOT,
        or_(Wish.author_id == partner.id, Wish.target_id == partner.id),
    )
    pairs = [*db.session.execute(meets), *db.session.execute(vetoes)]
    pairs += [(one.first.id, one.second.id) for one in rulings.rulings_of(camp) if not one.is_pinned]
    return (apart | {number for a, b in pairs for number in (a, b) if partner.id in (a, b)}) - {partner.id}


def has_room(camp: Camp, person: Participant) -> bool:
    """Whether the person may have one more meeting of their own."""
    if camp.max_meetings is None:
        return True
    query = select(CalendarEntry.id).where(
        CalendarEntry.camp_id == camp.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.has(person.id),
    )
    return len(db.session.scalars(query).all()) < camp.max_meetings
