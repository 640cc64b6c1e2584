"""Carrying out jobs: a handler for each kind, a few at a time, each with its heartbeat."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import BoundedSemaphore, Event

import structlog
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import JobKind
from app.services.matching import solving, what_if
from app.services.refusals import Refusal
from app.services.repairing import mending, settling
from app.services.work import jobs
from app.tasks.heart import Heart

log = structlog.get_logger()
Handler = Callable[[jobs.Claim], None]
HANDLERS: Mapping[JobKind, Handler] = {
    JobKind.SOLVE: solving.solve_camp,
    JobKind.REPAIR: settling.repair_camp,
    JobKind.MEND: mending.mend_camp,
    JobKind.WHAT_IF: what_if.answer_camp,
}


class JobRunner:
    """Runs jobs in the threads that call it, at most `slots` at once."""

    def __init__(
        self, app: Flask, owner: str, handlers: Mapping[JobKind, Handler], slots: int, lease: timedelta
    ) -> None:
        self.app, self.owner, self.handlers, self.lease = app, owner, handlers, lease
        self._slots = BoundedSemaphore(slots)
        self._stopping = Event()
        self._held: set[int] = set()
        self._claims: list[jobs.Claim] = []
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="unheard")

    def run(self, job_id: int) -> None:
        """Claim the job and carry it out; nothing when it is not to be had, or the worker goes down."""
        with self._slots, self.app.app_context():
            if self._stopping.is_set():
                return
            held = jobs.claim(job_id, self.owner, self.lease)
            if held is not None:
                self._carry_out(held)

    def run_soon(self, job_id: int) -> None:
        """Run the job without a queue, once a slot is free; for a bell that does not ring."""
        if job_id not in self._held and not self._stopping.is_set():
            self._held.add(job_id)
            self._pool.submit(self._run_unheard, job_id)

    def stop(self) -> None:
        """Take on nothing more, and let the running jobs end with the best they have."""
        self._stopping.set()
        for held in list(self._claims):
            held.shut_down()

    def is_idle(self) -> bool:
        """Whether no job is being carried out."""
        return not self._claims

    def _run_unheard(self, job_id: int) -> None:
        try:
            self.run(job_id)
        except Exception:
            log.exception("job not run", job=job_id)
        finally:
            self._held.discard(job_id)

    def _carry_out(self, held: jobs.Claim) -> None:
        log.info("job begun", job=held.job_id, kind=held.kind.value, attempt=held.attempt)
        self._claims.append(held)
        try:
            with Heart(self.app, held), force_locale(held.language):
                self._handle(held)
        except jobs.LostLease:
            log.warning("job lost to another worker", job=held.job_id, attempt=held.attempt)
        except OperationalError as error:
            log.error("database away; the job will be taken up again", job=held.job_id, error=str(error.orig))
        finally:
            self._claims.remove(held)
            db.session.rollback()
            log.info("job ended", job=held.job_id, attempt=held.attempt)

    def _handle(self, held: jobs.Claim) -> None:
        """The handler of the job's kind, with its failures put into words for the organiser."""
        try:
            self.handlers[held.kind](held)
        except (jobs.LostLease, OperationalError):
            raise
        except Refusal as refusal:
            jobs.fail(held, str(refusal.message))
        except Exception:
            log.exception("job failed", job=held.job_id)
            jobs.fail(
                held,
                _("Something unexpected went wrong. The people who run this site can find it in the log."),
            )
