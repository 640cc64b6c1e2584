"""Questions about a schedule and their answers as organisers read them: in words, with what differs from now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.exports.spreadsheets import rows_to_csv
from app.extensions import db
from app.formats import local_date, local_time, short_date
from app.models import Block, Camp, Job, Schedule
from app.scheduling import Problem, Variation
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.what_if import with_promise
from app.services.matching import what_if
from app.services.matching.curves import goal_name

TABLES = (-5, -2, -1, 1, 2, 5)


@dataclass(frozen=True)
class Figure:
    """What an answer reaches for one goal: value and bound, and the difference from the schedule as it is."""

    value: int
    bound: int | None
    more: int

    @property
    def is_proven(self) -> bool:
        """Whether no schedule does better."""
        return self.value == self.bound


@dataclass(frozen=True)
class Row:
    """One question with its answer: `state` is "now", "waiting", "impossible", "none" (no sound schedule found)
    or "answered"; `leads_to` is the page of the set-up that makes it so."""

    text: str
    state: str
    leads_to: str = ""
    meetings: Figure | None = None
    with_promise: Figure | None = None
    goals: dict[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What may be asked about a schedule: values of a form with their words."""

    tables: list[tuple[int, str]]
    slots: list[tuple[str, str]]


class Names:
    """The times and names behind a problem's ids; one query."""

    def __init__(self, camp: Camp, problem: Problem) -> None:
        self.zone = camp.time_zone
        query = select(Block.id, Block.name).where(Block.camp_id == camp.id)
        self.blocks = {str(number): name for number, name in db.session.execute(query)}
        self.starts: dict[str, datetime] = {slot.id: slot.start for slot in problem.slots}
        self.days = {moment.astimezone(ZoneInfo(self.zone)).date() for moment in self.starts.values()}

    def time(self, slot: str) -> str:
        """When a slot begins; with its day where the schedule has several."""
        moment = self.starts.get(slot)
        if moment is None:
            return "?"
        return local_time(moment, self.zone) if len(self.days) == 1 else self.short(slot)

    def day(self, slot: str) -> str:
        """The day of a slot."""
        moment = self.starts.get(slot)
        return local_date(moment, self.zone) if moment else "?"

    def short(self, slot: str) -> str:
        """Day and time in a narrow place: 9 Mar 2027, 10:20."""
        moment = self.starts.get(slot)
        if moment is None:
            return "?"
        day = short_date(moment.astimezone(ZoneInfo(self.zone)).date())
        return _("%(day)s, %(time)s", day=day, time=local_time(moment, self.zone))

    def block(self, number: str) -> str:
        """What a block is called."""
        return self.blocks.get(number, "?")


def choices_for(camp: Camp, schedule: Schedule) -> Choices:
    """What can be asked by ticking: tables more or fewer, slots at the ends of each block."""
    problem, _solution = what_if.problem_about(schedule)
    names = Names(camp, problem)
    tables = [(more, _tables(more)) for more in TABLES if len(problem.tables) + more > 0]
    slots: list[tuple[str, str]] = []
    day = ""
    for number, inside in what_if.blocks_in(problem):
        name, first, last = names.block(number), inside[0], inside[-1]
        if day == (day := names.day(first)):
            words = _(
                "A longer break before %(block)s (without %(time)s)", block=name, time=names.time(first)
            )
        else:
            words = _("Begin %(block)s one slot later (without %(time)s)", block=name, time=names.time(first))
        slots += [
            (f"after.{last}", _("One slot more at the end of %(block)s", block=name)),
            (f"without.{first}", words),
        ]
        if last != first:
            words = _("End %(block)s one slot earlier (without %(time)s)", block=name, time=names.time(last))
            slots.append((f"without.{last}", words))
    return Choices(tables, slots)


def variation_of(value: str) -> Variation:
    """What a slot's choice of the form asks."""
    kind, _dot, slot = value.partition(".")
    return Variation(slot_after=slot) if kind == "after" else Variation(without_slot=slot)


