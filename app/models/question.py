"""The camp's own questions, and what participants answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.types import UtcDateTime, choice


class QuestionKind(StrEnum):
    """How a question is answered: in words, by one or several of a list, by agreeing, by a whole number."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    CONSENT = "consent"
    NUMBER = "number"


class Question(db.Model):
    """One question of a camp, in both languages; `position` says where it stands among the others.

    One that is no longer asked keeps its answers. `least` and `most` bound a number, both allowed.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        CheckConstraint("least IS NULL OR most IS NULL OR least <= most", name="least_not_above_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind, "kind_is_known"))
    label: Mapped[str] = mapped_column(String(300))
    label_da: Mapped[str] = mapped_column(String(300))
    hint: Mapped[str] = mapped_column(String(500), default="")
    hint_da: Mapped[str] = mapped_column(String(500), default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    is_asked: Mapped[bool] = mapped_column(default=True)
    least: Mapped[int | None]
    most: Mapped[int | None]

    options: Mapped[list["QuestionOption"]] = relationship(
        order_by="QuestionOption.position, QuestionOption.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    def label_in(self, language: str) -> str:
        """The question as readers of "da" or "en" are asked it."""
        return self.label_da if language == "da" else self.label

    def hint_in(self, language: str) -> str:
        """The sentence below it; empty when there is none."""
        return self.hint_da if language == "da" else self.hint


class QuestionOption(db.Model):
    """One entry of a list to choose from. One that is no longer offered stays with those who chose it."""

    __tablename__ = "question_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    name_da: Mapped[str] = mapped_column(String(200))
    is_offered: Mapped[bool] = mapped_column(default=True)

    def name_in(self, language: str) -> str:
        """The option as readers of "da" or "en" know it."""
        return self.name_da if language == "da" else self.name


class Answer(db.Model):
    """What one participant answers to one question, and since when.

    `value` is a text, a whole number, a list of the numbers of options, or for a consent true or false:
    false is a consent that was asked for and not given, or taken back.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("participant_id", "question_id"),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "question_id"], ["question.camp_id", "question.id"]),
        Index("ix_answer_question", "question_id"),
        Index("ix_answer_camp", "camp_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    question_id: Mapped[int]
    value: Mapped[object] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
