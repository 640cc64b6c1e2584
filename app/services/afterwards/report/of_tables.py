"""The report's sections about where and when people met: the grid, tables in use by slot, a map of the tables.

Outside, where any slot or table has one or two meetings, the grid is not drawn, tables count by slot alone, and
numbers of slots and of tables are hidden so that their sums tell none of them.
"""

from collections import Counter
from collections.abc import Callable
from itertools import groupby

from flask_babel import gettext as _
from markupsafe import Markup

from app.exports import plots
from app.exports.plots import State
from app.exports.spreadsheets import Cell
from app.formats import local_datetime, local_time, percent, short_date
from app.models import Camp, MeetingTable
from app.services.afterwards.report import hiding
from app.services.afterwards.report.facts import Facts
from app.services.afterwards.report.hiding import Told
from app.services.afterwards.report.sections import Parts, Section, shown
from app.services.local_time import day_of
from app.services.schedules.schedules import Grid
from app.services.setup import floor_plan
from app.services.setup.floor_plan import FloorPlan

MOST_TABLES = 400
"""No map is drawn of more."""
MOST_COLUMNS = 100
"""No grid is drawn of more tables: a cell would be too small to be seen."""


def parts_of(camp: Camp, grid: Callable[[], Grid], facts: Facts, is_outside: bool) -> Parts:
    """The grid, the tables by slot, and the map where it can be drawn."""

    def has_few() -> bool:
        counts = [*_by_slot_number(grid()).values(), *_by_table_number(grid()).values()]
        return is_outside and any(map(hiding.small, counts))

    return {
        "grid": lambda: _grid(camp, grid(), facts, is_outside, has_few()),
        "tables-by-slot": lambda: _by_slot(camp, grid(), has_few()),
        "table-map": lambda: _table_map(camp, grid(), has_few()) if 0 < len(grid().tables) <= MOST_TABLES else None,
    }  # fmt: skip


def _by_slot_number(grid: Grid) -> Counter[int]:
    return Counter(slot for slot, _table in grid.cells)


def _by_table_number(grid: Grid) -> Counter[int]:
    return Counter(table for _slot, table in grid.cells)


def _grid(camp: Camp, grid: Grid, facts: Facts, is_outside: bool, has_few: bool) -> Section:
    """Every slot and table: a meeting, none, or one that did not take place, which is not told outside."""
    failed = set() if is_outside else set(facts.failed)
    missed = {at for at, one in grid.cells.items() if (one.person_lo_id, one.person_hi_id) in failed}

    def state(at: tuple[int, int]) -> State:
        return State.FAILED if at in missed else State.FULL if at in grid.cells else State.FREE

    states = [[state((slot.id, table.id)) for table in grid.tables] for slot in grid.slots]
    whole, used = len(grid.slots) * len(grid.tables), len(grid.cells)
    finding = _("%(used)s of %(all)s places at a table and slot have a meeting", used=used, all=whole)
    note = _(
        "A row is a slot and a cell is a table: filled where there is a meeting, an outline where there is none."
    )
    kinds = [(State.FULL, _("Meetings")), (State.FREE, _("Free"))]
    if missed:
        note += " " + _("A cross is a meeting that did not take place.")
        kinds.append((State.FAILED, _("Did not take place")))
    columns = [[row.count(kind) for row in states] for kind, _heading in kinds]
    told = [hiding.parts(column) if has_few else list[Told](column) for column in columns]
    if has_few:
        told[1] = [None if told[0][at] is None else free for at, free in enumerate(columns[1])]
        note = _(
            "It is not drawn, for at some slots or tables are so few meetings that they could be told apart."
        )
    moments = [local_datetime(slot.starts_at, camp.time_zone) for slot in grid.slots]
    rows: list[list[Cell]] = [[moment, *map(shown, row)] for moment, *row in zip(moments, *told, strict=True)]
    is_drawn = not has_few and 0 < len(grid.tables) <= MOST_COLUMNS
    picture = plots.cells(_clocks(camp, grid), _blocks(grid), states, "grid-finding") if is_drawn else None
    headings = [_("Slot"), *(heading for _kind, heading in kinds)]
    return Section("grid", _("Slots and tables"), finding, headings, rows, picture, note)


def _blocks(grid: Grid) -> list[tuple[str, list[str]]]:
    """The tables' numbers, zone by zone."""
    return [
        (str(zone or _("Tables")), [str(table.number) for table in tables])
        for zone, tables in groupby(grid.tables, key=_zone)
    ]


def _zone(table: MeetingTable) -> str:
    return table.zone


