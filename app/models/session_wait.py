"""Who waits for a place in a session that is full."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class SessionWait(db.Model):
    """That a participant stands in line for a session, since a moment. Whoever gets a place leaves the line."""

    __tablename__ = "session_wait"
    __table_args__ = (
        UniqueConstraint("participant_id", "session_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "session_id"], ["session.camp_id", "session.id"]),
        Index("ix_session_wait_line", "session_id", "since", "id"),
        Index("ix_session_wait_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    session_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
