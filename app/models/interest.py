"""Interests: topics with a strength that people offer, need or care about, and wishes to meet."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.types import UtcDateTime, choice


class InterestKind(StrEnum):
    """Whether a participant brings a topic, looks for it, or is interested in it."""

    OFFER = "offer"
    NEED = "need"
    INTEREST = "interest"


class Grade(StrEnum):
    """How much somebody wishes to meet somebody. A *rather not* is never shown to anybody else."""

    MUST_MEET = "must_meet"
    WOULD_LIKE = "would_like"
    RATHER_NOT = "rather_not"


class Topic(db.Model):
    """One entry of a camp's list of topics, in both languages."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("camp_id", "name"), UniqueConstraint("camp_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    name: Mapped[str] = mapped_column(String(100))
    name_da: Mapped[str] = mapped_column(String(100))

    def name_in(self, language: str) -> str:
        """The topic as readers of "da" or "en" know it."""
        return self.name_da if language == "da" else self.name


class TopicInterest(db.Model):
    """A participant's offer of, need for or interest in one topic; strength 1 (some) to 3 (central)."""

    __tablename__ = "topic_interest"
    __table_args__ = (
        UniqueConstraint("participant_id", "kind", "topic_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "topic_id"], ["topic.camp_id", "topic.id"]),
        CheckConstraint("strength BETWEEN 1 AND 3", name="strength_within_range"),
        Index("ix_topic_interest_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    topic_id: Mapped[int]
    kind: Mapped[InterestKind] = mapped_column(choice(InterestKind, "kind_is_known"))
    strength: Mapped[int] = mapped_column(default=2)

    topic: Mapped[Topic] = relationship(
        viewonly=True, primaryjoin="TopicInterest.topic_id == Topic.id", foreign_keys="TopicInterest.topic_id"
    )


class Wish(db.Model):
    """That the author wishes to meet the target, or rather not. Both are of the same camp.

    `place` is the wish's place among the author's of the same grade, from 1; 0 where nobody has put them
    in order. `note` is the author's own why. Neither is shown to anybody else.
    """

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("author_id", "target_id"),
        ForeignKeyConstraint(["camp_id", "author_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "target_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint("author_id <> target_id", name="nobody_wishes_for_themselves"),
        CheckConstraint("place >= 0", name="place_not_negative"),
        Index("ix_wish_camp", "camp_id"),
        Index("ix_wish_target", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    author_id: Mapped[int]
    target_id: Mapped[int]
    grade: Mapped[Grade] = mapped_column(choice(Grade, "grade_is_known"))
    place: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
