"""The heartbeat of one job: a thread with a database session of its own."""

import time
from threading import Event, Thread
from types import TracebackType

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.services.work import jobs

log = structlog.get_logger()
LOOK_EVERY = 1.0


class Heart:
    """While entered, extends the job's lease, writes its progress and hears whether to stop.

    Looks each second; writes when there is progress, else a few times within each lease. When the
    lease cannot be held (another worker has it, or the database stays away) the claim is told.
    """

    def __init__(self, app: Flask, held: jobs.Claim) -> None:
        self.app = app
        self.held = held
        self._every = held.lease.total_seconds() / 6
        self._ended = Event()
        self._beat_at = time.monotonic()
        self._thread = Thread(target=self._run, name=f"heart-{held.job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(min(LOOK_EVERY, self._every)):
            try:
                self._look()
            except jobs.LostLease:
                return
            except SQLAlchemyError as error:
                log.warning("no heartbeat", job=self.held.job_id, error=str(error))
                if time.monotonic() - self._beat_at > self.held.lease.total_seconds():
                    self.held.lose()
                    return

    def _look(self) -> None:
        with self.app.app_context():
            if self.held.has_news() or time.monotonic() - self._beat_at >= self._every:
                jobs.heartbeat(self.held)
                self._beat_at = time.monotonic()
            else:
                jobs.listen(self.held)
