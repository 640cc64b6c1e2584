"""One participant's agenda: the meetings of the published schedule and the sessions, in order of time."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, permutations
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from app.extensions import db
from app.models import (
    AskedChange,
    AskedKind,
    AskedStatus,
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
from app.services.setup import interpreters


@dataclass(frozen=True)
class AgendaItem:
    """A meeting (`partner` and `table` are set) or a session (`session` is set).

    `entry` is what the calendars know of the meeting; `host` the colleague who brings the agenda's owner to it,
    when it is not their own; `companions` who is brought, and by whom. A meeting that was cancelled after it had been
    published stays on the agenda, marked, so that nobody waits at a table in vain.
    """

    starts_at: datetime
    ends_at: datetime
    partner: Participant | None = None
    table: MeetingTable | None = None
    entry: CalendarEntry | None = None
    session: Session | None = None
    host: Participant | None = None
    companions: tuple[AskedChange, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is a meeting that will not take place."""
        return self.entry is not None and self.entry.is_cancelled

    @property
    def way(self) -> str:
        """How to find the table, and who interprets there, in words; empty where nobody has to go."""
        if self.table is None or self.is_cancelled:
            return ""
        return ", ".join(filter(None, (self.table.hint, interpreters.in_words(self.table))))


def published_schedule(camp: Camp) -> Schedule | None:
    """The schedule that is out, or None."""
    query = select(Schedule).where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
    return db.session.scalar(query)


def agenda_of(camp: Camp, person: Participant) -> list[AgendaItem]:
    """Everything on the participant's agenda, the earliest first; six queries whatever its length."""
    return agendas_of(camp, [person])[person.id]


def meetings_at(camp: Camp, person: Participant, number: int) -> list[AgendaItem]:
    """The participant's meetings at the table of this number that stand, the earliest first."""
    return [
        item
        for item in agenda_of(camp, person)
        if item.entry is not None and item.entry.table_number == number and not item.is_cancelled
    ]


def agendas_of(camp: Camp, people: Sequence[Participant]) -> dict[int, list[AgendaItem]]:
    """The agenda of each of these participants of the camp by number; six queries, however many they are."""
    found: dict[int, list[AgendaItem]] = {person.id: [] for person in people}
    for owner, item in _meetings(camp, found.keys()):
        found[owner].append(item)
    for session, owner in _sessions(camp, found.keys()):
        found[owner].append(AgendaItem(session.starts_at, session.ends_at, session=session))
    for items in found.values():
        items.sort(key=lambda item: (item.starts_at, item.session is None, item.ends_at))
    return found


def _meetings(camp: Camp, owners: Set[int]) -> Iterator[tuple[int, AgendaItem]]:
    """Each meeting once for each owner who has it or is brought to it, with the other one and the table."""
    brought = list(db.session.scalars(_bringings(camp)))
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    along = {row.entry_id for row in brought if row.colleague_id in owners}
    query = select(CalendarEntry).where(
        CalendarEntry.camp_id == camp.id, or_(lo.in_(owners), hi.in_(owners), CalendarEntry.id.in_(along))
    )
    sides: list[tuple[CalendarEntry, int, int, Participant | None]] = []
    for entry in db.session.scalars(query):
        pair = (entry.person_lo_id, entry.person_hi_id)
        sides += [(entry, owner, other, None) for owner, other in permutations(pair) if owner in owners]
        sides += [
            (entry, row.colleague_id, sum(pair) - row.participant_id, row.participant)
            for row in brought
            if row.entry_id == entry.id and row.colleague_id is not None and row.colleague_id in owners
        ]
    partners = _partners({other for _entry, _owner, other, _host in sides})
    rows = db.session.scalars(select(MeetingTable).where(MeetingTable.camp_id == camp.id))
    tables = {table.number: table for table in rows}
    for entry, owner, other, host in sides:
        companions = tuple(row for row in brought if row.entry_id == entry.id and row.colleague_id != owner)
        yield owner, AgendaItem(
            entry.starts_at, entry.ends_at, partners[other], tables.get(entry.table_number), entry,
            host=host, companions=companions,
        )  # fmt: skip


def _bringings(camp: Camp) -> Select[AskedChange]:
    """Who is brought to whose meeting, in the whole camp; few are."""
    return (
        select(AskedChange)
        .where(AskedChange.camp_id == camp.id, AskedChange.kind == AskedKind.BRING_COLLEAGUE)
        .where(AskedChange.status == AskedStatus.DONE)
        .options(joinedload(AskedChange.participant), joinedload(AskedChange.colleague))
    )


def _partners(numbers: Set[int]) -> dict[int, Participant]:
    """These participants with their organisations, by number."""
    query = select(Participant).where(Participant.id.in_(numbers))
    people = db.session.scalars(query.options(joinedload(Participant.organisation)))
    return {person.id: person for person in people}


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


def meetings_of(schedule: Schedule, person: Participant | None = None) -> list[Meeting]:
    """All meetings of a schedule, or one person's, with slot, table and both people loaded, by time and table."""
    mine = or_(Meeting.person_lo_id == person.id, Meeting.person_hi_id == person.id) if person else true()
    query = (
        select(Meeting)
        .join(Meeting.slot)
        .join(Meeting.table)
        .where(Meeting.schedule_id == schedule.id, mine)
        .options(
            contains_eager(Meeting.slot),
            contains_eager(Meeting.table),
            subqueryload(Meeting.person_lo).joinedload(Participant.organisation),
            subqueryload(Meeting.person_hi).joinedload(Participant.organisation),
        )
        .order_by(Slot.starts_at, MeetingTable.number)
    )
    return list(db.session.scalars(query))


def bare_meetings_of(schedule: Schedule) -> list[Meeting]:
    """All meetings of a schedule for who needs no more than the numbers of slot, table and people."""
    return list(db.session.scalars(select(Meeting).where(Meeting.schedule_id == schedule.id)))


def by_day(camp: Camp, items: list[AgendaItem]) -> list[tuple[date, list[AgendaItem]]]:
    """The items of each day at the camp, in order."""
    zone = ZoneInfo(camp.time_zone)
    return [
        (day, list(own))
        for day, own in groupby(items, key=lambda item: item.starts_at.astimezone(zone).date())
    ]
