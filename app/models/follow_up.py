"""What participants say came of a camp and its meetings, asked 3 and 12 months after it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class FollowUpRound(StrEnum):
    """Which of the two times somebody is asked."""

    THREE_MONTHS = "three_months"
    TWELVE_MONTHS = "twelve_months"


class FollowUp(db.Model):
    """One participant asked in one round, and what they say of the camp as a whole.

    `link_hash` is of the secret in the first mail, `reminder_hash` of the one in the reminder; both links lead to
    the same page. Moments tell what has happened: `answered_at` the first answer to anything, `told_at` the
    answer about the camp, `stopped_at` that they do not want to be asked again. Unticked is only an answer once
    the camp was told of. `collaborations` counts those agreed with others than the people met by schedule.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("participant_id", "round"),
        UniqueConstraint("camp_id", "id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("length(link_hash) = 64", name="link_is_hashed"),
        CheckConstraint("reminder_hash IS NULL OR length(reminder_hash) = 64", name="reminder_is_hashed"),
        CheckConstraint("(reminder_hash IS NULL) = (reminded_at IS NULL)", name="reminder_has_its_link"),
        CheckConstraint("collaborations BETWEEN 0 AND 99", name="collaborations_in_reason"),
        CheckConstraint(
            "told_at IS NOT NULL OR NOT (new_ideas OR new_competences OR new_product OR new_service OR new_process"
            " OR new_membership OR collaborations > 0)",
            name="told_is_dated",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int] = mapped_column(index=True)
    round: Mapped[FollowUpRound] = mapped_column(choice(FollowUpRound, "round_is_known"))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    reminder_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_ideas: Mapped[bool] = mapped_column(default=False)
    new_competences: Mapped[bool] = mapped_column(default=False)
    new_product: Mapped[bool] = mapped_column(default=False)
    new_service: Mapped[bool] = mapped_column(default=False)
    new_process: Mapped[bool] = mapped_column(default=False)
    new_membership: Mapped[bool] = mapped_column(default=False)
    collaborations: Mapped[int] = mapped_column(default=0)


class Standing(StrEnum):
    """Where the two who met stand with each other now."""

    NOTHING = "nothing"
    CONTACT = "contact"
    COOPERATION = "cooperation"


class FollowUpMeeting(db.Model):
    """What one of the two says has become of one meeting; the other one does not see it. It goes with the
    participant's other answers. Without a row nothing was said."""

    __tablename__ = "follow_up_meeting"
    __table_args__ = (
        UniqueConstraint("follow_up_id", "entry_id"),
        ForeignKeyConstraint(
            ["camp_id", "follow_up_id"], ["follow_up.camp_id", "follow_up.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        CheckConstraint(
            "standing <> 'nothing' OR NOT (is_across OR project OR product OR service OR process)",
            name="nothing_stands_alone",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    follow_up_id: Mapped[int]
    entry_id: Mapped[int] = mapped_column(index=True)
    standing: Mapped[Standing] = mapped_column(choice(Standing, "standing_is_known"))
    is_across: Mapped[bool] = mapped_column(default=False)
    project: Mapped[bool] = mapped_column(default=False)
    product: Mapped[bool] = mapped_column(default=False)
    service: Mapped[bool] = mapped_column(default=False)
    process: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
