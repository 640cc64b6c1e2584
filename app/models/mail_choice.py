"""Which of the mails that are not strictly needed a participant wants."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class MailKind(StrEnum):
    """The sorts of mail that a participant may refuse. What somebody must know belongs to none of them."""

    REMINDERS = "reminders"
    ANNOUNCEMENTS = "announcements"
    SURVEYS = "surveys"
    NEXT_MEETING = "next_meeting"


class MailChoice(db.Model):
    """What a participant has chosen; who has chosen nothing has no row, gets the first three sorts and not the last.

    `minutes_before` is how long before each meeting a mail reminds of it; None is never.
    """

    __tablename__ = "mail_choice"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("minutes_before BETWEEN 1 AND 240", name="minutes_before_in_bounds"),
    )

    participant_id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(index=True)
    wants_reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_announcements: Mapped[bool] = mapped_column(default=True, server_default=true())
    wants_surveys: Mapped[bool] = mapped_column(default=True, server_default=true())
    minutes_before: Mapped[int | None]
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
