"""Cancelling published meetings for somebody who cannot come, and bringing one back. None of these commits.

The calendars' memory is changed as a publication changes it, so that every calendar hears of it in the
same way; the other one gets a mail. The schedule that is out stays as it was published.
"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from app.extensions import db
from app.models import Absence, CalendarEntry, Camp, Participant, Slot
from app.services.calendars import calendar_invites, notices
from app.services.calendars.differences import Change, ChangeKind, Placement
from app.services.changes import change_rows, companions
from app.services.clock import now


def cancel(camp: Camp, person: Participant, entries: Sequence[CalendarEntry], reason: str = "") -> None:
    """Cancel these meetings of the person and tell each partner, with the reason if one is given, and whoever
    was brought along; those cancelled already stay as they are. Organisers see what has become free."""
    for entry in entries:
        if not entry.is_cancelled:
            change_rows.note_cancellation(person, entry, reason)
            _change(camp, person, entry, is_cancelled=True, reason=reason)
    companions.release(camp, entries)
    calendar_invites.tell(camp)


def bring_back(camp: Camp, person: Participant, entry: CalendarEntry) -> None:
    """Let a cancelled meeting take place as it was, and tell the partner."""
    change_rows.forget_cancellation(person, entry)
    _change(camp, person, entry, is_cancelled=False)
    calendar_invites.tell(camp)


def give_up(entry: CalendarEntry) -> None:
    """Cancel a meeting to which the other one has not come; who is told, and how, is the caller's."""
    entry.is_cancelled, entry.updated_at = True, now()
    entry.sequence += 1
    db.session.flush()


def meetings_ahead(person: Participant) -> list[CalendarEntry]:
    """The person's meetings that stand and are not over, in order of time."""
    query = select(CalendarEntry).where(
        CalendarEntry.has(person.id), CalendarEntry.is_cancelled.is_(False), CalendarEntry.ends_at > now()
    )
    return list(db.session.scalars(query.order_by(CalendarEntry.starts_at)))


def in_the_way(entry: CalendarEntry) -> bool:
    """Whether one of the two, or the table, has been given to another meeting at that time meanwhile."""
    both = (entry.person_lo_id, entry.person_hi_id)
    query = select(CalendarEntry.id).where(
        CalendarEntry.camp_id == entry.camp_id,
        CalendarEntry.id != entry.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.overlaps(entry),
        or_(
            CalendarEntry.person_lo_id.in_(both),
            CalendarEntry.person_hi_id.in_(both),
            CalendarEntry.table_number == entry.table_number,
        ),
    )
    return db.session.scalar(query.limit(1)) is not None


def mark_absent(person: Participant, entry: CalendarEntry, *, is_absent: bool) -> None:
    """Make the meeting's slot an absence of the person, so that nothing else is planned then, or no longer."""
    slot = db.session.scalar(
        select(Slot.id).where(Slot.stands_at(entry.camp_id), Slot.starts_at == entry.starts_at)
    )
    mine = (Absence.participant_id == person.id, Absence.slot_id == slot)
    if not is_absent:
        db.session.execute(delete(Absence).where(*mine))
    elif slot is not None and db.session.scalar(select(Absence.id).where(*mine)) is None:
        db.session.add(Absence(camp_id=entry.camp_id, participant_id=person.id, slot_id=slot))


def partner_in(entry: CalendarEntry, person: Participant) -> Participant:
    """The other one of the meeting."""
    return db.session.get_one(Participant, entry.other_of(person.id))


def _change(
    camp: Camp, person: Participant, entry: CalendarEntry, *, is_cancelled: bool, reason: str = ""
) -> None:
    entry.is_cancelled, entry.updated_at = is_cancelled, now()
    entry.sequence += 1
    db.session.flush()
    where = Placement(entry.starts_at, entry.ends_at, entry.table_number)
    kind = ChangeKind.CANCELLED if is_cancelled else ChangeKind.NEW
    change = Change(kind, (entry.person_lo_id, entry.person_hi_id),
                    where if is_cancelled else None, None if is_cancelled else where)  # fmt: skip
    key = f"meeting:{entry.uid}:{entry.sequence}"
    notices.tell_of_one_change(camp, partner_in(entry, person), person, change, key, reason)
