"""Asking somebody who is free to step in for a meeting that does not take place."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.programme import Slot
from app.models.types import UtcDateTime, choice


class AskStatus(StrEnum):
    """Where a question stands. Only a waiting one can still become a meeting."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class StandInAsk(db.Model):
    """One participant asks another to meet in a slot in which both are free; it holds nothing for them.

    `is_offered` is that organisers asked, for the asker who was left alone.
    """

    __tablename__ = "stand_in_ask"
    __table_args__ = (
        UniqueConstraint("slot_id", "asker_id", "asked_id"),
        ForeignKeyConstraint(["camp_id", "slot_id"], ["slot.camp_id", "slot.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["camp_id", "asker_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "asked_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("asker_id <> asked_id", name="nobody_asks_themselves"),
        Index("ix_stand_in_ask_camp_status", "camp_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    slot_id: Mapped[int] = mapped_column(index=True)
    asker_id: Mapped[int] = mapped_column(index=True)
    asked_id: Mapped[int] = mapped_column(index=True)
    status: Mapped[AskStatus] = mapped_column(choice(AskStatus, "status_is_known"), default=AskStatus.WAITING)
    is_offered: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    slot: Mapped[Slot] = relationship(
        viewonly=True, primaryjoin="StandInAsk.slot_id == Slot.id", foreign_keys="StandInAsk.slot_id"
    )
    asker: Mapped[Participant] = relationship(
        viewonly=True, primaryjoin="StandInAsk.asker_id == Participant.id", foreign_keys="StandInAsk.asker_id"
    )
