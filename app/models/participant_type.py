"""As what people take part in a camp, such as start-up or investor, and which of these may meet."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


class ParticipantType(db.Model):
    """One type of a camp, in both languages."""

    __tablename__ = "participant_type"
    __table_args__ = (UniqueConstraint("camp_id", "id"), UniqueConstraint("camp_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    name: Mapped[str] = mapped_column(String(80))
    name_da: Mapped[str] = mapped_column(String(80))

    def name_in(self, language: str) -> str:
        """The type as readers of "da" or "en" know it."""
        return self.name_da if language == "da" else self.name


class TypePair(db.Model):
    """Two types that may meet, the lower number first; a type with itself lets its people meet each other.

    A camp without any pair lets everybody meet everybody.
    """

    __tablename__ = "type_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        ForeignKeyConstraint(["camp_id", "first_id"], ["participant_type.camp_id", "participant_type.id"]),
        ForeignKeyConstraint(["camp_id", "second_id"], ["participant_type.camp_id", "participant_type.id"]),
        CheckConstraint("first_id <= second_id", name="lower_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    first_id: Mapped[int]
    second_id: Mapped[int]
