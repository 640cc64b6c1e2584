"""From when until when a participant is at the camp."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class Stay(db.Model):
    """That a participant arrives late or leaves early; None is from the beginning, or to the end.

    Slots outside are worked out each time they are asked for, so that a slot added later, or moved, is
    judged by it too.
    """

    __tablename__ = "stay"
    __table_args__ = (
        UniqueConstraint("participant_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("leaves_at > arrives_at", name="leaves_after_arriving"),
        Index("ix_stay_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    arrives_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leaves_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
