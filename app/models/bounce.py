"""Mails that did not arrive, as the mail servers on the way have told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class Bounce(db.Model):
    """What was last told of one mail, and the address to which it did not come; also when the mail itself is forgotten.

    A permanent one stands for the address until `settled_at`: meanwhile nothing goes there that need not. `status`
    is the code of RFC 3463 ("5.1.1"), `reason` what the server said, both as they were told, cut.
    """

    __tablename__ = "bounce"
    __table_args__ = (Index("ix_bounce_address", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    outbox_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox_message.id", ondelete="SET NULL"), index=True
    )
    camp_id: Mapped[int | None] = mapped_column(ForeignKey("camp.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    is_permanent: Mapped[bool]
    status: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
