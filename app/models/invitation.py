"""Links that open the registration of a camp to whoever has them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class InvitationState(StrEnum):
    """Whether a link still opens the registration, and why not."""

    GOOD = "good"
    USED_UP = "used_up"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Invitation(db.Model):
    """One link, shared or, with an `email`, sent to one person. It opens the form and nothing else, so its
    `code` is kept as it is, to be looked up again by the organisers.

    `uses` counts the registrations that came by it; only a conditional update raises it.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        CheckConstraint("uses >= 0", name="uses_not_negative"),
        CheckConstraint("most_uses IS NULL OR uses <= most_uses", name="uses_within_limit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"), index=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    most_uses: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    skips_approval: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
