"""Whether the installation does its work, in words for monitors and organisers."""

from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models import Job, JobStatus, MessageStatus, OutboxMessage, WorkerPulse
from app.services.clock import now

WORKER_SILENT_AFTER = timedelta(seconds=60)
JOB_LATE_AFTER = timedelta(minutes=2)
MAIL_LATE_AFTER = timedelta(minutes=5)


def faults() -> list[str]:
    """What is wrong just now; empty when all is well."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return ["database"]
    found = []
    latest = db.session.scalar(select(func.max(WorkerPulse.beat_at)))
    if latest is None or latest < now() - WORKER_SILENT_AFTER:
        found.append("worker")
    if _exists(select(Job.id).where(Job.status == JobStatus.QUEUED, Job.created_at < now() - JOB_LATE_AFTER)):
        found.append("jobs")
    late = select(OutboxMessage.id).where(
        OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.created_at < now() - MAIL_LATE_AFTER
    )
    if _exists(late):
        found.append("mail")
    return found


def _exists(query: object) -> bool:
    return db.session.scalar(query.limit(1)) is not None  # type: ignore[attr-defined]
