"""Invitations as the way into a participant's calendar, and which versions of a meeting have been mailed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.schedule import CalendarEntry
from app.models.types import UtcDateTime, choice


class CalendarWay(db.Model):
    """Whether a participant's meetings come by invitation; without a row they never have.

    `lift` is how far every SEQUENCE that this participant is told stands above the entry's: it rises with each
    turn of the way, so that no calendar takes what comes next for something older.
    """

    __tablename__ = "calendar_way"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("lift >= 0", name="lift_not_negative"),
    )

    participant_id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(index=True)
    by_invitation: Mapped[bool]
    lift: Mapped[int] = mapped_column(default=0)
    turned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Method(StrEnum):
    """What an invitation mail tells (RFC 5546): the meeting as it is now, or that it is no more."""

    REQUEST = "request"
    CANCEL = "cancel"


class SentVersion(db.Model):
    """One version of a meeting as it was mailed to one participant; each exactly once.

    `sequence` is what the mail says, `entry_sequence` what the entry had; `address` where it went, which is
    who may answer it. `times` counts how often it was sent: more than once only when organisers send it again.
    """

    __tablename__ = "sent_version"
    __table_args__ = (
        UniqueConstraint("participant_id", "entry_id", "sequence"),
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("sequence >= entry_sequence AND entry_sequence >= 0", name="sequence_is_lifted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(index=True)
    entry_id: Mapped[int] = mapped_column(index=True)
    participant_id: Mapped[int]
    sequence: Mapped[int]
    entry_sequence: Mapped[int]
    method: Mapped[Method] = mapped_column(choice(Method, "method_is_known"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    table_number: Mapped[int]
    address: Mapped[str] = mapped_column(String(254))
    times: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

    entry: Mapped[CalendarEntry] = relationship(
        viewonly=True,
        primaryjoin="SentVersion.entry_id == CalendarEntry.id",
        foreign_keys="SentVersion.entry_id",
    )
    participant: Mapped[Participant] = relationship(
        viewonly=True,
        primaryjoin="SentVersion.participant_id == Participant.id",
        foreign_keys="SentVersion.participant_id",
    )
