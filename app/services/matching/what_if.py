"""What if there were another table, slot or promise: questions about a schedule, answered in the worker.

The job's row holds all there is: its settings the questions, its progress one point for each answer, so
that a page shows them as they come. Nothing of the camp changes by asking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from app.extensions import db
from app.models import Camp, Job, JobKind, Schedule, User
from app.scheduling import (
    Answer,
    Margin,
    Problem,
    ProblemError,
    Variation,
    margins,
    problem_from_bytes,
    schedule_from_bytes,
    what_if,
)
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.variations import varied
from app.services.refusals import NotThere, Refusal
from app.services.schedules.schedules import files_of
from app.services.work import jobs
from app.services.work.claim import Point

MOST_QUESTIONS = 40
GOALS = ("promised", "worth", "waiting")
"""What answers are compared by; none of them asks who sits where."""


def problem_about(schedule: Schedule) -> tuple[Problem, Solution]:
    """The problem that a schedule answers, free of what stood before it, and the schedule as it stands."""
    problem, solution = files_of(schedule)
    found = problem_from_bytes(problem)
    goals = tuple(goal for goal in found.goals if goal in GOALS) or ("promised", "worth")
    return replace(found, goals=goals, previous=()), schedule_from_bytes(solution)[0]


def ask(
    camp: Camp, schedule: Schedule, user: User, questions: Sequence[Variation], *, seconds: int, prices: bool
) -> Job:
    """Let the worker answer, each question within so many seconds; commits.

    `prices` asks for what each slot and table is worth, too. Raises Refusal without a question, and
    jobs.AlreadyOpen when questions of the camp are being answered.
    """
    if not questions and not prices:
        raise Refusal(_("Choose at least one question."))
    if len(questions) > MOST_QUESTIONS:
        raise Refusal(_("Ask at most %(most)s questions at once.", most=MOST_QUESTIONS))
    settings: dict[str, object] = {
        "schedule": schedule.id,
        "version": schedule.version,
        "questions": [asdict(question) for question in questions],
        "seconds": seconds,
        "prices": prices,
    }
    return jobs.open_job(JobKind.WHAT_IF, camp, user, settings)


def questions_of(job: Job) -> list[Variation]:
    """What was asked, in order."""
    asked: list[dict[str, Any]] = job.settings["questions"]  # type: ignore[assignment]
    return [Variation(**question) for question in asked]


def latest_about(camp: Camp, schedule: Schedule) -> Job | None:
    """The last questions about this schedule, open or answered."""
    return jobs.latest_about(camp, JobKind.WHAT_IF, schedule)


def job_about(camp: Camp, schedule: Schedule, number: int) -> Job:
    """The questions of this number about this schedule; NotThere for any others."""
    job = jobs.job_of(camp, number)
    if job.kind is not JobKind.WHAT_IF or job.settings["schedule"] != schedule.id:
        raise NotThere(_("Nothing was asked about this schedule under this number."))
    return job


def answer_camp(claim: jobs.Claim) -> None:
    """Carry out a WHAT_IF job: each answer is a point of progress. Stopped, it keeps what it has."""
    schedule = db.session.get(Schedule, claim.settings["schedule"])
    if schedule is None:
        jobs.fail(claim, _("The schedule that was asked about is not there any more."))
        return
    problem, solution = problem_about(schedule)
    db.session.rollback()  # no transaction stays open while the solver works
    asked: list[dict[str, Any]] = claim.settings["questions"]  # type: ignore[assignment]
    questions = [Variation(**question) for question in asked]
    possible = [question for question in questions if _can_be(problem, question)]
    for number, question in enumerate(questions):
        if question not in possible:
            claim.report({"question": number, "impossible": True})
    if questions:
        what_if(
            problem,
            possible,
            start=solution,
            time_limit=int(claim.settings["seconds"]),  # type: ignore[call-overload]
            should_stop=claim.should_stop,
            on_answer=lambda answer: claim.report(_as_point(answer, questions)),
        )
    if claim.settings["prices"] and not claim.should_stop():
        claim.report({"margins": [_as_row(margin) for margin in margins(problem)]})
    if claim.shutting_down():
        jobs.release(claim)
    else:
        jobs.finish(claim, None)


def _can_be(problem: Problem, question: Variation) -> bool:
    try:
        varied(problem, question)
    except ProblemError:
        return False
    return True


def _as_point(answer: Answer, questions: Sequence[Variation]) -> Point:
    """An answer as it is kept; `question` is its place, null for the schedule searched again unchanged."""
    found = answer.schedule
    return {
        "question": None if answer.variation == Variation() else questions.index(answer.variation),
        "status": found.status,
        "meetings": len(found.meetings),
        "with_promise": answer.with_promise,
        "goals": {goal.name: [goal.value, goal.bound] for goal in found.goals},
    }


def _as_row(margin: Margin) -> dict[str, object]:
    bounds = {goal.name: [goal.value, goal.bound] for goal in margin.bounds}
    return {"slot": margin.slot, "tables": list(margin.tables), "bounds": bounds, "prices": margin.prices}


def blocks_in(problem: Problem) -> list[tuple[str, list[str]]]:
    """Each block of the problem with its slots, in the order of time."""
    grouped: Iterable[Any] = groupby(problem.slots, key=lambda slot: slot.block)
    return [(block, [slot.id for slot in slots]) for block, slots in grouped]
