"""Check-ins that phones have sent, so that what is sent twice counts once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class SentCheckIn(db.Model):
    """That the check-in which a phone calls `key` has arrived and counts. Of whom it was is not kept here.

    `made_at` is the moment as of which it checked somebody in; None where they were here already, and for what a phone
    took back.
    """

    __tablename__ = "sent_check_in"
    __table_args__ = (UniqueConstraint("camp_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    key: Mapped[str] = mapped_column(String(36))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
