"""Meetings per person of several schedules as bars beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.formats import percent
from app.services.matching.comparing import Column

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 40


@dataclass(frozen=True)
class Bar:
    """One bar of the picture: people of one schedule with so many meetings. `colour` counts the schedules."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    people: int


@dataclass(frozen=True)
class Spread:
    """The bars, the labels under them and beside them as (position, text), and the same figures as rows."""

    finding: str
    bars: list[Bar]
    x_labels: list[tuple[float, str]]
    y_labels: list[tuple[float, str]]
    rows: list[dict[str, int]]


def spread(columns: Sequence[Column]) -> Spread:
    """How many people have how many meetings in each schedule."""
    counts = sorted({count for column in columns for count in column.counts})
    counts = list(range(counts[0], counts[-1] + 1)) if counts else []
    most = max((many for column in columns for many in column.counts.values()), default=1)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(counts))
    width = step * 0.8 / len(columns)
    bars = [
        Bar(
            round(LEFT + place * step + step * 0.1 + number * width, 1),
            round(HEIGHT - BOTTOM - people / most * (HEIGHT - BOTTOM - TOP), 1),
            round(width, 1),
            round(people / most * (HEIGHT - BOTTOM - TOP), 1),
            number + 1,
            people,
        )
        for place, count in enumerate(counts)
        for number, column in enumerate(columns)
        if (people := column.counts.get(count, 0))
    ]
    every = max(1, -(-len(counts) // 20))
    x_labels = [
        (round(LEFT + (place + 0.5) * step, 1), str(count))
        for place, count in enumerate(counts)
        if place % every == 0
    ]
    y_labels = [
        (HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), str(round(share * most))) for share in (0, 0.5, 1)
    ]
    rows = [
        {"count": count} | {f"n{column.schedule.number}": column.counts.get(count, 0) for column in columns}
        for count in counts
    ]
    return Spread(_finding(columns), bars, x_labels, y_labels, rows)


def _finding(columns: Sequence[Column]) -> str:
    """Which schedule serves people best."""
    if not any(column.counts for column in columns):
        return _("Nobody takes part yet.")
    best = max(columns, key=lambda column: column.mean_share)
    shares = [percent(column.mean_share) for column in columns]
    if len(set(shares)) == 1:
        return _("All of these schedules meet %(share)s of one's own wishes on average.", share=shares[0])
    return _(
        "Schedule %(number)s meets most of one's own wishes: %(share)s on average.",
        number=best.schedule.number,
        share=percent(best.mean_share),
    )
