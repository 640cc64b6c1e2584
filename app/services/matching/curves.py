"""The progress of a run as people can take it in: a sentence, and a curve of value and bound.

A point of progress is what services/matching/solving.py reports: seconds, goal, value, bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.formats import number
from app.models import Job, JobStatus
from app.scheduling.problem import HIGHER_IS_BETTER
from app.services.clock import now

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 12, 32


@dataclass(frozen=True)
class Curve:
    """Two step lines in the coordinates of a picture WIDTH by HEIGHT; ticks are (position, label).

    `goal` names what is drawn: the one among the goals whose value moved most.
    """

    goal: str
    value: str
    bound: str
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]
    rows: list[dict[str, Any]]


def goal_name(goal: str) -> str:
    """A goal in the words of organisers."""
    return {
        "promised": _("Promised meetings"),
        "worth": _("Worth of the meetings"),
        "waiting": _("Slots of waiting between meetings"),
        "moves": _("Changes of table"),
        "changes": _("Changes to the published schedule"),
    }.get(goal, goal)


def limit_in_words(goal: str, bound: int) -> str:
    """What no schedule can pass: some goals are to be high, the others low."""
    if goal in HIGHER_IS_BETTER:
        return _("No schedule has more than %(bound)s", bound=number(bound))
    return _("No schedule has fewer than %(bound)s", bound=number(bound))


def told(job: Job) -> str:
    """Where a job stands, in one sentence."""
    if job.status is JobStatus.QUEUED:
        return _("Waiting for a free worker.")
    if job.status is JobStatus.FAILED:
        return job.error
    if job.status is JobStatus.DONE:
        return _("Done.")
    seconds = int((now() - job.started_at).total_seconds()) if job.started_at else 0
    last: dict[str, Any] | None = next(
        (p for p in reversed(job.progress or []) if p["value"] is not None), None
    )
    if last is None:
        return _("Searching, %(seconds)s s.", seconds=seconds)
    return _(
        "Searching, %(seconds)s s – %(goal)s: %(value)s. %(limit)s. You may stop and keep this.",
        seconds=seconds,
        goal=goal_name(str(last["goal"])),
        value=number(last["value"]),
        limit=limit_in_words(str(last["goal"]), last["bound"]),
    )


def curve(points: Sequence[dict[str, Any]]) -> Curve | None:
    """The curve of the goal that `worth` or else the first goal reported; None with fewer than two points."""
    goals = [point["goal"] for point in points]
    goal = "worth" if "worth" in goals else (goals[0] if goals else "")
    rows = [point for point in points if point["goal"] == goal and point["value"] is not None]
    if len(rows) < 2:
        return None
    seconds = [float(row["seconds"]) for row in rows]
    numbers = [float(row[key]) for row in rows for key in ("value", "bound") if row[key] is not None]
    across = _scale(0, max(seconds) or 1, LEFT, WIDTH - RIGHT)
    up = _scale(min(numbers), max(numbers), HEIGHT - BOTTOM, TOP)
    return Curve(
        goal=goal_name(goal),
        value=_steps([(across(s), up(float(row["value"]))) for s, row in zip(seconds, rows, strict=True)]),
        bound=_steps(
            [
                (across(s), up(float(row["bound"])))
                for s, row in zip(seconds, rows, strict=True)
                if row["bound"] is not None
            ]
        ),
        x_ticks=[(across(value), f"{value:.1f}") for value in _ticks(0, max(seconds) or 1)],
        y_ticks=[(up(value), f"{value:.0f}") for value in _ticks(min(numbers), max(numbers))],
        rows=rows,
    )


def _scale(low: float, high: float, start: float, end: float) -> Any:
    """A linear map from [low, high] to [start, end]; a single value lands in the middle."""
    if high == low:
        return lambda value: round((start + end) / 2, 1)
    return lambda value: round(start + (value - low) / (high - low) * (end - start), 1)


def _ticks(low: float, high: float) -> list[float]:
    return [low, (low + high) / 2, high] if high > low else [low]


def _steps(points: list[tuple[float, float]]) -> str:
    """An SVG path that stays level until the next point: between two reports nothing was known."""
    if not points:
        return ""
    path = [f"M{points[0][0]} {points[0][1]}"]
    for x, y in points[1:]:
        path += [f"H{x}", f"V{y}"]
    return " ".join(path)
