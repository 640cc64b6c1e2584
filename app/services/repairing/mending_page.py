"""Repairs as organisers read them: what each changes, what it gains, and what may be asked for."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.formats import local_time, short_date
from app.models import Camp, Job, Participant, Schedule
from app.scheduling import problem_from_bytes
from app.services.editing import draft_edits
from app.services.local_time import day_of
from app.services.schedules.schedules import files_of


@dataclass(frozen=True)
class Repair:
    """One repair: meetings moved, cancelled and new, how many of them could have stayed, and each goal's value
    with its bound and the difference from the schedule as it is. `lines` are its changes in words."""

    place: int
    changes: int
    is_fewest: bool
    moved: int
    cancelled: int
    new: int
    impossible: int
    promised: tuple[int, int] | None
    worth: tuple[int, int] | None
    is_proven: bool
    lines: list[dict[str, object]]


@dataclass(frozen=True)
class Choices:
    """What can be added to a repair, as values of a form with their words."""

    tables: list[tuple[int, str]]
    slots: list[tuple[int, str]]
    people: list[tuple[int, str]]


def repairs_of(camp: Camp, schedule: Schedule, job: Job) -> list[Repair]:
    """The repairs found, those with the fewest changes first."""
    points: list[dict[str, Any]] = job.progress
    words = draft_edits.in_words(camp, [point["difference"] for point in points]) if points else []
    now = {str(goal["name"]): goal["value"] for goal in schedule.goals}
    fewest = min((_goals(point)["changes"][0] for point in points), default=0)
    found = []
    for place, (point, lines) in enumerate(zip(points, words, strict=True)):
        goals = _goals(point)
        kinds = [(before is not None, after is not None) for _lo, _hi, before, after in point["difference"]]
        found.append(
            Repair(
                place,
                goals["changes"][0],
                goals["changes"][0] == fewest == goals["changes"][1],
                kinds.count((True, True)),
                kinds.count((True, False)),
                kinds.count((False, True)),
                point["impossible"],
                _figure(goals, now, "promised"),
                _figure(goals, now, "worth"),
                all(goals[name][0] == goals[name][1] for name in ("promised", "worth") if name in goals),
                lines,
            )
        )
    return found


def _goals(point: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {name: (value, bound) for name, value, bound in point["goals"]}


def _figure(goals: dict[str, tuple[int, int]], now: dict[str, Any], name: str) -> tuple[int, int] | None:
    """The value, and how much more it is than now."""
    if name not in goals:
        return None
    value = goals[name][0]
    return value, value - int(now.get(name, value))


def choices_for(camp: Camp, schedule: Schedule) -> Choices:
    """The tables, slots and people of the schedule that are still there."""
    problem = problem_from_bytes(files_of(schedule)[0])
    tables, slots = draft_edits.tables_of(camp), draft_edits.slots_of(camp)
    people = {person.id: person for person in db.session.scalars(
        select(Participant).where(Participant.camp_id == camp.id))}  # fmt: skip
    days = {day_of(slot.start, camp.time_zone) for slot in problem.slots}
    return Choices(
        [
            (int(item.id), _("Table %(table)s", table=tables[int(item.id)].number))
            for item in problem.tables
            if int(item.id) in tables
        ],
        [
            (
                int(item.id),
                local_time(item.start, camp.time_zone)
                if len(days) == 1
                else _(
                    "%(day)s, %(time)s",
                    day=short_date(day_of(item.start, camp.time_zone)),
                    time=local_time(item.start, camp.time_zone),
                ),
            )
            for item in problem.slots
            if int(item.id) in slots
        ],
        sorted(
            (
                (int(item.id), people[int(item.id)].name)
                for item in problem.participants
                if int(item.id) in people
            ),
            key=lambda one: one[1].casefold(),
        ),
    )
