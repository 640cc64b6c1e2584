"""Jobs: rows in the database, held by a lease and a heartbeat, fenced by the attempt.

The row is the job. The queue only rings (services/work/bell.py); what is not heard is rung again by
`reap`, and what a dead worker held goes back to the queue when its lease ends.
"""

from datetime import timedelta
from secrets import token_hex
from typing import Any, cast

import structlog
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, CursorResult, Row, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.extensions import db, reads_only
from app.models import ActKind, Camp, Job, JobKind, JobStatus, Schedule, User
from app.services import acts
from app.services.clock import now
from app.services.refusals import Conflict, NotThere
from app.services.work import bell
from app.services.work.claim import Claim, LostLease

__all__ = ["AlreadyOpen", "Claim", "LostLease"]

log = structlog.get_logger()
LEASE = timedelta(seconds=30)
UNHEARD_AFTER = timedelta(seconds=5)
MOST_ATTEMPTS = 3
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)
_BACK_IN_THE_QUEUE: dict[str, object] = {"status": JobStatus.QUEUED, "owner": None, "lease_ends_at": None}


class AlreadyOpen(Conflict):
    """The camp has an open job of this kind; `job` is that one."""

    def __init__(self, job: Job) -> None:
        super().__init__(_("This is already being done. Wait until it is finished, or stop it."))
        self.job = job


def open_job(kind: JobKind, camp: Camp, user: User, settings: dict[str, object]) -> Job:
    """Queue a job, commit it, then ring the bell. AlreadyOpen when the camp has one of the kind."""
    camp_id, moment = camp.id, now()
    job = Job(kind=kind, camp_id=camp_id, status=JobStatus.QUEUED, settings=settings, progress=[],
              created_by_id=user.id, created_at=moment, rung_at=moment)  # fmt: skip
    db.session.add(job)
    try:
        db.session.flush()
        job_id = job.id
        if kind is not JobKind.REPAIR:  # which nobody starts: participants' wishes do
            acts.note(camp, user, ActKind.RUN_STARTED, run=kind.value)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        present = _open_of(camp_id, kind)
        if present is None:
            raise
        raise AlreadyOpen(present) from None
    bell.ring(job_id)  # with no transaction open, for a queue may take its time to fail
    return job


def _open_of(camp_id: int, kind: JobKind) -> Job | None:
    query = select(Job).where(Job.camp_id == camp_id, Job.kind == kind, Job.status.in_(OPEN))
    return db.session.scalar(query)


def open_of(camp: Camp, kind: JobKind) -> Job | None:
    """The camp's queued or running job of the kind; there is at most one."""
    return _open_of(camp.id, kind)


def latest_of(camp: Camp, kind: JobKind) -> Job | None:
    """The camp's newest job of the kind, open or over."""
    query = select(Job).where(Job.camp_id == camp.id, Job.kind == kind).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(query)


def latest_about(camp: Camp, kind: JobKind, schedule: Schedule) -> Job | None:
    """The camp's newest job of the kind whose settings name this schedule, open or over."""
    about = Job.settings["schedule"].as_integer() == schedule.id
    query = select(Job).where(Job.camp_id == camp.id, Job.kind == kind, about)
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))