def _clocks(camp: Camp, grid: Grid) -> list[str]:
    """Each slot's time; the first of a day says which day."""
    found, last = [], ""
    for slot in grid.slots:
        day, clock = (
            short_date(day_of(slot.starts_at, camp.time_zone)),
            local_time(slot.starts_at, camp.time_zone),
        )
        found.append(clock if day == last else f"{day} {clock}")
        last = day
    return found


def _by_slot(camp: Camp, grid: Grid, has_few: bool) -> Section:
    """Tables in use, by zone and slot; by slot alone where there are few."""
    zones = {table.id: _("All") if has_few else table.zone or _("Tables") for table in grid.tables}
    names = list(dict.fromkeys(zones.values()))
    used = Counter((zones[table], slot) for slot, table in grid.cells)
    values: list[list[Told]] = [[used[name, slot.id] for slot in grid.slots] for name in names]
    by_slot = _by_slot_number(grid)
    sums: list[Told] = [by_slot[slot.id] for slot in grid.slots]
    if has_few:
        sums = hiding.parts([value or 0 for value in sums])
        values = [sums]
    whole = len(grid.slots) * len(grid.tables)
    finding = _(
        "%(share)s of all tables and slots are used", share=percent(len(grid.cells) / whole if whole else 0)
    )
    columns = [*(() if has_few else zip(names, values, strict=True)), (_("All"), sums)]
    moments = [local_datetime(slot.starts_at, camp.time_zone) for slot in grid.slots]
    clocks = [local_time(slot.starts_at, camp.time_zone) for slot in grid.slots]
    rows: list[list[Cell]] = [
        [moment, *(shown(column[place]) for _name, column in columns), len(grid.tables)]
        for place, moment in enumerate(moments)
    ]
    return Section(
        "tables-by-slot", _("Tables in use"), finding,
        [_("Slot"), *(name for name, _column in columns), _("There are")], rows,
        plots.heat(names, clocks, values, (_("Zone"), _("Slot")), "tables-by-slot-finding"),
        _("A number is the tables in use in a zone at that time, darker where there are more; empty is none."),
    )  # fmt: skip


def _table_map(camp: Camp, grid: Grid, has_few: bool) -> Section:
    """How many meetings each table has."""
    plan = floor_plan.plan_of(camp)
    ids = {table.number: table.id for table in grid.tables}
    counts = _by_table_number(grid)
    numbers = sorted(spot.number for room in plan.rooms for row in room.rows for spot in row.spots)
    plain = [counts[ids[one]] if one in ids else 0 for one in numbers]
    uses = dict(zip(numbers, hiding.parts(plain) if has_few else list[Told](plain), strict=True))
    most, free = max(plain, default=0), plain.count(0)
    finding = (
        _("Every table has a meeting; the one used most has %(most)s", most=most) if not free and numbers
        else _("%(free)s of %(all)s tables have no meeting; the one used most has %(most)s",
               free=free, all=len(numbers), most=most)
    )  # fmt: skip
    if has_few and most not in uses.values():
        finding = _("Which tables have meetings")
    zones = {spot.number: room.zone for room in plan.rooms for row in room.rows for spot in row.spots}
    return Section(
        "table-map", _("Tables and rooms"), finding, [_("Table"), _("Zone"), _("Meetings")],
        [[one, zones[one], shown(uses[one])] for one in numbers], _drawn(plan, uses),
        _("A square is a table, above its number and below how many meetings it has; darker where there are more."),
    )  # fmt: skip


def _drawn(plan: FloorPlan, uses: dict[int, Told]) -> Markup:
    parts, most = [], max((many or 0 for many in uses.values()), default=0)
    for room in plan.rooms:
        parts.append(
            f'<rect class="plot-axis" x="1" y="{room.y}" width="{plan.width - 2}" height="{room.height}"/>'
        )
        if room.zone:
            parts.append(plots.text(14, room.y + 24, room.zone))
        for row in room.rows:
            if row.words:
                parts.append(plots.text(14, row.y, row.words))
            for spot in row.spots:
                size = f'x="{spot.x}" y="{spot.y}" width="{plan.side}" height="{plan.side}"'
                middle = spot.x + plan.side / 2
                words = "–" if uses[spot.number] is None else f"×{uses[spot.number]}"
                parts.append(f"<rect {plots.tinted(uses[spot.number], most)} {size}/>")
                parts.append(plots.text(middle, spot.y + 13, str(spot.number), anchor="middle"))
                parts.append(plots.text(middle, spot.y + 25, words, anchor="middle", small=True))
    return plots.picture(parts, plan.width, plan.height, "table-map-finding")
