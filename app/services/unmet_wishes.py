"""The wishes that a schedule leaves unmet, each with its reason in words."""

from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Participant, Schedule
from app.scheduling import problem_from_bytes, schedule_from_bytes, unmet
from app.services.schedules import files_of


@dataclass(frozen=True)
class Unmet:
    """A candidate that was not scheduled: the two people, its worth, and the engine's code for why."""

    first: Participant
    second: Participant
    worth: int
    reason: str


def unmet_of(schedule: Schedule) -> list[Unmet]:
    """Every candidate that is not in the schedule with its reason, worth most first."""
    found = _unmet_pairs(*files_of(schedule))
    numbers = {int(number) for a, b, _worth, _reason in found for number in (a, b)}
    query = (
        select(Participant)
        .where(Participant.camp_id == schedule.camp_id)
        .options(joinedload(Participant.organisation))
    )
    people = {person.id: person for person in db.session.scalars(query) if person.id in numbers}
    return [
        Unmet(people[int(a)], people[int(b)], worth, reason)
        for a, b, worth, reason in found
        if int(a) in people and int(b) in people
    ]


@lru_cache(maxsize=32)
def _unmet_pairs(problem_file: bytes, schedule_file: bytes) -> tuple[tuple[str, str, int, str], ...]:
    """The files never change once kept, so neither does what follows from them."""
    problem = problem_from_bytes(problem_file)
    solution, _sha256 = schedule_from_bytes(schedule_file)
    rows = [
        (candidate.a, candidate.b, candidate.worth, str(reason))
        for candidate, reason in unmet(problem, solution)
    ]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))


def reason_in_words(code: str) -> str:
    """What stood in the way, as organisers say it; the codes are those of the engine."""
    return {
        "two_hosts": _("Both receive their guests at a table of their own."),
        "no_slot_in_common": _("The two are never there in the same slot."),
        "no_table_in_common_slots": _("No table is open in the slots in which both are there."),
        "limit_reached": _("One of the two has the largest number of meetings allowed."),
        "taken_by_worth_more": _("In every slot that both could use, their other meetings count for more."),
        "no_free_slot_left": _("One of the two has a meeting in every slot in which they are there."),
        "tables_taken": _(
            "All tables are taken in the slots in which both are free. One more table could help."
        ),
        "slots_taken_by_others": _("Both have free slots, but never at the same time."),
        "order_or_row": _("The order of meetings, or the longest row without a pause, leaves no slot."),
        "waiting_apart": _("Somebody would have to wait longer than others, more than is allowed."),
        "open": _("A slot and a table would be free. A longer search may find a way."),
    }.get(code, code)
