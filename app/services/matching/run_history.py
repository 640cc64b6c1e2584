"""The runs of a camp so far: who started them when, with which settings, and what came out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Job, JobKind, Schedule, User
from app.services.matching.problems import Choices

PAGE = 50
HEAD = 200
"""How much of a schedule's file holds the hash of its problem; the meetings follow."""


@dataclass(frozen=True)
class Run:
    """One run. `number` and `problem_hash` are those of the schedule that it made, if any; `seconds` how long
    it took, None while it lasts."""

    job: Job
    who: str
    settings: list[str]
    seed: int
    number: int | None
    problem_hash: str
    seconds: float | None


def runs_of(camp: Camp, page: int = 1) -> list[Run]:
    """The runs of a page, the newest first; one query."""
    query = _query(camp).order_by(Job.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return [_run(*row) for row in db.session.execute(query)]


def runs_behind(camp: Camp, schedules: Iterable[Schedule]) -> dict[int, Run]:
    """The run that made each of these schedules, by the schedule's row; none for copies and repairs."""
    query = _query(camp).where(Job.schedule_id.in_([schedule.id for schedule in schedules]))
    found = [_run(*row) for row in db.session.execute(query)]
    return {run.job.schedule_id: run for run in found if run.job.schedule_id is not None}


def pages_of(camp: Camp) -> int:
    """How many pages of runs there are, at least one."""
    count = db.session.scalar(select(func.count(Job.id)).where(*_ours(camp))) or 0
    return max(1, -(-count // PAGE))


def hash_in(head: str) -> str:
    """The hash of the problem that stands at the beginning of a schedule's file; empty when there is none."""
    found = re.search(r'"problem_sha256": "([0-9a-f]{64})"', head)
    return found[1] if found else ""


def settings_in_words(settings: dict[str, Any]) -> list[str]:
    """What an organiser chose for a run, a sentence each."""
    choices = Choices.from_settings(settings)
    words = [
        _("The promised meetings count first, then the wishes.")
        if choices.priority == "promised"
        else _("The wishes count first, then the promised meetings.")
    ]
    if choices.promised is not None:
        words.append(
            ngettext(
                "%(num)s meeting promised to each.", "%(num)s meetings promised to each.", choices.promised
            )
        )
    if choices.most_in_a_row:
        words.append(
            ngettext(
                "A slot off after %(num)s meeting.",
                "A slot off after %(num)s meetings in a row.",
                choices.most_in_a_row,
            )
        )
    if choices.comfort == "walking":
        words.append(_("Few changes of table count before short waits."))
    if choices.with_suggestions:
        words.append(_("Filled up with pairs whose offers and needs fit."))
    if choices.stay_close:
        words.append(_("Published meetings stay where nothing else is lost."))
    words.append(
        ngettext("At most %(num)s second of search.", "At most %(num)s seconds of search.", choices.seconds)
    )
    return words


def _ours(camp: Camp) -> tuple[Any, ...]:
    return Job.camp_id == camp.id, Job.kind == JobKind.SOLVE


def _query(camp: Camp) -> Any:
    head = func.substr(Schedule.solution, 1, HEAD)
    query = select(Job, User.name, Schedule.number, head)
    query = query.outerjoin(User, User.id == Job.created_by_id)
    return query.outerjoin(Schedule, Schedule.id == Job.schedule_id).where(*_ours(camp))


def _run(job: Job, who: str | None, number: int | None, head: str | None) -> Run:
    seconds = (
        (job.finished_at - job.started_at).total_seconds() if job.finished_at and job.started_at else None
    )
    seed = Choices.from_settings(job.settings).seed
    return Run(job, who or "", settings_in_words(job.settings), seed, number, hash_in(head or ""), seconds)
