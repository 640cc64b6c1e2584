"""Keeping what the engine found as a draft of the camp, once the verifier has read the very bytes; and dropping it."""

import structlog
from sqlalchemy import delete, func, select

from app.extensions import db
from app.models import Meeting, Schedule, ScheduleEdit, ScheduleStatus, Seat
from app.scheduling.files import problem_sha256, problem_to_bytes, schedule_to_bytes
from app.scheduling.problem import Problem
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.verify import verify
from app.services.clock import now
from app.services.matching.problems import save_meetings

log = structlog.get_logger()


def keep(
    camp_id: int, user_id: int | None, problem: Problem, solution: Solution, points: list[dict[str, object]]
) -> Schedule | None:
    """A new draft with its meetings, in the present transaction; None when the verifier finds fault with it."""
    content = problem_to_bytes(problem)
    proof = schedule_to_bytes(solution, problem_sha256(content))
    faults = verify(content, proof)
    if faults:
        log.error("the verifier refuses a schedule", faults=[str(fault) for fault in faults[:10]])
        return None
    schedule = Schedule(
        camp_id=camp_id,
        number=_next_number(camp_id),
        status=ScheduleStatus.DRAFT,
        problem=content.decode(),
        solution=proof.decode(),
        goals=[
            {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
            for goal in solution.goals
        ],
        curve=points,
        created_by_id=user_id,
        created_at=now(),
    )
    db.session.add(schedule)
    db.session.flush()
    save_meetings(schedule, problem, solution)
    return schedule


def drop(schedule: Schedule) -> None:
    """Delete a draft that nobody needs any more, in the present transaction. What was out stays."""
    if schedule.status is not ScheduleStatus.DRAFT:
        return
    for table in (Seat, Meeting, ScheduleEdit):
        db.session.execute(delete(table).where(table.schedule_id == schedule.id))
    db.session.delete(schedule)
    db.session.flush()


def _next_number(camp_id: int) -> int:
    """One more than the highest number of a schedule of the camp, so far."""
    return (db.session.scalar(select(func.max(Schedule.number)).where(Schedule.camp_id == camp_id)) or 0) + 1
