"""What a wall display tells: what goes on now and what comes next. Of places and numbers, of nobody by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Meeting, Schedule, ScheduleStatus, Session, Slot


@dataclass(frozen=True)
class BoardLine:
    """A session (`title`, perhaps with a `room`), or a slot with so many `meetings`."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    room: str = ""
    meetings: int = 0


@dataclass(frozen=True)
class Board:
    """`now` may be empty, in a gap or outside the days; `next` is all that begins first after now, and empty
    once nothing comes any more."""

    now: list[BoardLine]
    next: list[BoardLine]


def board_of(camp: Camp, moment: datetime) -> Board:
    """The camp's board at this moment. Two queries."""
    lines = sorted(
        [*_sessions(camp), *_slots(camp)], key=lambda line: (line.starts_at, line.ends_at, line.title)
    )
    later = [line for line in lines if line.starts_at > moment]
    return Board(
        now=[line for line in lines if line.starts_at <= moment < line.ends_at],
        next=[line for line in later if line.starts_at == later[0].starts_at],
    )


def _sessions(camp: Camp) -> Iterable[BoardLine]:
    for session in db.session.scalars(select(Session).where(Session.camp_id == camp.id)):
        yield BoardLine(session.starts_at, session.ends_at, session.title, session.room or "")


def _slots(camp: Camp) -> Iterable[BoardLine]:
    """Slots with meetings in the published schedule."""
    query = (
        select(Slot.starts_at, Slot.ends_at, func.count(Meeting.id))
        .join(Meeting, Meeting.slot_id == Slot.id)
        .join(Schedule, Schedule.id == Meeting.schedule_id)
        .where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
        .group_by(Slot.id, Slot.starts_at, Slot.ends_at)
    )
    for starts_at, ends_at, meetings in db.session.execute(query):
        yield BoardLine(starts_at, ends_at, meetings=meetings)
