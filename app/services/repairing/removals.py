"""What stands where a slot, a block or tables are to go, shown before anything is removed.

Published meetings that are still ahead must stand elsewhere, by a repair, or be cancelled with notice; see
removing.py. What has begun stays as it was held. Drafts are kept: what they hold there is left out when they are
published.
"""

from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from app.extensions import db
from app.formats import local_datetime
from app.models import (
    Absence,
    AskStatus,
    Block,
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    PairRuling,
    Participant,
    Schedule,
    ScheduleStatus,
    Slot,
    StandInAsk,
)
from app.services.calendars import agendas, calendar_ways
from app.services.calendars.differences import Pair
from app.services.clock import now
from app.services.publishing import agreed_meetings
from app.services.refusals import NotThere
from app.services.setup import blocks, tables


@dataclass(frozen=True)
class Going:
    """What is to be removed: a slot, a `block` with its slots, or neighbouring tables."""

    slots: tuple[Slot, ...] = ()
    tables: tuple[MeetingTable, ...] = ()
    block: Block | None = None

    @property
    def part(self) -> str:
        """The part of the set-up that it belongs to."""
        return "tables" if self.tables else "slots"


@dataclass(frozen=True)
class Seen:
    """What the removal is about. `meetings` are published, stand, and are ahead; `people` those who meet, by number;
    `agreed` the pairs among them that have arranged it themselves; `begun` counts what is over or under way.

    `drafts` says for the number of a draft how many meetings it holds there; `absent` is how many people have said
    that they cannot come in such a slot, `pins` how many pairs are pinned there, `questions` how many have been asked
    to step in and have not answered; `invited` how many people's calendars are changed by mail.
    """

    meetings: list[CalendarEntry]
    people: dict[int, Participant]
    agreed: set[Pair]
    begun: int
    drafts: dict[int, int]
    pins: list[PairRuling]
    absent: int
    questions: int
    invited: int
    out: Schedule | None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is there: then there is nothing to show."""
        found = (self.meetings, self.begun, self.drafts, self.pins, self.absent, self.questions)
        return not any(found)

    @property
    def can_be_repaired(self) -> bool:
        """Whether a repair can find other places for some: those of the schedule that is out."""
        pairs = {(entry.person_lo_id, entry.person_hi_id) for entry in self.meetings}
        return self.out is not None and bool(pairs - self.agreed)

    @property
    def mark(self) -> str:
        """Tells what was shown from anything else; it goes with the form and comes back."""
        entries = [(entry.id, entry.sequence) for entry in self.meetings]
        rest = (
            self.begun,
            sorted(self.drafts.items()),
            [pin.id for pin in self.pins],
            self.absent,
            self.questions,
        )
        return sha256(repr((entries, rest)).encode()).hexdigest()[:16]


def slot_going(camp: Camp, number: int) -> Going:
    """One slot; NotThere for none of the camp's."""
    return Going(slots=(blocks.slot_of(camp, number),))


def block_going(camp: Camp, number: int) -> Going:
    """A block with its slots; NotThere for none of the camp's."""
    block = blocks.block_of(camp, number)
    return Going(slots=tuple(block.slots), block=block)


def tables_going(camp: Camp, first: int, last: int) -> Going:
    """The tables from number `first` to `last`; NotThere when none is among them."""
    if last < first:
        raise NotThere(_("There is no table with such a number."))
    return Going(tables=tuple(tables.between(camp, first, last)))


def name_of(camp: Camp, going: Going) -> str:
    """What is to be removed, in words."""
    if going.block is not None:
        return _("the block “%(name)s”", name=going.block.name)
    if going.slots:
        return _("the slot %(when)s", when=local_datetime(going.slots[0].starts_at, camp.time_zone))
    first, last = going.tables[0].number, going.tables[-1].number
    if first == last:
        return _("table %(table)s", table=first)
    return _("tables %(first)s–%(last)s", first=first, last=last)


def look(camp: Camp, going: Going) -> Seen:
    """What stands there now; reads only, in a number of queries that does not grow with the camp."""
    slots, its_tables = [one.id for one in going.slots], [one.id for one in going.tables]
    standing = _standing(camp, going)
    ahead = [entry for entry in standing if entry.starts_at > now()]
    numbers = {number for entry in ahead for number in (entry.person_lo_id, entry.person_hi_id)}
    people = {person.id: person for person in db.session.scalars(
        select(Participant).where(Participant.id.in_(numbers)))}  # fmt: skip
    pinned = or_(PairRuling.slot_id.in_(slots), PairRuling.table_id.in_(its_tables))
    return Seen(
        ahead,
        people,
        agreed_meetings.agreed_pairs(camp.id),
        len(standing) - len(ahead),
        _drafts(camp, or_(Meeting.slot_id.in_(slots), Meeting.table_id.in_(its_tables))),
        list(db.session.scalars(select(PairRuling).where(PairRuling.camp_id == camp.id, pinned))),
        _count(select(func.count(Absence.participant_id.distinct())).where(Absence.slot_id.in_(slots))),
        _count(select(func.count(StandInAsk.id)).where(
            StandInAsk.slot_id.in_(slots), StandInAsk.status == AskStatus.WAITING)),
        calendar_ways.how_many_invited(camp.id, numbers),
        agendas.published_schedule(camp),
    )  # fmt: skip


def _standing(camp: Camp, going: Going) -> list[CalendarEntry]:
    """The published meetings in these slots or at these tables that nobody has cancelled, in the order of time."""
    which: list[ColumnElement[bool]] = [CalendarEntry.overlaps(slot) for slot in going.slots]
    which.append(CalendarEntry.table_number.in_([table.number for table in going.tables]))
    query = select(CalendarEntry).where(
        CalendarEntry.camp_id == camp.id, CalendarEntry.is_cancelled.is_(False), or_(*which)
    )
    return list(db.session.scalars(query.order_by(CalendarEntry.starts_at, CalendarEntry.table_number)))


def _drafts(camp: Camp, there: ColumnElement[bool]) -> dict[int, int]:
    query = (
        select(Schedule.number, func.count())
        .join(Meeting, Meeting.schedule_id == Schedule.id)
        .where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.DRAFT, there)
        .group_by(Schedule.number)
        .order_by(Schedule.number)
    )
    return dict(db.session.execute(query).all())


def _count(query: object) -> int:
    return db.session.scalar(query) or 0  # type: ignore[call-overload]
