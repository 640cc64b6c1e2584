"""One run of the optimiser, in the worker: gather the problem, solve and verify, save the schedule.

The solver's word is not taken for it: the verifier, which shares no code with the solver, checks the
very bytes that are kept, and a schedule that it finds fault with is never saved.
"""

from flask_babel import gettext as _

from app.extensions import db
from app.models import Camp
from app.scheduling import Progress, solve
from app.scheduling.problem import Problem
from app.scheduling.schedule import Schedule as Solution
from app.services.matching import kept_drafts
from app.services.matching.held_meetings import keep_what_has_begun
from app.services.matching.problems import Choices, obstacles, problem_of
from app.services.work import jobs


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
    problem = keep_what_has_begun(camp, problem_of(camp, choices))
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
    if claim.shutting_down() and solution.status != "infeasible" and not solution.meetings:
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
    """Keep the schedule as a new draft and end the job, unless the verifier finds fault with it."""
    schedule = kept_drafts.keep(claim.camp_id, claim.user_id, problem, solution, points)
    if schedule is None:
        jobs.fail(claim, _("The schedule did not pass the check and was not kept. Please report this."))
    else:
        jobs.finish(claim, schedule.id)
