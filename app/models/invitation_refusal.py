"""Who wants no invitations, without saying who it is."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class InvitationRefusal(db.Model):
    """An address to which a series sends no invitations. `camp_id` is the first camp of the series, `address_hash` the
    digest of the normalised address: enough to know it again, and nothing to write to. It outlives the account."""

    __tablename__ = "invitation_refusal"

    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"), primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime)
