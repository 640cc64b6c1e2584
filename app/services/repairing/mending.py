"""Repair around what was decided by hand: the least change that makes the rest of a schedule good again.

The problem is the one that the schedule answers, with what has happened since: who has left or cannot come
any more, pins and pairs that never meet, what was moved or removed by hand, and what an organiser adds for
this repair. The worker finds the best schedule for each number of changes; each is kept as its difference,
and the one that is accepted becomes a draft of its own.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from app.extensions import db
from app.models import Camp, Job, JobKind, Schedule, User
from app.scheduling import Problem, ProblemError, repair
from app.scheduling.files import problem_sha256, problem_to_bytes
from app.scheduling.schedule import Goal
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.values import pair_of
from app.services.editing import draft_edits
from app.services.matching import kept_drafts
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.repairing.mending_problem import (
    Wanted,
    first_left,
    impossible_in,
    problem_around,
    wanted_in,
)
from app.services.work import jobs
from app.services.work.claim import Point

SECONDS = 10
MOST_CHANGES = 6


def begin(camp: Camp, schedule: Schedule, user: User, wanted: Wanted) -> Job:
    """Let the worker look for repairs; commits.

    Raises Refusal when all slots have begun, and jobs.AlreadyOpen when a repair is being worked out.
    """
    if first_left(draft_edits.read(schedule)[0]) is None:
        raise Refusal(_("All meeting times have begun."))
    settings: dict[str, object] = {"schedule": schedule.id, "version": schedule.version, **asdict(wanted)}
    return jobs.open_job(JobKind.MEND, camp, user, settings)


def latest_about(camp: Camp, schedule: Schedule) -> Job | None:
    """The last repair that was asked for around this schedule, under way or over."""
    return jobs.latest_about(camp, JobKind.MEND, schedule)


def job_about(camp: Camp, schedule: Schedule, number: int) -> Job:
    """The repair of this number around this schedule; NotThere for any other."""
    job = jobs.job_of(camp, number)
    if job.kind is not JobKind.MEND or job.settings["schedule"] != schedule.id:
        raise NotThere(_("There is no such repair of this schedule."))
    return job


def mend_camp(claim: jobs.Claim) -> None:
    """Carry out a MEND job: each repair that gains something is a point of progress."""
    camp = db.session.get_one(Camp, claim.camp_id)
    schedule = db.session.get(Schedule, claim.settings["schedule"])
    if schedule is None:
        jobs.fail(claim, _("The schedule that was to be repaired is not there any more."))
        return
    wanted = wanted_in(claim.settings)
    try:
        problem = problem_around(camp, schedule, wanted)
    except ProblemError:
        jobs.fail(claim, _("What was decided by hand contradicts itself. Unpin a meeting, or undo a change."))
        return
    present = draft_edits.read(schedule)[1]
    db.session.rollback()  # no transaction stays open while the solver works
    found = repair(
        problem, max_changes=MOST_CHANGES, time_limit=SECONDS, should_stop=claim.should_stop
    ) or repair(problem, time_limit=SECONDS, should_stop=claim.should_stop)
    if claim.shutting_down():
        jobs.release(claim)
        return
    if not found:
        jobs.fail(
            claim, _("No sound schedule keeps what was decided by hand. Unpin a meeting, or undo a change.")
        )
        return
    sha256 = problem_sha256(problem_to_bytes(problem))
    for solution in found:
        claim.report(_as_point(problem, present, solution, sha256))
    jobs.finish(claim, None)


def accept(camp: Camp, schedule: Schedule, user: User, job: Job, place: int) -> Schedule:
    """Make the repair at this place of the list a draft of its own; commits.

    Raises Conflict when the schedule or the camp has changed since it was worked out.
    """
    points: list[dict[str, Any]] = job.progress
    if not 0 <= place < len(points):
        raise NotThere(_("There is no such repair of this schedule."))
    point = points[place]
    problem = None
    if job.settings["version"] == schedule.version:
        try:
            problem = problem_around(camp, schedule, wanted_in(job.settings))
        except ProblemError:
            problem = None
    if problem is None or problem_sha256(problem_to_bytes(problem)) != point["problem"]:
        raise Conflict(
            _("The schedule or the camp has changed since this was worked out. Look for a repair again.")
        )
    present = draft_edits.read(schedule)[1]
    draft = kept_drafts.keep(camp.id, user.id, problem, _solution(present, point), [])
    if draft is None:
        db.session.rollback()
        raise Conflict(_("A rule of the schedule would be broken, so nothing was changed."))
    job.schedule_id = draft.id
    db.session.commit()
    return draft


def _as_point(problem: Problem, present: Solution, solution: Solution, sha256: str) -> Point:
    """A repair as it is kept: the figures, and the difference from the schedule."""
    return {
        "problem": sha256,
        "status": solution.status,
        "goals": [[goal.name, goal.value, goal.bound] for goal in solution.goals],
        "difference": draft_edits.changes_between(present.meetings, solution.meetings),
        "impossible": len(impossible_in(problem, present)),
        "seed": solution.seed,
        "seconds": solution.seconds,
        "versions": solution.versions,
    }


def _solution(present: Solution, point: dict[str, Any]) -> Solution:
    """The whole schedule of a repair again, from the one before and the difference."""
    difference: Sequence[Any] = point["difference"]
    there = {(lo, hi): spot for lo, hi, _before, spot in difference}
    meetings = [item for item in present.meetings if draft_edits.numbers(item) not in there]
    meetings += [
        Placed(*pair_of(str(lo), str(hi)), str(spot[0]), str(spot[1]))
        for (lo, hi), spot in there.items()
        if spot
    ]
    goals = tuple(Goal(name, value, bound) for name, value, bound in point["goals"])
    return Solution(
        point["status"], tuple(meetings), goals, point["seed"], point["seconds"], point["versions"]
    )
