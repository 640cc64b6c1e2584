"""The signs of life of the workers, read by services/work/health.py."""

from datetime import timedelta

from sqlalchemy import delete

from app.extensions import db
from app.models import WorkerPulse
from app.services.clock import now

FORGOTTEN_AFTER = timedelta(days=1)


def beat(worker: str) -> None:
    """Note that the worker is alive; forget those that have not been for a day. Commits."""
    db.session.merge(WorkerPulse(name=worker, beat_at=now()))
    db.session.execute(delete(WorkerPulse).where(WorkerPulse.beat_at < now() - FORGOTTEN_AFTER))
    db.session.commit()
