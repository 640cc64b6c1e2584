"""Where the tables stand, as a picture and in words, worked out from their zones and rows.

A zone is a room of the picture. Its tables stand in the rows and places that organisers gave them. Of others those
found by the same words are a row, in the order of their numbers, eight on a line; without words every eight are a
row. Lengths are in the units of the picture, which a phone shows one to one unless a row is longer than eight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from flask_babel import gettext as _

from app.models import Camp, MeetingTable
from app.services.setup import interpreters
from app.services.setup.tables import table_of, tables_of

WIDTH = 336
SIDE = 28
STEP = 36
PADDING = 14
LINE = 26
IN_A_LINE = 8


@dataclass(frozen=True)
class Spot:
    """A table's square: its number and the upper left corner."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Row:
    """Tables found by the same words. `y` is the base line of the words, which may be empty."""

    words: str
    y: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Room:
    """A zone: its name, which may be empty, and the rectangle from `y` downwards."""

    zone: str
    y: int
    height: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FloorPlan:
    """All rooms, one below the other, and the size of the whole."""

    rooms: tuple[Room, ...]
    height: int
    width: int = WIDTH
    side: int = SIDE


@dataclass(frozen=True)
class _Line:
    """A row as it stands: the words that find it and its tables, each with the column and the line of the picture."""

    words: str
    tables: tuple[tuple[MeetingTable, int, int], ...]

    @property
    def height(self) -> int:
        return max(line for _table, _column, line in self.tables) + 1

    @property
    def width(self) -> int:
        return max(column for _table, column, _line in self.tables) + 1


def plan_of(camp: Camp) -> FloorPlan:
    """The picture of the camp's tables; one query."""
    zones = [(zone, list(_lines_of(tables))) for zone, tables in _by_zone(tables_of(camp))]
    rooms, y = [], 1
    for zone, lines in zones:
        room = _room(zone, lines, y)
        rooms.append(room)
        y += room.height + PADDING
    widest = max((line.width for _zone, lines in zones for line in lines), default=0)
    return FloorPlan(tuple(rooms), y, max(WIDTH, 2 * PADDING + widest * STEP - (STEP - SIDE)))


def _by_zone(tables: list[MeetingTable]) -> list[tuple[str, list[MeetingTable]]]:
    """The tables of each zone, zones in the order of their lowest numbers."""
    zones: dict[str, list[MeetingTable]] = {}
    for table in tables:
        zones.setdefault(table.zone, []).append(table)
    return list(zones.items())


def _lines_of(tables: list[MeetingTable]) -> Iterator[_Line]:
    """The rows of a zone: those that organisers counted, then the rest by the words that find them."""
    counted = sorted((table for table in tables if table.row), key=attrgetter("row", "place"))
    for _row, row in groupby(counted, key=attrgetter("row")):
        its = list(row)
        hints = {table.hint for table in its}
        yield _Line(
            hints.pop() if len(hints) == 1 else "", tuple((one, (one.place or 1) - 1, 0) for one in its)
        )
    for hint, row in groupby((table for table in tables if not table.row), key=attrgetter("hint")):
        its = list(row)
        for part in [its] if hint else [its[i : i + IN_A_LINE] for i in range(0, len(its), IN_A_LINE)]:
            yield _Line(hint, tuple((one, i % IN_A_LINE, i // IN_A_LINE) for i, one in enumerate(part)))


def _room(zone: str, lines: list[_Line], top: int) -> Room:
    y = top + PADDING + (LINE if zone else 0)
    rows, said = [], ""
    for line in lines:
        words = line.words if line.words != said else ""
        said, base = line.words, y + LINE - 12
        y += LINE if words else 0
        spots = tuple(
            Spot(table.number, PADDING + column * STEP, y + down * STEP)
            for table, column, down in line.tables
        )
        rows.append(Row(words, base, spots))
        y += line.height * STEP + STEP - SIDE
    return Room(zone, top, y - top, tuple(rows))


@dataclass(frozen=True)
class Whereabouts:
    """Where one table stands, in words."""

    table: MeetingTable
    sentence: str


def where_is(camp: Camp, number: int) -> Whereabouts:
    """The way to a table of the camp; raises NotThere for a number that it does not have."""
    table = table_of(camp, number)
    return Whereabouts(table, in_words(table, tables_of(camp)))


def in_words(table: MeetingTable, tables: list[MeetingTable]) -> str:
    """How to find a table: its zone, its row, and which of the row's tables it is. Empty when nothing is known.

    Rows are counted where the organisers' words do not tell them apart.
    """
    rows = [[one for one, _column, _line in line.tables]
            for line in _lines_of([other for other in tables if other.zone == table.zone])]  # fmt: skip
    row, its = next((number, its) for number, its in enumerate(rows, 1) if table in its)
    words = [table.zone, table.hint]
    called_so = [one for one in rows if any(other.hint == table.hint for other in one)]
    if len(rows) > 1 and (not table.hint or len(called_so) > 1):
        words.append(_("row %(row)s of %(rows)s", row=row, rows=len(rows)))
    if len(its) > 1:
        place = its.index(table) + 1
        words.append(_("number %(place)s of %(all)s in the row", place=place, all=len(its)))
    return ", ".join(filter(None, [*words, interpreters.in_words(table)]))
