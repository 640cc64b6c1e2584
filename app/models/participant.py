"""A user's registration at one camp, from the first step of the form on."""

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.organisation import Organisation
from app.models.types import UtcDateTime, choice
from app.models.user import User


class ParticipantStatus(StrEnum):
    """Where a registration stands. Only confirmed participants are found, wished for and scheduled.

    Applied is waiting for the organisers' word, unconfirmed for the owner of the email address, waiting
    for a place. Unconfirmed and confirmed ones have a place.
    """

    APPLIED = "applied"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Participant(db.Model):
    """One person at one camp. `code` is random and stands in addresses instead of the number.

    `languages` holds ISO 639-1 codes, best first; `country` is ISO 3166-1. `is_listed`,
    `shares_contact`, `allows_photos` and `wants_mail` are consents, given one by one and never beforehand.
    `accepts_requests` says yes at once to whoever asks to meet. Whom the organisers entered keeps the place
    also while they have not confirmed. Whoever was erased has no name.
    """

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("camp_id", "user_id"),
        UniqueConstraint("camp_id", "id"),
        ForeignKeyConstraint(["camp_id", "type_id"], ["participant_type.camp_id", "participant_type.id"]),
        Index("ix_participant_camp_status", "camp_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    type_id: Mapped[int | None]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="SET NULL"))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    status: Mapped[ParticipantStatus] = mapped_column(choice(ParticipantStatus, "status_is_known"))
    _name: Mapped[str] = mapped_column("name", String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    about: Mapped[str] = mapped_column(Text, default="")
    offers: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    to_learn: Mapped[str] = mapped_column(Text, default="", server_default="")
    to_share: Mapped[str] = mapped_column(Text, default="", server_default="")
    picture_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    is_listed: Mapped[bool] = mapped_column(default=False)
    shares_contact: Mapped[bool] = mapped_column(default=False)
    allows_photos: Mapped[bool] = mapped_column(default=False, server_default=false())
    wants_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    decision_note: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    accepts_requests: Mapped[bool] = mapped_column(default=False, server_default=false())
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_by_organisers: Mapped[bool] = mapped_column(default=False, server_default=false())
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def name(self) -> str:
        """What the person is called; in the reader's language when they were erased."""
        return self._name or _("A participant who has left")

    @name.inplace.setter
    def _set_name(self, name: str) -> None:
        self._name = name

    @name.inplace.expression
    @classmethod
    def _name_column(cls) -> ColumnElement[str]:
        return cls._name  # type: ignore[return-value]


class RegistrationDraft(db.Model):
    """What somebody has typed into the registration so far, so that a closed tab loses nothing.

    `key_hash` is of a random key in the browser's cookie; `answers` holds one object a step.
    `participant_id` is set once sent: sending again finds the same registration.
    """

    __tablename__ = "registration_draft"
    __table_args__ = (UniqueConstraint("camp_id", "key_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    key_hash: Mapped[str] = mapped_column(String(64))
    answers: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON, default=dict)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarToken(db.Model):
    """The secret in the address of one participant's calendar feed; only its hash is kept.

    `seen_digest` is of the file as it was last fetched, `changed_at` when a fetch first found it so.
    """

    __tablename__ = "calendar_token"
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="token_is_hashed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_digest: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    participant: Mapped[Participant] = relationship()
