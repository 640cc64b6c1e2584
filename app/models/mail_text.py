"""The words of a camp's mails where its organisers have chosen their own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class MailTextKind(StrEnum):
    """The mails that organisers may word themselves. Those with which people sign in are not among them."""

    PUBLICATION = "publication"
    TOMORROW = "tomorrow"
    WISHES_CLOSE = "wishes_close"
    PLACE_FREE = "place_free"
    APPROVED = "approved"
    FOLLOW_UP = "follow_up"


class MailText(db.Model):
    """One mail in one language in the organisers' own words, with placeholders such as {name}. No row: the standard."""

    __tablename__ = "mail_text"

    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"), primary_key=True)
    kind: Mapped[MailTextKind] = mapped_column(choice(MailTextKind, "kind_is_known"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
