"""What those who run a camp have done: its log."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.types import UtcDateTime, choice
from app.models.user import User


class ActKind(StrEnum):
    """What was done."""

    IMPORTED = "imported"
    APPROVED = "approved"
    DECLINED = "declined"
    PLACE_GIVEN = "place_given"
    WITHDRAWN = "withdrawn"
    TYPE_SET = "type_set"
    EXPORTED = "exported"
    REMINDED = "reminded"
    PROFILE_EDITED = "profile_edited"
    TIMES_EDITED = "times_edited"
    WISH_STATED = "wish_stated"
    MERGED = "merged"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation_revoked"
    TEAM_JOINED = "team_joined"
    TEAM_LEFT = "team_left"
    SET_UP = "set_up"
    CAMP_OPENED = "camp_opened"
    CAMP_HIDDEN = "camp_hidden"
    ANNOUNCED = "announced"
    ANNOUNCEMENT_WITHDRAWN = "announcement_withdrawn"
    RUN_STARTED = "run_started"
    PUBLISHED = "published"
    SCHEDULE_EDITED = "schedule_edited"
    CHANGE_DECIDED = "change_decided"
    CHECKED_IN = "checked_in"
    SENT_AGAIN = "sent_again"
    RUN_STOPPED = "run_stopped"
    RESTORED = "restored"
    RULED = "ruled"
    CHECK_IN_UNDONE = "check_in_undone"
    NO_SHOW = "no_show"
    NO_SHOW_UNDONE = "no_show_undone"
    STAND_IN_OFFERED = "stand_in_offered"


class Act(db.Model):
    """One line of a camp's log, written in the transaction that does what it tells; never changed.

    `details` are numbers and words of ours, such as how many people it was about, and nothing that
    somebody typed: names are read from the rows pointed at, so that erasing somebody erases them here.
    `other_id` is the account that the act was about, where it was about one of the team.
    """

    __tablename__ = "act"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        Index("ix_act_camp", "camp_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[ActKind] = mapped_column(choice(ActKind, "kind_is_known"))
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    other: Mapped[User | None] = relationship(foreign_keys=[other_id])
    participant: Mapped[Participant | None] = relationship(
        viewonly=True, primaryjoin="Act.participant_id == Participant.id", foreign_keys="Act.participant_id"
    )
