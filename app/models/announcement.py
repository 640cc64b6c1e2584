"""What organisers announce to participants on the day."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.programme import Session
from app.models.types import UtcDateTime, choice


class Audience(StrEnum):
    """Who is to read it: everybody with a place, those checked in, or those who chose one session."""

    ALL = "all"
    PRESENT = "present"
    SESSION = "session"


class Announcement(db.Model):
    """One announcement in one or both languages; it stands on participants' pages until it is withdrawn."""

    __tablename__ = "announcement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["camp_id", "session_id"], ["session.camp_id", "session.id"], ondelete="CASCADE"
        ),
        CheckConstraint("(audience = 'session') = (session_id IS NOT NULL)", name="session_is_named"),
        CheckConstraint("words <> '' OR words_da <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"), index=True)
    words: Mapped[str] = mapped_column(String(500), default="")
    words_da: Mapped[str] = mapped_column(String(500), default="")
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience_is_known"))
    session_id: Mapped[int | None] = mapped_column(index=True)
    mailed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    session: Mapped[Session | None] = relationship(
        viewonly=True,
        primaryjoin="Announcement.session_id == Session.id",
        foreign_keys="Announcement.session_id",
    )

    def words_in(self, language: str) -> str:
        """The text for readers of "da" or "en"; the other one where there is only one."""
        first, second = (self.words_da, self.words) if language == "da" else (self.words, self.words_da)
        return first or second
