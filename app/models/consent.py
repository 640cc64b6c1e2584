"""What participants have agreed to and taken back, for the record."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class ConsentKind(StrEnum):
    """To what somebody may agree, each by itself."""

    DIRECTORY = "directory"
    CONTACT = "contact"
    PHOTO = "photo"
    MAILING = "mailing"


class Consent(db.Model):
    """One answer to one consent, with the words that were read. Only ever added: the last of a kind holds.

    The columns of Participant say the same of the present; these rows say since when, and to what text.
    """

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        Index("ix_consent_participant", "participant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    participant_id: Mapped[int]
    kind: Mapped[ConsentKind] = mapped_column(choice(ConsentKind, "kind_is_known"))
    is_given: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
