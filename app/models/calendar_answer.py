"""What calendars answer to invitations, and the mails in which they did."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.schedule import CalendarEntry
from app.models.types import UtcDateTime, choice


class CalendarReply(StrEnum):
    """What somebody has pressed in their calendar (RFC 5545 PARTSTAT)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class CalendarAnswer(db.Model):
    """The latest answer of one participant about one meeting, to the version of this `sequence`."""

    __tablename__ = "calendar_answer"
    __table_args__ = (
        UniqueConstraint("participant_id", "entry_id"),
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(index=True)
    entry_id: Mapped[int] = mapped_column(index=True)
    participant_id: Mapped[int]
    reply: Mapped[CalendarReply] = mapped_column(choice(CalendarReply, "reply_is_known"))
    sequence: Mapped[int]
    comment: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    entry: Mapped[CalendarEntry] = relationship(
        viewonly=True,
        primaryjoin="CalendarAnswer.entry_id == CalendarEntry.id",
        foreign_keys="CalendarAnswer.entry_id",
    )
    participant: Mapped[Participant] = relationship(
        viewonly=True,
        primaryjoin="CalendarAnswer.participant_id == Participant.id",
        foreign_keys="CalendarAnswer.participant_id",
    )


class Verdict(StrEnum):
    """What became of a mail in the mailbox for replies. Only `applied` and `returned` change anything: an answer of a
    calendar, and the report that a mail of ours did not arrive."""

    APPLIED = "applied"
    RETURNED = "returned"
    OUTDATED = "outdated"
    NO_REPLY = "no_reply"
    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_MAIL = "unknown_mail"
    NOT_THEIRS = "not_theirs"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


class ReceivedMail(db.Model):
    """A mail that was read, known by the digest of its bytes, so that none counts twice. The mail itself stays where
    it was, in another folder or with a mark."""

    __tablename__ = "received_mail"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_is_whole"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict_is_known"))
    camp_id: Mapped[int | None] = mapped_column(ForeignKey("camp.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
