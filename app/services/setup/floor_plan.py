"""Where the tables stand, as a picture and in words, worked out from their zones and rows.

A zone is a room of the picture; tables of one zone that are found by the same words are a row of it, in the
order of their numbers. Tables without words stand in rows of eight. Lengths are in the units of the
picture, which a phone shows one to one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

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


def plan_of(camp: Camp) -> FloorPlan:
    """The picture of the camp's tables; one query."""
    rooms, y = [], 1
    for zone, tables in _by_zone(tables_of(camp)):
        room = _room(zone, tables, y)
        rooms.append(room)
        y += room.height + PADDING
    return FloorPlan(tuple(rooms), y)


def _by_zone(tables: list[MeetingTable]) -> list[tuple[str, list[MeetingTable]]]:
    """The tables of each zone, zones in the order of their lowest numbers."""
    zones: dict[str, list[MeetingTable]] = {}
    for table in tables:
        zones.setdefault(table.zone, []).append(table)
    return list(zones.items())


def _rows_of(tables: list[MeetingTable]) -> Iterator[tuple[str, list[MeetingTable]]]:
    """Tables of a zone by the words that find them; those without words eight by eight."""
    for hint, row in groupby(tables, key=lambda table: table.hint):
        its = list(row)
        if hint:
            yield hint, its
        else:
            yield from (("", its[i : i + IN_A_LINE]) for i in range(0, len(its), IN_A_LINE))


def _room(zone: str, tables: list[MeetingTable], top: int) -> Room:
    y = top + PADDING + (LINE if zone else 0)
    rows = []
    for words, its in _rows_of(tables):
        base = y + LINE - 12
        y += LINE if words else 0
        spots = tuple(
            Spot(table.number, PADDING + i % IN_A_LINE * STEP, y + i // IN_A_LINE * STEP)
            for i, table in enumerate(its)
        )
        rows.append(Row(words, base, spots))
        y += -(-len(its) // IN_A_LINE) * STEP + STEP - SIDE
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
    """How to find a table: its zone, its row, and which of the row's tables it is. Empty when nothing is known."""
    zone = [other for other in tables if other.zone == table.zone]
    rows = list(_rows_of(zone))
    row = next(number for number, (_words, its) in enumerate(rows) if table in its)
    its = rows[row][1]
    words = [table.zone, table.hint]
    if not table.hint and len(rows) > 1:
        words.append(_("row %(row)s of %(rows)s", row=row + 1, rows=len(rows)))
    if len(its) > 1:
        place = its.index(table) + 1
        words.append(_("number %(place)s of %(all)s in the row", place=place, all=len(its)))
    return ", ".join(filter(None, [*words, interpreters.in_words(table)]))