def question_in_words(question: Variation, names: Names) -> str:
    """A question as a line of the table."""
    if question.tables:
        return _tables(question.tables)
    if question.without_slot is not None:
        return _("Without the slot at %(time)s", time=names.time(question.without_slot))
    if question.slot_after is not None:
        return _("One slot more after %(time)s", time=names.time(question.slot_after))
    if question.promised is not None:
        return ngettext(
            "Promise everybody %(num)s meeting", "Promise everybody %(num)s meetings", question.promised
        )
    return _("Slots of %(minutes)s minutes", minutes=question.minutes)


def _tables(more: int) -> str:
    if more > 0:
        return ngettext("%(num)s table more", "%(num)s tables more", more)
    return ngettext("%(num)s table fewer", "%(num)s tables fewer", -more)


def rows_of(camp: Camp, schedule: Schedule, job: Job) -> list[Row]:
    """The schedule as it is, and each question with its answer as far as there is one."""
    problem, solution = what_if.problem_about(schedule)
    names, now = Names(camp, problem), _now(schedule, problem, solution)
    points: list[dict[str, Any]] = job.progress
    answers: dict[int | None, dict[str, Any]] = {
        point["question"]: point for point in points if "question" in point
    }
    rows = [now]
    if None in answers:
        rows.append(_row(_("As it is, searched again"), "", answers[None], now))
    for number, question in enumerate(what_if.questions_of(job)):
        text, leads_to = question_in_words(question, names), _leads_to(question)
        answer = answers.get(number)
        rows.append(_row(text, leads_to, answer, now) if answer else Row(text, "waiting"))
    return rows


def _now(schedule: Schedule, problem: Problem, solution: Solution) -> Row:
    """What the schedule reaches as it stands."""
    goals = {str(goal["name"]): goal for goal in schedule.goals}
    found: dict[str, Figure] = {
        name: Figure(int(goals[name]["value"]), int(goals[name]["bound"]), 0)  # type: ignore[call-overload]
        for name in what_if.GOALS
        if name in goals
    }
    promise = Figure(with_promise(problem, solution), None, 0)
    return Row(_("As it is now"), "now", "", Figure(len(solution.meetings), None, 0), promise, found)


def _row(text: str, leads_to: str, answer: dict[str, Any], now: Row) -> Row:
    if answer.get("impossible"):
        return Row(text, "impossible")
    if not answer["goals"]:
        return Row(text, "none")
    assert now.meetings is not None and now.with_promise is not None  # noqa: S101 -- `_now` gives both
    goals = {
        name: Figure(value, bound, value - now.goals[name].value)
        for name, (value, bound) in answer["goals"].items()
        if name in now.goals
    }
    meetings, kept = answer["meetings"], answer["with_promise"]
    return Row(
        text,
        "answered",
        leads_to,
        Figure(meetings, None, meetings - now.meetings.value),
        Figure(kept, None, kept - now.with_promise.value),
        goals,
    )


def _leads_to(question: Variation) -> str:
    """The page of the set-up on which an organiser makes it so."""
    if question.tables > 0:
        return "setup.tables"
    if question.tables:
        return "setup.tables_remove"
    return "setup.camp" if question.promised is not None else "setup.slots"


def told(job: Job) -> str:
    """How far the answers are, in a sentence."""
    done = sum("question" in point and point["question"] is not None for point in job.progress)
    asked = len(what_if.questions_of(job))
    if asked and done < asked:
        return _("%(done)s of %(asked)s questions answered.", done=done, asked=asked)
    if job.settings["prices"]:
        return _("Working out what each slot and table is worth.")
    return _("Nearly done.")


def as_csv(rows: list[Row]) -> bytes:
    """The answers as a file for a spreadsheet; a bound stands beside each value."""
    names = [name for name in what_if.GOALS if any(name in row.goals for row in rows)]
    goals = [heading for name in names for heading in (goal_name(name), _("At best"))]
    headings = (_("Question"), _("Meetings"), _("People with the promised meetings"), *goals)
    return rows_to_csv(
        headings,
        [
            (
                row.text,
                row.meetings.value if row.meetings else None,
                row.with_promise.value if row.with_promise else None,
                *(
                    part
                    for name in names
                    for part in (
                        (row.goals[name].value, row.goals[name].bound) if name in row.goals else (None, None)
                    )
                ),
            )
            for row in rows
        ],
    )
