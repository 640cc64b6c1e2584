"""An agenda as a timetable and a floor plan, for the style guide."""

from datetime import date
from types import SimpleNamespace

from app.blueprints.styleguide.samples import at
from app.services.setup.floor_plan import FloorPlan, Room, Row, Spot

_SPOTS = [
    tuple(Spot(8 * line + i + 1, 14 + i * 36, 46 + 70 * line + 20) for i in range(8)) for line in range(2)
]
PLAN = FloorPlan(
    (Room("Ballroom", 1, 180, (Row("front row, by the stage", 54, _SPOTS[0]),
                               Row("last row, by the windows", 124, _SPOTS[1]))),),
    182,
)  # fmt: skip


def _cell(rows: int, *words: str) -> SimpleNamespace:
    return SimpleNamespace(rows=rows, items=words)


COLUMNS = SimpleNamespace(
    days=(date(2027, 3, 9), date(2027, 3, 10)),
    lines=(
        SimpleNamespace(starts_at=at(8, 0), cells=(_cell(1, "Welcome"), _cell(2))),
        SimpleNamespace(starts_at=at(8, 45), cells=(_cell(1, "Björn Þórsson", "Funding workshop"), None)),
        SimpleNamespace(starts_at=at(9, 5), cells=(_cell(1), _cell(1, "Free"))),
    ),
)
"""Two days: an item alone, two that overlap, an empty cell over two rows."""
