"""Publishing a schedule: what it changes, shown before; then all of it at once, or nothing.

One transaction makes the new schedule the one that is out, supersedes the one before, brings the
calendars' memory up to date and writes the mails; so a crash at any moment leaves the camp wholly on
the old schedule or wholly on the new one.
"""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    Schedule,
    ScheduleStatus,
    Slot,
    User,
)
from app.services import notices, replies
from app.services.clock import now
from app.services.differences import Change, Pair, Placement, Told, changes, concerned
from app.services.refusals import Conflict


@dataclass(frozen=True)
class Preview:
    """What publishing a schedule would do: the changes, and who would get a mail about which of them."""

    changes: list[Change]
    concerned: dict[int, list[Change]]
    people: dict[int, Participant]
    unconcerned: int

    @property
    def mark(self) -> str:
        """Tells this preview from one with other changes; it goes with the form and comes back."""
        return sha256(repr(self.changes).encode()).hexdigest()[:16]


def preview(schedule: Schedule) -> Preview:
    """What publishing this schedule now would change. Reads only."""
    found = changes(_told(schedule.camp_id), _planned(schedule))
    people = _people(schedule.camp_id)
    by_person = {person: own for person, own in concerned(found).items() if person in people}
    return Preview(found, by_person, people, len(people) - len(by_person))


def publish(
    camp: Camp, schedule: Schedule, user: User, *, with_mail: bool = True, shown: str | None = None
) -> Preview:
    """Make the schedule the one that is out and tell those concerned; commits.

    `shown` is the mark of the preview that the organiser saw. Raises Conflict when publishing would now
    change something else, when it has been published already, or another one at the same moment.
    """
    try:
        return _publish(camp, schedule, with_mail=with_mail, shown=shown)
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(
            _("Another schedule was published at the same moment. Please look at it first.")
        ) from error


def _publish(camp: Camp, schedule: Schedule, *, with_mail: bool, shown: str | None) -> Preview:
    # Taking the camp's row first puts publications of one camp in a queue on both databases.
    db.session.scalar(select(Camp.id).where(Camp.id == camp.id).with_for_update())
    db.session.refresh(schedule, with_for_update=True)  # nobody edits it meanwhile
    if schedule.status is ScheduleStatus.PUBLISHED:
        raise Conflict(_("This schedule is already published."))
    seen = preview(schedule)
    if shown is not None and shown != seen.mark:
        raise Conflict(
            _("What publishing would change is no longer what you were shown. Nothing has been sent.")
        )
    _supersede(camp.id)
    schedule.status = ScheduleStatus.PUBLISHED
    schedule.published_at = now()
    db.session.flush()
    _remember(camp.id, seen.changes)
    if with_mail:
        notices.tell_of_publication(camp, schedule, seen.concerned, seen.people)
    db.session.commit()
    return seen


def _supersede(camp_id: int) -> None:
    """The schedule that is out now, if any, becomes an earlier one."""
    db.session.execute(
        update(Schedule)
        .where(Schedule.camp_id == camp_id, Schedule.status == ScheduleStatus.PUBLISHED)
        .values(status=ScheduleStatus.SUPERSEDED)
    )


def _people(camp_id: int) -> dict[int, Participant]:
    """All participants of the camp by number, withdrawn ones too: they must hear of a cancellation."""
    query = select(Participant).where(Participant.camp_id == camp_id)
    return {person.id: person for person in db.session.scalars(query)}


def _planned(schedule: Schedule) -> dict[Pair, Placement]:
    query = (
        select(Meeting.person_lo_id, Meeting.person_hi_id, Slot.starts_at, Slot.ends_at, MeetingTable.number)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(MeetingTable, MeetingTable.id == Meeting.table_id)
        .where(Meeting.schedule_id == schedule.id)
    )
    return {(lo, hi): Placement(start, end, table) for lo, hi, start, end, table in db.session.execute(query)}


def _entries(camp_id: int) -> dict[Pair, CalendarEntry]:
    query = select(CalendarEntry).where(CalendarEntry.camp_id == camp_id)
    return {(entry.person_lo_id, entry.person_hi_id): entry for entry in db.session.scalars(query)}


def _told(camp_id: int) -> dict[Pair, Told]:
    return {
        pair: Told(Placement(entry.starts_at, entry.ends_at, entry.table_number), entry.is_cancelled)
        for pair, entry in _entries(camp_id).items()
    }


def _remember(camp_id: int, found: list[Change]) -> None:
    """Bring the calendars' memory up to date: one UID a pair for ever, SEQUENCE up with every change."""
    entries, moment = _entries(camp_id), now()
    replies.forget([entries[change.pair] for change in found if change.pair in entries])
    for change in found:
        entry = entries.get(change.pair)
        if entry is None:
            lo, hi = change.pair
            entry = CalendarEntry(
                camp_id=camp_id,
                person_lo_id=lo,
                person_hi_id=hi,
                sequence=-1,
                uid=f"{token_hex(16)}@campmatch",
                created_at=moment,
            )
            db.session.add(entry)
        entry.sequence += 1
        entry.updated_at = moment
        entry.is_cancelled = change.after is None
        if change.after is not None:
            entry.starts_at, entry.ends_at = change.after.starts_at, change.after.ends_at
            entry.table_number = change.after.table_number
