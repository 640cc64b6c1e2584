"""Pictures of participants."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db

LARGEST = 200_000
"""Bytes of a picture as it is kept."""


class Picture(db.Model):
    """A participant's picture as we made it: a square JPEG without metadata. Participant.picture_key is its
    address; the two come and go together."""

    __tablename__ = "picture"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint(f"length(content) <= {LARGEST}", name="not_too_large"),
    )

    participant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    camp_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
