"""What participants ask to have changed about a published meeting, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.participant import Participant
from app.models.schedule import CalendarEntry, Schedule
from app.models.types import UtcDateTime, choice


class AskedKind(StrEnum):
    """*Cancel* is done at once, what follows from it is not; the others wait until they are settled.

    *Declined* was said in a calendar, not on a page: the meeting stands until organisers cancel it.
    """

    CANCEL = "cancel"
    ANOTHER_TIME = "another_time"
    SEND_COLLEAGUE = "send_colleague"
    BRING_COLLEAGUE = "bring_colleague"
    DECLINED = "declined_in_calendar"


class AskedStatus(StrEnum):
    """Where it stands, as the participant sees it. All but `asked` are final."""

    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AskedChange(db.Model):
    """One participant's wish for a change of one meeting, known by its calendar entry.

    `is_open`: organisers have something to do about it; after a cancellation that is the time of the other
    one. Once worked out, `schedule_id` is the draft that would do it, made when the published meetings were
    as `basis` says, or `hindrance` tells why there is none. `answer` is the organisers' word to the participant.
    A colleague who is brought stays with the meeting as long as the row is `done`.
    """

    __tablename__ = "asked_change"
    __table_args__ = (
        ForeignKeyConstraint(["camp_id", "entry_id"], ["calendar_entry.camp_id", "calendar_entry.id"]),
        ForeignKeyConstraint(["camp_id", "participant_id"], ["participant.camp_id", "participant.id"]),
        ForeignKeyConstraint(["camp_id", "colleague_id"], ["participant.camp_id", "participant.id"]),
        CheckConstraint(
            "(kind IN ('send_colleague', 'bring_colleague')) = (colleague_id IS NOT NULL)",
            name="colleague_where_one_is_meant",
        ),
        CheckConstraint("is_open OR status <> 'asked'", name="asked_is_open"),
        Index(
            "ix_asked_change_one_at_a_time",
            "entry_id",
            "participant_id",
            unique=True,
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
        Index("ix_asked_change_camp_open", "camp_id", "is_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int]
    entry_id: Mapped[int] = mapped_column(index=True)
    participant_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[AskedKind] = mapped_column(choice(AskedKind, "kind_is_known"))
    colleague_id: Mapped[int | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    status: Mapped[AskedStatus] = mapped_column(choice(AskedStatus, "status_is_known"))
    is_open: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    worked_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))
    basis: Mapped[str] = mapped_column(String(16), default="")
    hindrance: Mapped[str] = mapped_column(String(30), default="")

    entry: Mapped[CalendarEntry] = relationship(
        viewonly=True,
        primaryjoin="AskedChange.entry_id == CalendarEntry.id",
        foreign_keys="AskedChange.entry_id",
    )
    participant: Mapped[Participant] = relationship(
        viewonly=True,
        primaryjoin="AskedChange.participant_id == Participant.id",
        foreign_keys="AskedChange.participant_id",
    )
    colleague: Mapped[Participant | None] = relationship(
        viewonly=True,
        primaryjoin="AskedChange.colleague_id == Participant.id",
        foreign_keys="AskedChange.colleague_id",
    )
    schedule: Mapped[Schedule | None] = relationship()
