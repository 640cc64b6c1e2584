"""Asking somebody to meet, and what came of it: the way to choose at camps in requests mode."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class RequestStatus(StrEnum):
    """Where a request stands. Pending and accepted ones are open: of these a pair has at most one."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = (RequestStatus.PENDING, RequestStatus.ACCEPTED)
_IS_OPEN = text("status IN ('pending', 'accepted')")


class MeetingRequest(db.Model):
    """That `asker` asks `asked` to meet. `lo_id` and `hi_id` are the two by number, whoever asks.

    A request blocks neither time nor table; only what is accepted becomes a candidate. Without an answer it
    ends at `expires_at`, or with the camp's wishes if they close before. `is_automatic` tells that nobody
    pressed to accept it. `reason` is what the asked one said when declining.
    """

    __tablename__ = "meeting_request"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "asker_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "asked_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("lo_id < hi_id", name="lo_before_hi"),
        CheckConstraint(
            "(lo_id = asker_id AND hi_id = asked_id) OR (lo_id = asked_id AND hi_id = asker_id)",
            name="pair_is_of_the_two",
        ),
        Index(
            "ix_meeting_request_one_open", "lo_id", "hi_id", unique=True,
            sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN,
        ),
        Index("ix_meeting_request_camp", "camp_id", "status"),
        Index("ix_meeting_request_asker", "asker_id", "status"),
        Index("ix_meeting_request_asked", "asked_id", "status"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    asker_id: Mapped[int]
    asked_id: Mapped[int]
    lo_id: Mapped[int]
    hi_id: Mapped[int]
    status: Mapped[RequestStatus] = mapped_column(choice(RequestStatus, "status_is_known"))
    is_automatic: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str] = mapped_column(String(1000), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    remind_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
