"""What each slot and table is worth, as a picture of bars, as figures and as a file.

A price is what the best possible schedule loses without the slot or table: a difference of two bounds.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exports.spreadsheets import rows_to_csv
from app.formats import number
from app.models import Camp, Job, Schedule
from app.services.matching import what_if
from app.services.matching.what_if_page import Names

WIDTH, ROW, TOP = 640, 22, 8
LEFT, RIGHT = 220, 110


@dataclass(frozen=True)
class Price:
    """One slot, or one table of `alike` many that are all the same: what is lost without it.

    `more` is the worth that one more like it would add at most; None where that is not known.
    """

    label: str
    worth: int
    promised: int
    y: int
    width: int
    is_table: bool
    alike: int = 1
    more: int | None = None


@dataclass(frozen=True)
class Prices:
    """The bars from top to bottom in a picture WIDTH by `height`, with the finding that is its title."""

    finding: str
    rows: list[Price]
    height: int
    left: int = LEFT


def prices_of(camp: Camp, schedule: Schedule, job: Job) -> Prices | None:
    """The picture; None while nothing is known, or when it was not asked."""
    points: list[dict[str, Any]] = job.progress
    found: list[dict[str, Any]] = next((point["margins"] for point in points if "margins" in point), [])
    if not found:
        return None
    problem, _solution = what_if.problem_about(schedule)
    names = Names(camp, problem)
    most = max(1, *(_lost(margin, "worth") for margin in found))
    rows = []
    for place, margin in enumerate(found):
        worth = _lost(margin, "worth")
        rows.append(
            Price(
                _label(margin, names),
                worth,
                _lost(margin, "promised"),
                TOP + place * ROW,
                round(max(0, worth) / most * (WIDTH - LEFT - RIGHT)),
                margin["slot"] is None,
                max(1, len(margin["tables"])),
                _more(margin),
            )
        )
    return Prices(_finding(rows), rows, 2 * TOP + len(rows) * ROW)


def _lost(margin: dict[str, Any], goal: str) -> int:
    without, full = margin["bounds"].get(goal, (0, 0))
    return int(full) - int(without)


def _more(margin: dict[str, Any]) -> int | None:
    """Rounded up, so that it still holds."""
    price = (margin.get("prices") or {}).get("worth")
    return None if price is None else ceil(round(price, 6))


def _label(margin: dict[str, Any], names: Names) -> str:
    if margin["slot"] is not None:
        return names.time(margin["slot"])
    alike = len(margin["tables"])
    return ngettext("The only table of its kind", "One of %(num)s tables alike", alike)


def _finding(rows: list[Price]) -> str:
    """What the picture shows, in a sentence."""
    slots = [row for row in rows if not row.is_table]
    dearest = max(slots, key=lambda row: (row.promised, row.worth), default=None)
    if dearest is None or (dearest.worth <= 0 and dearest.promised <= 0):
        return _("Any one slot could be left out without losing anything.")
    spare = sum(row.worth <= 0 and row.promised <= 0 for row in slots)
    if spare:
        return ngettext(
            "Most is lost without %(slot)s; %(num)s slot could be left out without loss.",
            "Most is lost without %(slot)s; any one of %(num)s slots could be left out without loss.",
            spare,
            slot=dearest.label,
        )
    return _(
        "Most is lost without %(slot)s: %(worth)s worth.", slot=dearest.label, worth=number(dearest.worth)
    )


def as_csv(prices: Prices) -> bytes:
    """The same figures as a file."""
    headings = (_("Slot or table"), _("How many are alike"), _("Worth lost"), _("Promised meetings lost"),
                _("Worth that one more adds at most"))  # fmt: skip
    rows = [(row.label, row.alike, row.worth, row.promised, row.more) for row in prices.rows]
    return rows_to_csv(headings, rows)
