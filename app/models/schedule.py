"""Schedules and their meetings, and what the calendars have been told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.programme import MeetingTable, Session, Slot
from app.models.types import UtcDateTime, choice
from app.models.user import User


class ScheduleStatus(StrEnum):
    """A draft, the one that is out, or one that was out before."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Schedule(db.Model):
    """All meetings of a camp, numbered. Exactly what was solved and what came out is kept as proof.

    `problem` and `solution` are the files of docs/scheduling.md (format 1), byte for byte.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("camp_id", "number"),
        UniqueConstraint("camp_id", "id"),
        Index(
            "ix_schedule_one_published",
            "camp_id",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    number: Mapped[int]
    status: Mapped[ScheduleStatus] = mapped_column(choice(ScheduleStatus, "status_is_known"))
    problem: Mapped[str] = mapped_column(Text, deferred=True)
    solution: Mapped[str] = mapped_column(Text, deferred=True)
    goals: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    curve: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_preliminary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """How it was published last: as preliminary, or as final."""
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Counts the changes made by hand, so that the second of two organisers at once is told."""


class Publication(db.Model):
    """One time that a schedule was published: how, by whom (None: by itself, or not known), and what it changed.

    `changes` holds for each pair [person_lo_id, person_hi_id, before, after]; a place is [begin, end, table
    number] with moments in ISO 8601, or null where the pair did not meet. It is null where nobody kept it.
    `told` is how many got a mail.
    """

    __tablename__ = "publication"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "schedule_id"], ["schedule.camp_id", "schedule.id"]),
        Index("ix_publication_camp", "camp_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    schedule_id: Mapped[int]
    is_preliminary: Mapped[bool]
    changes: Mapped[list[list[object]] | None] = mapped_column(JSON(none_as_null=True))
    told: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    schedule: Mapped[Schedule] = relationship()
    user: Mapped[User | None] = relationship()


class ScheduleEdit(db.Model):
    """One change of a draft by hand, for the history and to be undone.

    `changes` holds for each pair [person_lo_id, person_hi_id, before, after]; a place is
    [slot_id, table_id], or null where the pair does not meet.
    """

    __tablename__ = "schedule_edit"
    __table_args__ = (
        UniqueConstraint("schedule_id", "number"),
        ForeignKeyConstraint(["camp_id", "schedule_id"], ["schedule.camp_id", "schedule.id"]),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    schedule_id: Mapped[int]
    number: Mapped[int]
    changes: Mapped[list[list[object]]] = mapped_column(JSON)
    is_undone: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Ruling(StrEnum):
    """What organisers decide about a pair for every run to come."""

    PINNED = "pinned"
    FORBIDDEN = "forbidden"


class PairRuling(db.Model):
    """An organiser's word about a pair: pinned to a slot and a table, or never to meet."""

    __tablename__ = "pair_ruling"
    __table_args__ = (
        UniqueConstraint("camp_id", "person_lo_id", "person_hi_id"),
        ForeignKeyConstraint(["camp_id", "slot_id"], ["slot.camp_id", "slot.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["camp_id", "table_id"], ["meeting_table.camp_id", "meeting_table.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["camp_id", "person_lo_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "person_hi_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("person_lo_id < person_hi_id", name="pair_is_ordered"),
        CheckConstraint(
            "(ruling = 'pinned') = (slot_id IS NOT NULL) AND (slot_id IS NULL) = (table_id IS NULL)",
            name="pinned_means_a_place",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    person_lo_id: Mapped[int] = mapped_column(index=True)
    person_hi_id: Mapped[int] = mapped_column(index=True)
    ruling: Mapped[Ruling] = mapped_column(choice(Ruling, "ruling_is_known"))
    slot_id: Mapped[int | None] = mapped_column(index=True)
    table_id: Mapped[int | None] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Meeting(db.Model):
    """A pair at a slot and a table. The pair is ordered by number, so that it can stand only once."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("schedule_id", "person_lo_id", "person_hi_id"),
        UniqueConstraint("schedule_id", "slot_id", "table_id"),
        UniqueConstraint("id", "schedule_id", "slot_id"),
        ForeignKeyConstraint(["camp_id", "schedule_id"], ["schedule.camp_id", "schedule.id"]),
        ForeignKeyConstraint(["camp_id", "slot_id"], ["slot.camp_id", "slot.id"]),
        ForeignKeyConstraint(["camp_id", "table_id"], ["meeting_table.camp_id", "meeting_table.id"]),
        ForeignKeyConstraint(["camp_id", "person_lo_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "person_hi_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("person_lo_id < person_hi_id", name="pair_is_ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    schedule_id: Mapped[int]
    slot_id: Mapped[int] = mapped_column(index=True)
    table_id: Mapped[int] = mapped_column(index=True)
    person_lo_id: Mapped[int] = mapped_column(index=True)
    person_hi_id: Mapped[int] = mapped_column(index=True)
    worth: Mapped[int] = mapped_column(default=1)

    slot: Mapped[Slot] = relationship(
        viewonly=True, primaryjoin="Meeting.slot_id == Slot.id", foreign_keys="Meeting.slot_id"
    )
    table: Mapped[MeetingTable] = relationship(
        viewonly=True, primaryjoin="Meeting.table_id == MeetingTable.id", foreign_keys="Meeting.table_id"
    )
    person_lo: Mapped[Participant] = relationship(
        viewonly=True,
        primaryjoin="Meeting.person_lo_id == Participant.id",
        foreign_keys="Meeting.person_lo_id",
    )
    person_hi: Mapped[Participant] = relationship(
        viewonly=True,
        primaryjoin="Meeting.person_hi_id == Participant.id",
        foreign_keys="Meeting.person_hi_id",
    )


class Seat(db.Model):
    """One person's side of a meeting. It exists so that the database itself refuses double booking:
    `slot_id` is copied from the meeting, and the composite foreign key keeps the copy true."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("schedule_id", "slot_id", "participant_id"),
        ForeignKeyConstraint(
            ["meeting_id", "schedule_id", "slot_id"], ["meeting.id", "meeting.schedule_id", "meeting.slot_id"]
        ),
    )

    meeting_id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True, index=True)
    schedule_id: Mapped[int]
    slot_id: Mapped[int]


class CalendarEntry(db.Model):
    """What calendars know of a pair at a camp, over all publications: one `uid` for ever, a `sequence`
    that rises only when time, place or status change, and a cancelled one kept as cancelled."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        UniqueConstraint("camp_id", "person_lo_id", "person_hi_id"),
        UniqueConstraint("camp_id", "id"),
        ForeignKeyConstraint(["camp_id", "person_lo_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "person_hi_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("person_lo_id < person_hi_id", name="pair_is_ordered"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    person_lo_id: Mapped[int] = mapped_column(index=True)
    person_hi_id: Mapped[int] = mapped_column(index=True)
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    table_number: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def other_of(self, number: int) -> int:
        """The number of the one whom this participant meets."""
        return self.person_hi_id if self.person_lo_id == number else self.person_lo_id

    @classmethod
    def has(cls, number: int) -> ColumnElement[bool]:
        """For a query: the participant is one of the two."""
        return or_(cls.person_lo_id == number, cls.person_hi_id == number)

    @classmethod
    def overlaps(cls, span: CalendarEntry | Session | Slot) -> ColumnElement[bool]:
        """For a query: it shares some time with this one."""
        return and_(cls.starts_at < span.ends_at, cls.ends_at > span.starts_at)
