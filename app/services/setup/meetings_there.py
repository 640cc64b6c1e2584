"""What stands in slots or at tables that are to go: nothing is deleted that somebody has planned.

Meetings that are out count, cancelled ones not, and those of drafts; and so do meetings that two have agreed on
themselves, which are in no schedule, and pins. Earlier versions do not: they stay as they were published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.formats import local_datetime
from app.models import (
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    PairRuling,
    Participant,
    Schedule,
    ScheduleStatus,
    Slot,
)
from app.services.refusals import Refusal

NAMED = 5


@dataclass(frozen=True)
class There:
    """Two people, by name, at a slot and a table. `schedule` is the number of the schedule, None outside any."""

    names: tuple[str, str]
    starts_at: datetime
    table: int
    schedule: int | None = None
    is_pin: bool = False


def refuse_when_any(camp_id: int, *, slots: Sequence[Slot] = (), tables: Sequence[MeetingTable] = ()) -> None:
    """Refusal that counts and names what stands there, the first few by name; nothing when nothing does."""
    found = standing_there(camp_id, slots=slots, tables=tables)
    if found:
        raise Refusal(in_words(db.session.get_one(Camp, camp_id), found))


def standing_there(
    camp_id: int, *, slots: Sequence[Slot] = (), tables: Sequence[MeetingTable] = ()
) -> list[There]:
    """Everything in these slots, or at these tables, in the order of schedules and time; three queries."""
    slot_ids, table_ids = [slot.id for slot in slots], [table.id for table in tables]
    found = _in_schedules(slot_ids, table_ids) + _pins(camp_id, slot_ids, table_ids)
    planned = {(one.names, one.starts_at, one.table) for one in found}
    agreed = [
        one for one in _in_calendars(camp_id, slots, tables)
        if (one.names, one.starts_at, one.table) not in planned
    ]  # fmt: skip
    return sorted(found + agreed, key=lambda one: (one.schedule or 0, one.starts_at, one.table, one.names))


def in_words(camp: Camp, found: Sequence[There]) -> str:
    """How much stands there, and the first few by name, for the organisers."""
    first = "; ".join(_line(camp, one) for one in found[:NAMED])
    more = len(found) - NAMED
    words = ngettext(
        "%(num)d meeting is planned there, so nothing was removed: %(list)s",
        "%(num)d meetings are planned there, so nothing was removed: %(list)s", len(found), list=first,
    )  # fmt: skip
    if more > 0:
        words += ngettext("; and %(num)d more", "; and %(num)d more", more)
    return (
        words
        + ". "
        + _("Remove the slot or the table by itself: you see what becomes of them before anything happens.")
    )


def _line(camp: Camp, one: There) -> str:
    words = {
        "first": one.names[0], "second": one.names[1], "when": local_datetime(one.starts_at, camp.time_zone),
        "table": one.table, "schedule": one.schedule,
    }  # fmt: skip
    if one.is_pin:
        return _("%(first)s – %(second)s, pinned to %(when)s, table %(table)s", **words)
    if one.schedule is None:
        return _("%(first)s – %(second)s, %(when)s, table %(table)s (agreed by the two)", **words)
    return _("%(first)s – %(second)s, %(when)s, table %(table)s (schedule %(schedule)s)", **words)


def _in_schedules(slots: Sequence[int], tables: Sequence[int]) -> list[There]:
    lo, hi = aliased(Participant), aliased(Participant)
    stands = exists().where(
        CalendarEntry.camp_id == Meeting.camp_id, CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.person_lo_id == Meeting.person_lo_id, CalendarEntry.person_hi_id == Meeting.person_hi_id,
    )  # fmt: skip
    query = (
        select(lo.name, hi.name, Slot.starts_at, MeetingTable.number, Schedule.number)
        .select_from(Meeting)
        .join(lo, lo.id == Meeting.person_lo_id)
        .join(hi, hi.id == Meeting.person_hi_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(MeetingTable, MeetingTable.id == Meeting.table_id)
        .join(Schedule, Schedule.id == Meeting.schedule_id)
        .where(or_(Meeting.slot_id.in_(slots), Meeting.table_id.in_(tables)))
        .where(
            or_(
                Schedule.status == ScheduleStatus.DRAFT,
                and_(Schedule.status == ScheduleStatus.PUBLISHED, stands),
            )
        )
    )
    return [
        There((one, other), start, table, schedule)
        for one, other, start, table, schedule in db.session.execute(query)
    ]


def _pins(camp_id: int, slots: Sequence[int], tables: Sequence[int]) -> list[There]:
    lo, hi = aliased(Participant), aliased(Participant)
    query = (
        select(lo.name, hi.name, Slot.starts_at, MeetingTable.number)
        .select_from(PairRuling)
        .join(lo, lo.id == PairRuling.person_lo_id)
        .join(hi, hi.id == PairRuling.person_hi_id)
        .join(Slot, Slot.id == PairRuling.slot_id)
        .join(MeetingTable, MeetingTable.id == PairRuling.table_id)
        .where(PairRuling.camp_id == camp_id)
        .where(or_(PairRuling.slot_id.in_(slots), PairRuling.table_id.in_(tables)))
    )
    return [
        There((one, other), start, table, None, True)
        for one, other, start, table in db.session.execute(query)
    ]


def _in_calendars(camp_id: int, slots: Sequence[Slot], tables: Sequence[MeetingTable]) -> list[There]:
    lo, hi = aliased(Participant), aliased(Participant)
    spans = [CalendarEntry.overlaps(slot) for slot in slots]
    numbers = [table.number for table in tables]
    query = (
        select(lo.name, hi.name, CalendarEntry.starts_at, CalendarEntry.table_number)
        .select_from(CalendarEntry)
        .join(lo, lo.id == CalendarEntry.person_lo_id)
        .join(hi, hi.id == CalendarEntry.person_hi_id)
        .where(CalendarEntry.camp_id == camp_id, CalendarEntry.is_cancelled.is_(False))
        .where(or_(CalendarEntry.table_number.in_(numbers), *spans))
    )
    return [There((one, other), start, table) for one, other, start, table in db.session.execute(query)]
