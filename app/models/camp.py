"""A camp, and who runs it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.mail_text import MailText
from app.models.types import UtcDateTime, choice
from app.models.user import User


class CampKind(StrEnum):
    """What sort of camp it is."""

    INNOVATION_CAMP = "innovation_camp"
    MATCHMAKING_EVENT = "matchmaking_event"
    CLUSTER_LAB = "cluster_lab"
    WORKSHOP = "workshop"
    MASTER_CLASS = "master_class"


class Mode(StrEnum):
    """How people come together: by private wishes, or by asking and accepting."""

    WISHES = "wishes"
    REQUESTS = "requests"


class CampRole(StrEnum):
    """What a team member may do: run the camp, or check people in."""

    ORGANISER = "organiser"
    HELPER = "helper"


class Camp(db.Model):
    """One camp. Moments are in UTC and shown in `time_zone` (an IANA name).

    `places_taken` counts everybody with a place; only a conditional update raises it, so that the
    camp is never overfull. One participant may state `most_must_meets` and, these included, `most_wishes`
    to meet somebody; None is no limit. In requests mode one may have `most_open_requests` waiting for an
    answer; without one a request ends after `request_days`, as expired or, with `accepts_unanswered`, as
    accepted. `version` guards what two organisers may edit at once. `changes_by_themselves`: a change that a
    participant asks for is made without an organiser when it moves nobody else's meeting. `asks_afterwards`: the
    participants are asked 3 and 12 months after the last day what has come of it. `reminds`: mails go out by the
    clock, of tomorrow's meetings and of wishes that close soon. `follows_id` is the camp before it in its series.
    From `moves_frozen_from` on participants ask for no changes, and no meeting is moved by itself.
    `needs_common_language`: only who speak one language meet; `only_new_pairs`: only who did not meet at an earlier
    camp of the series.
    Mails come under `sender_name` and are answered to `reply_to`; empty, these are its name and its contact address.
    """

    __tablename__ = "camp"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR places_taken <= capacity", name="places_within_capacity"),
        CheckConstraint("places_taken >= 0", name="places_not_negative"),
        CheckConstraint("promised_meetings >= 0", name="promised_not_negative"),
        CheckConstraint("max_meetings IS NULL OR max_meetings > 0", name="max_meetings_positive"),
        CheckConstraint("most_must_meets IS NULL OR most_must_meets > 0", name="most_must_meets_positive"),
        CheckConstraint("most_wishes IS NULL OR most_wishes > 0", name="most_wishes_positive"),
        CheckConstraint(
            "most_open_requests IS NULL OR most_open_requests > 0", name="most_open_requests_positive"
        ),
        CheckConstraint("request_days > 0", name="request_days_positive"),
        CheckConstraint("follows_id <> id", name="follows_another"),
        Index("ix_camp_follows", "follows_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CampKind] = mapped_column(choice(CampKind, "kind_is_known"))
    summary: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    sender_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="", server_default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_public: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wishes_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moves_frozen_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    capacity: Mapped[int | None]
    places_taken: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    promised_meetings: Mapped[int] = mapped_column(default=4)
    max_meetings: Mapped[int | None]
    most_must_meets: Mapped[int | None]
    most_wishes: Mapped[int | None]
    changes_by_themselves: Mapped[bool] = mapped_column(default=False, server_default=false())
    mode: Mapped[Mode] = mapped_column(
        choice(Mode, "mode_is_known"), default=Mode.WISHES, server_default="wishes"
    )
    most_open_requests: Mapped[int | None]
    request_days: Mapped[int] = mapped_column(default=7, server_default=text("7"))
    accepts_unanswered: Mapped[bool] = mapped_column(default=False, server_default=false())
    asks_afterwards: Mapped[bool] = mapped_column(default=True, server_default=true())
    needs_common_language: Mapped[bool] = mapped_column(default=False, server_default=false())
    only_new_pairs: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminds: Mapped[bool] = mapped_column(default=True, server_default=true())
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("camp.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    mail_texts: Mapped[list[MailText]] = relationship()

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