def job_of(camp: Camp, job_id: int) -> Job:
    """The camp's job with this number; NotThere for another camp's."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.camp_id == camp.id))
    if job is None:
        raise NotThere(_("There is no such job."))
    return job


def request_stop(job: Job, by: User | None = None) -> None:
    """Ask a running job to end with its best so far; end one that has not begun. Commits."""
    unbegun = (
        update(Job)
        .where(Job.id == job.id, Job.status == JobStatus.QUEUED)
        .values(
            status=JobStatus.FAILED,
            finished_at=now(),
            stop_requested=True,
            error=_("Stopped before it began."),
        )
    )
    running = update(Job).where(Job.id == job.id, Job.status == JobStatus.RUNNING).values(stop_requested=True)
    if not _changed(unbegun):
        _changed(running)
    acts.note(db.session.get_one(Camp, job.camp_id), by, ActKind.RUN_STOPPED, run=job.kind.value)
    db.session.commit()


def claim(job_id: int, owner: str, lease: timedelta = LEASE) -> Claim | None:
    """Take a queued job: one more attempt, a fresh lease, no progress yet. None when it is not to be had."""
    moment, owner = now(), f"{owner}/{token_hex(4)}"
    taken = db.session.execute(
        update(Job).where(Job.id == job_id, Job.status == JobStatus.QUEUED)
        .values(status=JobStatus.RUNNING, owner=owner, attempt=Job.attempt + 1, lease_ends_at=moment + lease,
                started_at=moment, progress=[])
        .returning(Job.camp_id, Job.kind, Job.settings, Job.created_by_id, Job.attempt)
        .execution_options(synchronize_session=False)
    ).one_or_none()  # fmt: skip
    if taken is None:
        db.session.rollback()
        return None
    language = _language_of(taken.created_by_id)
    db.session.commit()
    return Claim(job_id, taken.camp_id, taken.kind, dict(taken.settings), taken.created_by_id, language,
                 taken.attempt, owner, lease)  # fmt: skip


def heartbeat(held: Claim) -> None:
    """Extend the lease, write the progress, and hear whether to stop. Commits; raises LostLease."""
    stop = db.session.scalar(
        update(Job).where(*_fence(held))
        .values(lease_ends_at=now() + held.lease, progress=held.points())
        .returning(Job.stop_requested).execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.commit()
    _hear(held, stop)


def listen(held: Claim) -> None:
    """Hear whether to stop, without writing anything; raises LostLease."""
    with reads_only():
        stop = db.session.scalar(select(Job.stop_requested).where(*_fence(held)))
        db.session.rollback()
    _hear(held, stop)


def _hear(held: Claim, stop: bool | None) -> None:
    if stop is None:
        held.lose()
        raise LostLease
    if stop:
        held.ask_to_stop()


def finish(held: Claim, schedule_id: int | None) -> None:
    """Save what the session holds and the end of the job, in one transaction; LostLease saves nothing."""
    _end(held, status=JobStatus.DONE, schedule_id=schedule_id, finished_at=now(), progress=held.points())


def fail(held: Claim, text: str) -> None:
    """Forget what the session holds; end the job with words for the organiser. LostLease as above."""
    db.session.rollback()
    _end(held, status=JobStatus.FAILED, error=text, finished_at=now(), progress=held.points())


def release(held: Claim) -> None:
    """Forget what the session holds; put the job back into the queue as if never begun, and ring."""
    db.session.rollback()
    _end(held, attempt=held.attempt - 1, rung_at=now(), **_BACK_IN_THE_QUEUE)
    bell.ring(held.job_id)


def _end(held: Claim, **values: object) -> None:
    """The fenced write that gives the job out of this worker's hands. Commits."""
    if not _changed(update(Job).where(*_fence(held)).values(**values)):
        db.session.rollback()
        held.lose()
        raise LostLease
    db.session.commit()


def _fence(held: Claim) -> list[ColumnElement[bool]]:
    """True for the job's row only while this very attempt at it is the running one. The owner's word is
    new at each claim: a released attempt is not counted, so its number comes again."""
    return [Job.id == held.job_id, Job.attempt == held.attempt, Job.owner == held.owner,
            Job.status == JobStatus.RUNNING]  # fmt: skip


def _changed(statement: object) -> bool:
    result = db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]
    return bool(cast(CursorResult[Any], result).rowcount)


def reap() -> list[int]:
    """Take jobs from workers that fell silent, and find those whose bell nobody heard. Commits.

    Returns the numbers of all that should be rung now; each is noted as rung, so that the next
    round a few seconds later does not find it again.
    """
    moment = now()
    silent = (Job.status == JobStatus.RUNNING) & (Job.lease_ends_at < moment)
    unheard = (Job.status == JobStatus.QUEUED) & (Job.rung_at < moment - UNHEARD_AFTER)
    with reads_only():
        columns = (Job.id, Job.attempt, Job.status, Job.stop_requested, Job.created_by_id)
        found = db.session.execute(select(*columns).where(or_(silent, unheard)).order_by(Job.id)).all()
        db.session.rollback()
    return [job.id for job in found if _revived(job)]


def _revived(job: Row[int, int, JobStatus, bool, int | None]) -> bool:
    """Put one job back (True: ring for it) or give it up; nothing when somebody was faster. Commits."""
    moment = now()
    values = _BACK_IN_THE_QUEUE | {"rung_at": moment}
    where = [Job.id == job.id, Job.attempt == job.attempt, Job.status == job.status]
    if job.status is JobStatus.RUNNING:
        where.append(Job.lease_ends_at < moment)
        log.warning("a worker fell silent", job=job.id, attempt=job.attempt)
        if job.attempt >= MOST_ATTEMPTS or job.stop_requested:
            values = {"status": JobStatus.FAILED, "finished_at": moment, "error": _gave_up(job.created_by_id)}
    changed = _changed(update(Job).where(*where).values(**values))
    db.session.commit()
    return changed and values["status"] is JobStatus.QUEUED


def _gave_up(user_id: int | None) -> str:
    with force_locale(_language_of(user_id)):
        return _("The computation was interrupted and could not be completed. Please start it again.")


def _language_of(user_id: int | None) -> str:
    """The language in which the user who opened a job reads its outcome."""
    user = db.session.get(User, user_id) if user_id is not None else None
    return user.language if user is not None else "en"
