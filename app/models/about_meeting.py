"""What all share that one participant says about one published meeting: its columns and its rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.models.types import UtcDateTime


class AboutMeeting:
    """Said once by each of the two, of their own camp; the meeting is known by its calendar entry."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (
            UniqueConstraint("entry_id", "participant_id"),
            ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
            ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    entry_id: Mapped[int]
    participant_id: Mapped[int] = mapped_column(index=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
