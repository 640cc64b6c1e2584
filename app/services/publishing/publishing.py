"""Publishing a schedule: what it changes, shown before; then all of it at once, or nothing.

One transaction makes the new schedule the one that is out, supersedes the one before, brings the
calendars' memory up to date and writes the mails; so a crash at any moment leaves the camp wholly on
the old schedule or wholly on the new one.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models import (
    ActKind,
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Schedule,
    ScheduleStatus,
    Slot,
    User,
)
from app.services import acts
from app.services.calendars import agendas, calendar_invites, calendar_ways, notices
from app.services.calendars.differences import Change, Pair, Placement, Told, changes, concerned, staying
from app.services.changes import change_rows, companions, replies
from app.services.clock import now
from app.services.publishing import agreed_meetings, versions
from app.services.refusals import Conflict
from app.services.times import clashes
from app.services.times.clashes import Obstruction


@dataclass(frozen=True)
class Preview:
    """What publishing a schedule would do: the changes, and who would get a mail about which of them.

    `kept` are the meetings outside any schedule that two have agreed on themselves, and that stay; `invited` are
    those concerned who get invitations, with mail or without. `left_out` are meetings of a draft whose slot or table
    is there no more.
    """

    changes: list[Change]
    concerned: dict[int, list[Change]]
    people: dict[int, Participant]
    unconcerned: int
    obstructions: list[Obstruction] = field(default_factory=list)
    kept: set[Pair] = field(default_factory=set)
    invited: set[int] = field(default_factory=set)
    left_out: list[Meeting] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Tells this preview from one with other changes; it goes with the form and comes back."""
        return sha256(repr(self.changes).encode()).hexdigest()[:16]

    def reader(self, code: str) -> Participant | None:
        """Who of those concerned has this code; else the first of them, None where nobody is."""
        meant = (number for number in self.concerned if self.people[number].code == code)
        number = next(meant, next(iter(self.concerned), None))
        return self.people[number] if number is not None else None

    def told(self, with_mail: bool = True, to_all: bool = False) -> dict[int, list[Change]]:
        """Who gets a mail, each with their changes: those for whom something changes, with `to_all` everybody
        who takes part."""
        if not with_mail:
            return {}
        taking_part = [one.id for one in self.people.values() if one.status is ParticipantStatus.CONFIRMED]
        return {number: self.concerned.get(number, []) for number in [*self.concerned, *taking_part]
                if to_all or number in self.concerned}  # fmt: skip

    def obstructed(self) -> dict[int, list[notices.AlsoThen]]:
        """What each participant has at the time of a meeting of theirs: the moment, and the session if any."""
        found: dict[int, list[notices.AlsoThen]] = {}
        for one in self.obstructions:
            title = one.session.title if one.session else None
            found.setdefault(one.person.id, []).append((one.meeting.slot.starts_at, title))
        return found


def preview(schedule: Schedule) -> Preview:
    """What publishing this schedule now would change, and to which meetings somebody cannot come. Reads only."""
    camp = db.session.get_one(Camp, schedule.camp_id)
    told, planned = _told(schedule.camp_id), _planned(schedule)
    found = changes(told, planned)
    people = _people(schedule.camp_id)
    by_person = {person: own for person, own in concerned(found).items() if person in people}
    obstructions = clashes.obstructions_in(camp, schedule)
    unconcerned, kept = len(people) - len(by_person), staying(told, planned)
    invited = calendar_ways.invited_among(camp.id, by_person.keys())
    lost = left_out(schedule) if schedule.status is not ScheduleStatus.PUBLISHED else []
    obstructions = [one for one in obstructions if one.meeting not in lost]
    return Preview(found, by_person, people, unconcerned, obstructions, kept, invited, lost)


def publish(
    camp: Camp,
    schedule: Schedule,
    user: User | None,
    *,
    with_mail: bool = True,
    to_all: bool = False,
    as_preliminary: bool | None = None,
    shown: str | None = None,
) -> Preview:
    """Make the schedule the one that is out and tell those concerned, or everybody; commits.

    It is published as preliminary, as final, or (None) as the one that is out now; what is out as preliminary
    can be made final. `shown` is the mark of the preview that the organiser saw, `user` is None when it is done
    by itself. Raises Conflict when publishing would now change something else, when it has been published like
    this already, or another one at the same moment.
    """
    try:
        return _publish(camp, schedule, user, (with_mail, to_all), as_preliminary, shown)
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(
            _("Another schedule was published at the same moment. Please look at it first.")
        ) from error


