"""What participants say about a published meeting: before it and while it goes on, and what came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class ReplyKind(StrEnum):
    """*I am here*, said at the table; *I cannot come*, which cancels the meeting."""

    HERE = "here"
    CANNOT_COME = "cannot_come"


class Reply(db.Model):
    """One participant's word about one meeting. A publication that changes the meeting forgets it."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("entry_id", "participant_id"),
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    entry_id: Mapped[int]
    participant_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[ReplyKind] = mapped_column(choice(ReplyKind, "kind_is_known"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Result(StrEnum):
    """What came of a meeting, from nothing to much."""

    DID_NOT_TAKE_PLACE = "did_not_take_place"
    NO_COMMON_GROUND = "no_common_ground"
    INFORMATIVE = "informative"
    FOLLOW_UP_AGREED = "follow_up_agreed"
    COOPERATION_POSSIBLE = "cooperation_possible"


class Outcome(db.Model):
    """What one of the two says came of a meeting; the other one does not see it."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("entry_id", "participant_id"),
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    entry_id: Mapped[int]
    participant_id: Mapped[int] = mapped_column(index=True)
    result: Mapped[Result] = mapped_column(choice(Result, "result_is_known"))
    note: Mapped[str] = mapped_column(String(2000), default="")
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
