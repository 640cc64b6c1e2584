"""What somebody looks for in the directory, kept under a name of their own."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class SavedFilter(db.Model):
    """One participant's filter. `asked` is the query of the directory's address ("country=DK&topic=3")."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("participant_id", "name"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    asked: Mapped[str] = mapped_column(String(800))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
