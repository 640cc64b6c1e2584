"""What tells whether a page about the day could look otherwise than before: a digest of one cheap query.

It is made of the database and the minute alone, so that all web processes agree. A page that is asked for again by a
browser that has it already is not made anew (304).
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from app.extensions import db
from app.models import (
    Absence,
    Announcement,
    Attendance,
    CalendarEntry,
    Camp,
    MeetingTable,
    Participant,
    Reply,
    Session,
    Slot,
    StandInAsk,
    Stay,
)

_CHANGES = (
    (CalendarEntry, CalendarEntry.updated_at),
    (Participant, Participant.version),
    (Reply, Reply.said_at),
    (StandInAsk, StandInAsk.answered_at),
    (Session, Session.updated_at),
    (Slot, Slot.starts_at),
    (MeetingTable, MeetingTable.number),
    (Absence, Absence.id),
    (Attendance, Attendance.id),
    (Announcement, Announcement.withdrawn_at),
)


def version_of(camp: Camp, at: datetime, *, seen_by: str) -> str:
    """The digest at this moment for whoever sees the page so, as `seen_by` says: language, account, form. One query."""
    sums: list[ScalarSelect[Any]] = []
    for model, column in _CHANGES:
        ids = func.coalesce(func.sum(model.id), 0)
        sums += [
            select(value).where(model.camp_id == camp.id).scalar_subquery()
            for value in (func.count(), ids, func.max(column))
        ]
    sums += [
        select(func.sum(Participant.version)).where(Participant.camp_id == camp.id).scalar_subquery(),
        select(func.count(Participant.checked_in_at)).where(Participant.camp_id == camp.id).scalar_subquery(),
        select(func.max(Slot.removed_at)).where(Slot.camp_id == camp.id).scalar_subquery(),
        select(func.max(MeetingTable.removed_at)).where(MeetingTable.camp_id == camp.id).scalar_subquery(),
        select(func.max(StandInAsk.asked_at)).where(StandInAsk.camp_id == camp.id).scalar_subquery(),
        select(func.max(Stay.id)).where(Stay.camp_id == camp.id).scalar_subquery(),
        select(func.max(Stay.arrives_at)).where(Stay.camp_id == camp.id).scalar_subquery(),
    ]
    row = db.session.execute(select(*sums)).one()
    words = "|".join(str(value) for value in (*row, at.replace(second=0, microsecond=0), seen_by))
    return sha256(words.encode()).hexdigest()[:32]
