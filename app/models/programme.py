"""When and where things happen: sessions, meeting blocks cut into slots, tables, absences."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.types import UtcDateTime, choice


def new_uid() -> str:
    """What a calendar knows an entry by, for ever."""
    return f"{token_hex(16)}@campmatch"


class SessionKind(StrEnum):
    """What sort of item of the programme it is."""

    TALK = "talk"
    WORKSHOP = "workshop"
    MEAL = "meal"
    BREAK = "break"
    SOCIAL = "social"
    OTHER = "other"


class Session(db.Model):
    """An item of the programme. `is_for_all` ones are on everybody's agenda; the others are chosen.

    `capacity` counts choices; `places_taken` is raised by a conditional update only.
    `sequence` rises whenever time, place or title change, for the calendars; `uid` never changes.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR places_taken <= capacity", name="places_within_capacity"),
        Index("ix_session_camp_start", "camp_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    kind: Mapped[SessionKind] = mapped_column(choice(SessionKind, "kind_is_known"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    speaker: Mapped[str] = mapped_column(String(200), default="")
    track: Mapped[str] = mapped_column(String(60), default="", server_default="")
    room: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_for_all: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    places_taken: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    uid: Mapped[str] = mapped_column(String(100), unique=True, default=new_uid)
    sequence: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attendance(db.Model):
    """That a participant chose a session."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("participant_id", "session_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "session_id"], ["session.camp_id", "session.id"]),
        Index("ix_attendance_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    session_id: Mapped[int]


class Block(db.Model):
    """A stretch of time for meetings, cut into slots."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        UniqueConstraint("camp_id", "name"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_length_within_range"),
        CheckConstraint("gap_minutes BETWEEN 0 AND 120", name="gap_within_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    name: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    slot_minutes: Mapped[int] = mapped_column(default=20)
    gap_minutes: Mapped[int] = mapped_column(default=0)

    slots: Mapped[list["Slot"]] = relationship(
        order_by="Slot.starts_at",
        primaryjoin="and_(Block.id == Slot.block_id, Slot.removed_at.is_(None))",
        foreign_keys="Slot.block_id",
        viewonly=True,
    )


class Slot(db.Model):
    """A span of time for one meeting a person. Slots of a camp never begin at the same moment.

    One that meetings of some schedule stand in is never deleted: it is marked as removed, and is no slot of the camp
    any more but for those schedules.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        Index(
            "ix_slot_one_at_a_time",
            "camp_id",
            "starts_at",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        ForeignKeyConstraint(["camp_id", "block_id"], ["block.camp_id", "block.id"]),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    block_id: Mapped[int] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def stands_at(cls, camp_id: int) -> ColumnElement[bool]:
        """For a query: it is a slot of the camp and has not been removed."""
        return and_(cls.camp_id == camp_id, cls.removed_at.is_(None))


class MeetingTable(db.Model):
    """A numbered place for one meeting a slot; `hint` says in words where it stands.

    One at which meetings of some schedule stand is marked as removed instead of deleted, as with slots.
    `interpreter_languages`, ISO 639-1, are those of the interpreter who sits at it; none without one.
    `row` counts the rows of its zone and `place` the places of the row, a gap being a place without a table; both
    are None where nobody said how the tables stand.
    """

    __tablename__ = "meeting_table"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        UniqueConstraint("camp_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("json_array_length(interpreter_languages) <> 1", name="interpreter_speaks_two"),
        CheckConstraint('("row" IS NULL) = (place IS NULL)', name="row_and_place_together"),
        CheckConstraint('"row" > 0 AND place > 0', name="row_and_place_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    number: Mapped[int]
    zone: Mapped[str] = mapped_column(String(60), default="")
    hint: Mapped[str] = mapped_column(String(200), default="")
    row: Mapped[int | None]
    place: Mapped[int | None]
    interpreter_languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def stands_at(cls, camp_id: int) -> ColumnElement[bool]:
        """For a query: it is a table of the camp and has not been removed."""
        return and_(cls.camp_id == camp_id, cls.removed_at.is_(None))


class Absence(db.Model):
    """That a participant cannot meet in a slot, whatever the reason."""

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("participant_id", "slot_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "slot_id"], ["slot.camp_id", "slot.id"]),
        Index("ix_absence_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    slot_id: Mapped[int]
