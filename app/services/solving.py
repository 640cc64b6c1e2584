"""One run of the optimiser, in the worker: gather the problem, solve and verify, save the schedule.

The solver's word is not taken for it: the verifier, which shares no code with the solver, checks the
very bytes that are kept, and a schedule that it finds fault with is never saved.
"""

import structlog
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Schedule, ScheduleStatus
from app.scheduling import Progress, solve
from app.scheduling.files import problem_sha256, problem_to_bytes, schedule_to_bytes
from app.scheduling.problem import Problem
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.verify import verify
from app.services import jobs
from app.services.clock import now
from app.services.problems import Choices, obstacles, problem_of, save_meetings

log = structlog.get_logger()


def solve_camp(claim: jobs.Claim) -> None:
    """Carry out a SOLVE job that this worker has claimed; the schedule is saved with the job's end.

    A run that finds no schedule fails with the reason in words. Raises jobs.LostLease when another
    worker has taken the job over: then nothing is saved.
    """
    camp = db.session.get_one(Camp, claim.camp_id)
    choices = Choices.from_settings(claim.settings)
    faults = obstacles(camp)
    if faults:
        jobs.fail(claim, " ".join(faults))
        return
    problem = problem_of(camp, choices)
    db.session.rollback()  # no transaction stays open while the solver works
    points: list[dict[str, object]] = []

    def tell(point: Progress) -> None:
        points.append(_as_point(point))
        claim.report(points[-1])

    solution = solve(
        problem,
        seed=choices.seed,
        time_limit=choices.seconds,
        on_progress=tell,
        should_stop=claim.should_stop,
    )
    if claim.shutting_down() and solution.status == "unknown":
        jobs.release(claim)
    elif solution.status in ("infeasible", "unknown"):
        jobs.fail(claim, _why_none(solution))
    else:
        _save(claim, problem, solution, points)


def _why_none(solution: Solution) -> str:
    """Why there is no schedule, in words for the organiser."""
    if solution.contradictions:
        return _(
            "These demands exclude each other: %(demands)s",
            demands="; ".join(found.message for found in solution.contradictions),
        )
    return _("No schedule was found in the time given. Try a longer run.")


def _as_point(point: Progress) -> dict[str, object]:
    return {
        "seconds": round(point.seconds, 2),
        "goal": point.goal,
        "value": point.value,
        "bound": point.bound,
    }


def _save(claim: jobs.Claim, problem: Problem, solution: Solution, points: list[dict[str, object]]) -> None:
    """Check the files that are to be kept, then keep them and the meetings, as a new draft."""
    content = problem_to_bytes(problem)
    proof = schedule_to_bytes(solution, problem_sha256(content))
    faults = verify(content, proof)
    if faults:
        log.error("the verifier refuses a schedule", faults=[str(fault) for fault in faults[:10]])
        jobs.fail(claim, _("The schedule did not pass the check and was not kept. Please report this."))
        return
    schedule = Schedule(
        camp_id=claim.camp_id,
        number=_next_number(claim.camp_id),
        status=ScheduleStatus.DRAFT,
        problem=content.decode(),
        solution=proof.decode(),
        goals=[
            {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
            for goal in solution.goals
        ],
        curve=points,
        created_by_id=claim.user_id,
        created_at=now(),
    )
    db.session.add(schedule)
    db.session.flush()
    save_meetings(schedule, problem, solution)
    jobs.finish(claim, schedule.id)


def _next_number(camp_id: int) -> int:
    """One more than the highest number of a schedule of the camp, so far."""
    return (db.session.scalar(select(func.max(Schedule.number)).where(Schedule.camp_id == camp_id)) or 0) + 1
