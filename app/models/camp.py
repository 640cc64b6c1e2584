"""A camp, and who runs it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.types import UtcDateTime, choice
from app.models.user import User


class CampKind(StrEnum):
    """What sort of camp it is."""

    INNOVATION_CAMP = "innovation_camp"
    MATCHMAKING_EVENT = "matchmaking_event"
    CLUSTER_LAB = "cluster_lab"
    WORKSHOP = "workshop"
    MASTER_CLASS = "master_class"


class CampRole(StrEnum):
    """What a team member may do: run the camp, or check people in."""

    ORGANISER = "organiser"
    HELPER = "helper"


class Camp(db.Model):
    """One camp. Moments are in UTC and shown in `time_zone` (an IANA name).

    `places_taken` counts everybody with a place; only a conditional update raises it, so that the
    camp is never overfull. `version` guards what two organisers may edit at once.
    """

    __tablename__ = "camp"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR places_taken <= capacity", name="places_within_capacity"),
        CheckConstraint("places_taken >= 0", name="places_not_negative"),
        CheckConstraint("promised_meetings >= 0", name="promised_not_negative"),
        CheckConstraint("max_meetings IS NULL OR max_meetings > 0", name="max_meetings_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CampKind] = mapped_column(choice(CampKind, "kind_is_known"))
    summary: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_public: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wishes_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    places_taken: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    promised_meetings: Mapped[int] = mapped_column(default=4)
    max_meetings: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class TeamMember(db.Model):
    """A user's role at a camp. The row is read at every request: take it away and the rights are gone."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("camp_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[CampRole] = mapped_column(choice(CampRole, "role_is_known"))

    user: Mapped[User] = relationship()
