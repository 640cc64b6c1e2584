"""One participant's agenda: the meetings of the published schedule and the sessions, in order of time."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, permutations
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models import (
    Attendance,
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    Schedule,
    ScheduleStatus,
    Session,
    Slot,
)
from app.services.clock import now


@dataclass(frozen=True)
class AgendaItem:
    """A meeting (`partner` and `table` are set) or a session (`session` is set).

    `entry` is what the calendars know of the meeting. A meeting that was cancelled after it had been
    published stays on the agenda, marked, so that nobody waits at a table in vain.
    """

    starts_at: datetime
    ends_at: datetime
    partner: Participant | None = None
    table: MeetingTable | None = None
    entry: CalendarEntry | None = None
    session: Session | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it is a meeting that will not take place."""
        return self.entry is not None and self.entry.is_cancelled


def published_schedule(camp: Camp) -> Schedule | None:
    """The schedule that is out, or None."""
    query = select(Schedule).where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
    return db.session.scalar(query)


def agenda_of(camp: Camp, person: Participant) -> list[AgendaItem]:
    """Everything on the participant's agenda, the earliest first; five queries whatever its length."""
    return agendas_of(camp, [person])[person.id]


def agendas_of(camp: Camp, people: Sequence[Participant]) -> dict[int, list[AgendaItem]]:
    """The agenda of each of these participants of the camp by number; five queries, however many they are."""
    found: dict[int, list[AgendaItem]] = {person.id: [] for person in people}
    for entry, partner, table, owner in _meetings(camp, found.keys()):
        found[owner].append(AgendaItem(entry.starts_at, entry.ends_at, partner, table, entry))
    for session, owner in _sessions(camp, found.keys()):
        found[owner].append(AgendaItem(session.starts_at, session.ends_at, session=session))
    for items in found.values():
        items.sort(key=lambda item: (item.starts_at, item.session is None, item.ends_at))
    return found


def _meetings(
    camp: Camp, owners: Set[int]
) -> Iterator[tuple[CalendarEntry, Participant, MeetingTable | None, int]]:
    """Each entry once for each of its two people who is an owner, with the other one and the table."""
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    query = select(CalendarEntry).where(CalendarEntry.camp_id == camp.id, or_(lo.in_(owners), hi.in_(owners)))
    sides = [
        (entry, owner, other)
        for entry in db.session.scalars(query)
        for owner, other in permutations((entry.person_lo_id, entry.person_hi_id))
        if owner in owners
    ]
    others = {other for _entry, _owner, other in sides}
    people = (
        select(Participant).where(Participant.id.in_(others)).options(joinedload(Participant.organisation))
    )
    partners = {partner.id: partner for partner in db.session.scalars(people)}
    rows = db.session.scalars(select(MeetingTable).where(MeetingTable.camp_id == camp.id))
    tables = {table.number: table for table in rows}
    for entry, owner, other in sides:
        yield entry, partners[other], tables.get(entry.table_number), owner


def _sessions(camp: Camp, owners: Set[int]) -> Iterator[tuple[Session, int]]:
    """Each session once for each owner on whose agenda it stands."""
    query = select(Attendance.session_id, Attendance.participant_id).where(
        Attendance.participant_id.in_(owners)
    )
    chosen = {(session, person) for session, person in db.session.execute(query)}
    for session in db.session.scalars(select(Session).where(Session.camp_id == camp.id)):
        for owner in owners:
            if session.is_for_all or (session.id, owner) in chosen:
                yield session, owner


def next_item(items: list[AgendaItem], at: datetime | None = None) -> AgendaItem | None:
    """The meeting that is under way or comes next; None when there is none left."""
    moment = at or now()
    coming = [
        item for item in items if item.partner is not None and not item.is_cancelled and item.ends_at > moment
    ]
    return coming[0] if coming else None


def partner_at(camp: Camp, person: Participant, code: str) -> bool:
    """Whether the two have a published meeting that stands, so that they may know more of each other."""
    query = (
        select(CalendarEntry.id)
        .join(Participant, Participant.code == code)
        .where(
            CalendarEntry.camp_id == camp.id,
            CalendarEntry.is_cancelled.is_(False),
            or_(
                (CalendarEntry.person_lo_id == person.id) & (CalendarEntry.person_hi_id == Participant.id),
                (CalendarEntry.person_hi_id == person.id) & (CalendarEntry.person_lo_id == Participant.id),
            ),
        )
    )
    return db.session.scalar(query) is not None


def meetings_of(schedule: Schedule) -> list[Meeting]:
    """All meetings of a schedule with slot, table and both people loaded, by time and table."""
    query = (
        select(Meeting)
        .join(Meeting.slot)
        .join(Meeting.table)
        .where(Meeting.schedule_id == schedule.id)
        .options(
            contains_eager(Meeting.slot),
            contains_eager(Meeting.table),
            joinedload(Meeting.person_lo).joinedload(Participant.organisation),
            joinedload(Meeting.person_hi).joinedload(Participant.organisation),
        )
        .order_by(Slot.starts_at, MeetingTable.number)
    )
    return list(db.session.scalars(query))


def by_day(camp: Camp, items: list[AgendaItem]) -> list[tuple[date, list[AgendaItem]]]:
    """The items of each day at the camp, in order."""
    zone = ZoneInfo(camp.time_zone)
    return [
        (day, list(own))
        for day, own in groupby(items, key=lambda item: item.starts_at.astimezone(zone).date())
    ]
