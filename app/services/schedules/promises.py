"""Who has fewer meetings than the camp promises, and why: mostly with the proof that no more was to be had."""

from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _

from app.models import Schedule
from app.scheduling import fairness, problem_from_bytes, schedule_from_bytes
from app.services.schedules.schedules import files_of


@dataclass(frozen=True)
class Shortfall:
    """One person's promise that is not kept: meetings held and promised, and the engine's code for why."""

    met: int
    promised: int
    reason: str


def shortfalls(schedule: Schedule) -> dict[int, Shortfall]:
    """Everybody who misses the promise in this schedule, by participant number."""
    return _shortfalls(*files_of(schedule))


@lru_cache(maxsize=32)
def _shortfalls(problem_file: bytes, schedule_file: bytes) -> dict[int, Shortfall]:
    """The same files have the same answer; nobody changes what is handed out."""
    problem, solution = problem_from_bytes(problem_file), schedule_from_bytes(schedule_file)[0]
    return {
        int(share.person): Shortfall(share.met, share.promised, share.shortfall)
        for share in fairness(problem, solution).shares
        if share.shortfall is not None
    }


def reason_in_words(code: str) -> str:
    """Why the promise is not kept, as organisers say it; the codes are those of the engine."""
    return {
        "few_candidates": _("Fewer possible pairs than meetings promised."),
        "few_slots": _("They are there in too few slots."),
        "limit": _("The largest number of meetings allowed is lower."),
        "few_common_slots": _("They share too few slots with the people whom they could meet."),
        "proven": _("Proven: no schedule keeps more of the promises, taken together."),
        "open": _("A longer search may find more."),
    }.get(code, code)
