"""Work in the background: jobs, and mail that waits to be sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class JobKind(StrEnum):
    """What a job does."""

    SOLVE = "solve"
    REPAIR = "repair"
    WHAT_IF = "what_if"
    MEND = "mend"


class JobStatus(StrEnum):
    """Where a job stands. `queued` and `running` are open; the others are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(db.Model):
    """One piece of background work. The row is the job; the queue only rings the bell with its id.

    A worker holds the job while `lease_ends_at` lies ahead and extends it by its heartbeat. Every
    write carries the `attempt` that the worker was given (fencing): a worker that was thought dead
    and has been replaced can no longer change anything.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_one_open_per_camp",
            "camp_id",
            "kind",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running')"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
        Index("ix_job_status", "status", "lease_ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(choice(JobKind, "kind_is_known"))
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    status: Mapped[JobStatus] = mapped_column(choice(JobStatus, "status_is_known"))
    settings: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    owner: Mapped[str | None] = mapped_column(String(100))
    attempt: Mapped[int] = mapped_column(default=0)
    lease_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rung_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(Text, default="")
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessageStatus(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(db.Model):
    """One mail to one person, written in the transaction that causes it.

    `dedupe_key` names the cause, so that a repeated cause sends nothing twice; `message_id` is
    stable, so that a mail that does arrive twice after a crash is seen to be the same. A sender
    holds the message until `claimed_until` under a word of its own. After `useless_after` (a link
    that has run out) it is no longer sent, and soon forgotten, for its body holds a secret.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "status", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    camp_id: Mapped[int | None] = mapped_column(ForeignKey("camp.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    attachment_name: Mapped[str | None] = mapped_column(String(100))
    attachment_type: Mapped[str | None] = mapped_column(String(100))
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    status: Mapped[MessageStatus] = mapped_column(choice(MessageStatus, "status_is_known"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(100))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    useless_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unsubscribe: Mapped[str | None] = mapped_column(String(400))
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WorkerPulse(db.Model):
    """The last sign of life of each worker process, so that a silent one is noticed."""

    __tablename__ = "worker_pulse"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