def _publish(
    camp: Camp,
    schedule: Schedule,
    user: User | None,
    mails: tuple[bool, bool],
    as_preliminary: bool | None,
    shown: str | None,
) -> Preview:
    # Taking the camp's row first puts publications of one camp in a queue on both databases.
    db.session.scalar(select(Camp.id).where(Camp.id == camp.id).with_for_update())
    db.session.refresh(schedule, with_for_update=True)  # nobody edits it meanwhile
    out = agendas.published_schedule(camp)
    if as_preliminary is None:
        as_preliminary = out is not None and out.is_preliminary
    if out is schedule and schedule.is_preliminary == as_preliminary:
        raise Conflict(_("This schedule is already published."))
    seen = preview(schedule)
    if shown is not None and shown != seen.mark:
        raise Conflict(
            _("What publishing would change is no longer what you were shown. Nothing has been sent.")
        )
    _supersede(camp.id)
    schedule.status, schedule.is_preliminary = ScheduleStatus.PUBLISHED, as_preliminary
    schedule.published_at = now()
    db.session.flush()
    _remember(camp.id, seen.changes)
    told = seen.told(*mails)
    notices.tell_of_publication(camp, schedule, told, seen.people, seen.obstructed())
    calendar_invites.tell(camp)
    versions.keep(schedule, user, seen.changes, len(told))
    acts.note(camp, user, ActKind.PUBLISHED, schedule=schedule.number, preliminary=as_preliminary)
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
    query = select(Participant).where(Participant.camp_id == camp_id).options(joinedload(Participant.user))
    return {person.id: person for person in db.session.scalars(query)}


def _planned(schedule: Schedule) -> dict[Pair, Placement]:
    times = {
        slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.camp_id == schedule.camp_id))
    }
    query = (
        select(Meeting.person_lo_id, Meeting.person_hi_id, Meeting.slot_id, MeetingTable.number)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(MeetingTable, MeetingTable.id == Meeting.table_id)
        .where(Meeting.schedule_id == schedule.id, ~_is_left_out())
    )
    return {
        (lo, hi): Placement(times[slot].starts_at, times[slot].ends_at, table)
        for lo, hi, slot, table in db.session.execute(query)
    }


def _is_left_out() -> ColumnElement[bool]:
    """For a query over meetings with slot and table: the slot or the table has been removed from the camp, and the
    time has not begun. What has been held stays."""
    removed = or_(Slot.removed_at.is_not(None), MeetingTable.removed_at.is_not(None))
    return and_(removed, Slot.starts_at > now())


def left_out(schedule: Schedule) -> list[Meeting]:
    """The meetings of a schedule that publishing leaves out, for their slot or table has been removed; in the order of
    time. One query."""
    query = (
        select(Meeting)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(MeetingTable, MeetingTable.id == Meeting.table_id)
        .where(Meeting.schedule_id == schedule.id, _is_left_out())
        .options(joinedload(Meeting.person_lo), joinedload(Meeting.person_hi))
        .options(contains_eager(Meeting.slot), contains_eager(Meeting.table))
        .order_by(Slot.starts_at, MeetingTable.number)
    )
    return list(db.session.scalars(query))


def _entries(camp_id: int) -> dict[Pair, CalendarEntry]:
    query = select(CalendarEntry).where(CalendarEntry.camp_id == camp_id)
    return {(entry.person_lo_id, entry.person_hi_id): entry for entry in db.session.scalars(query)}


def _told(camp_id: int) -> dict[Pair, Told]:
    agreed = agreed_meetings.agreed_pairs(camp_id)
    columns = (
        CalendarEntry.person_lo_id,
        CalendarEntry.person_hi_id,
        CalendarEntry.starts_at,
        CalendarEntry.ends_at,
        CalendarEntry.table_number,
        CalendarEntry.is_cancelled,
    )
    rows = db.session.execute(select(*columns).where(CalendarEntry.camp_id == camp_id))
    return {
        (lo, hi): Told(Placement(start, end, table), is_cancelled, (lo, hi) in agreed)
        for lo, hi, start, end, table, is_cancelled in rows
    }


def _remember(camp_id: int, found: list[Change]) -> None:
    """Bring the calendars' memory up to date: one UID a pair for ever, SEQUENCE up with every change."""
    entries, moment = _entries(camp_id), now()
    changed = [entries[change.pair] for change in found if change.pair in entries]
    replies.forget(changed)
    change_rows.overtake([entry.id for entry in changed])
    companions.release(db.session.get_one(Camp, camp_id), changed)
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
