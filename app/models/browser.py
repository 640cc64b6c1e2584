"""The browsers in which people are signed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class Browser(db.Model):
    """One browser in which a user is signed in: take the row away and it is signed out.

    Only the hash of the key in its cookie is kept. `program` and `system` say what kind it is, in names
    that need no translation; no address of a network is kept. `seen_at` is right to an hour.
    """

    __tablename__ = "browser"
    __table_args__ = (CheckConstraint("length(key_hash) = 64", name="key_is_hashed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    program: Mapped[str] = mapped_column(String(40), default="")
    system: Mapped[str] = mapped_column(String(40), default="")
    signed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
