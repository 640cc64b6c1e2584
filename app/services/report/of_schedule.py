"""The report's sections about the published schedule: how fair it is, where and when people met, how it was found."""

from collections import Counter
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.exports import plots
from app.exports.spreadsheets import Cell
from app.formats import local_datetime, local_time, number, percent
from app.models import Camp, Meeting, Schedule
from app.services import agendas, comparing, curves, floor_plan, schedules
from app.services.floor_plan import FloorPlan
from app.services.report import hiding
from app.services.report.sections import Section, Stages, shown

FIFTHS = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")
MOST_TABLES = 400
"""No map is drawn of more."""


def sections_of(camp: Camp, schedule: Schedule, stages: Stages, is_outside: bool) -> list[Section]:
    """All of them; a bounded number of queries."""
    column = comparing.compare(camp, [schedule]).columns[0]
    meetings = agendas.meetings_of(schedule)
    grid = schedules.grid_of(camp, meetings)
    found = [
        _per_person(camp, column, stages, is_outside),
        _own_wishes(column, stages, is_outside),
        _by_slot(camp, grid),
    ]
    if 0 < len(grid.tables) <= MOST_TABLES:
        found.append(_table_map(camp, meetings))
    search = _search(schedule)
    return [*found, search] if search else found


def _per_person(camp: Camp, column: comparing.Column, stages: Stages, is_outside: bool) -> Section:
    counts = range(max(column.counts, default=0) + 1)
    plain = [column.counts.get(count, 0) for count in counts]
    people = sum(plain)
    others = [value for value in (people, *stages.values()) if value is not None]
    tells_promise = not is_outside or hiding.stages([*others, column.with_promise])[-1] is not None
    told = list[hiding.Told](plain)
    if is_outside:
        # Who has meetings at all stands in the funnel, and who has the promise in the finding.
        known = {0, len(plain), *([1] if stages["scheduled"] is not None else [])}
        known |= {min(camp.promised_meetings, len(plain))} if tells_promise else set()
        told = [one for start, end in pairwise(sorted(known)) for one in hiding.parts(plain[start:end])]
    finding = ngettext(
        "%(some)s of %(all)s people have the meeting promised or more",
        "%(some)s of %(all)s people have the %(num)d meetings promised or more",
        camp.promised_meetings, some=number(column.with_promise), all=number(people),
    )  # fmt: skip
    if not tells_promise:
        finding = _("How many meetings people have")
    names = [str(count) for count in counts]
    return Section(
        "meetings-per-person", _("Meetings per person"), finding, [_("Meetings"), _("People")],
        [[count, shown(value)] for count, value in zip(counts, told, strict=True)],
        plots.columns(list(zip(names, told, strict=True)), _("Meetings"), _("People"), "meetings-per-person-finding"),
    )  # fmt: skip


def _own_wishes(column: comparing.Column, stages: Stages, is_outside: bool) -> Section:
    fifths = Counter(min(4, int(share * 5)) for share in column.shares)
    plain = [fifths[place] for place in range(5)]
    least = int(stages["wishing"] is None)
    told = hiding.parts(plain, least) if is_outside else list[hiding.Told](plain)
    finding = (
        _("On average %(share)s of one’s own wishes are met", share=percent(column.mean_share))
        if column.shares else _("Nobody has stated a wish")
    )  # fmt: skip
    return Section(
        "own-wishes", _("Own wishes met"), finding, [_("Part of one’s own wishes that is met"), _("People")],
        [[name, shown(value)] for name, value in zip(FIFTHS, told, strict=True)],
        plots.columns(list(zip(FIFTHS, told, strict=True)), _("Part of one’s own wishes that is met"), _("People"),
                      "own-wishes-finding"),
        _("Only who has stated wishes counts."),
    )  # fmt: skip


def _by_slot(camp: Camp, grid: schedules.Grid) -> Section:
    """Tables in use, by zone and slot."""
    zones = {table.id: table.zone or _("Tables") for table in grid.tables}
    names = list(dict.fromkeys(zones.values()))
    used = Counter((zones[table], slot) for slot, table in grid.cells)
    values = [[used[name, slot.id] for slot in grid.slots] for name in names]
    whole = len(grid.slots) * len(grid.tables)
    finding = _(
        "%(share)s of all tables and slots are used", share=percent(len(grid.cells) / whole if whole else 0)
    )
    across = [local_datetime(slot.starts_at, camp.time_zone) for slot in grid.slots]
    clocks = [local_time(slot.starts_at, camp.time_zone) for slot in grid.slots]
    rows: list[list[Cell]] = [
        [moment, *(row[place] for row in values), sum(row[place] for row in values), len(grid.tables)]
        for place, moment in enumerate(across)
    ]
    return Section(
        "tables-by-slot", _("Tables in use"), finding, [_("Slot"), *names, _("All"), _("There are")], rows,
        plots.heat(names, clocks, values, (_("Zone"), _("Slot")), "tables-by-slot-finding"),
        _("A number is the tables in use in a zone at that time, darker where there are more; empty is none."),
    )  # fmt: skip


def _table_map(camp: Camp, meetings: list[Meeting]) -> Section:
    plan = floor_plan.plan_of(camp)
    uses = Counter(meeting.table.number for meeting in meetings)
    numbers = [spot.number for room in plan.rooms for row in room.rows for spot in row.spots]
    most = max(uses.values(), default=0)
    free = sum(not uses[one] for one in numbers)
    finding = (
        _("Every table has a meeting; the one used most has %(most)s", most=most) if not free and numbers
        else _("%(free)s of %(all)s tables have no meeting; the one used most has %(most)s",
               free=free, all=len(numbers), most=most)
    )  # fmt: skip
    zones = {spot.number: room.zone for room in plan.rooms for row in room.rows for spot in row.spots}
    return Section(
        "table-map", _("Tables and rooms"), finding, [_("Table"), _("Zone"), _("Meetings")],
        [[one, zones[one], uses[one]] for one in sorted(numbers)], _drawn(plan, uses, most),
        _("A square is a table, above its number and below how many meetings it has; darker where there are more."),
    )  # fmt: skip


def _drawn(plan: FloorPlan, uses: Counter[int], most: int) -> Markup:
    parts = []
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
                parts.append(f"<rect {plots.tinted(uses[spot.number], most)} {size}/>")
                parts.append(plots.text(middle, spot.y + 13, str(spot.number), anchor="middle"))
                parts.append(
                    plots.text(middle, spot.y + 25, f"×{uses[spot.number]}", anchor="middle", small=True)
                )
    return plots.picture(parts, plan.width, plan.height, "table-map-finding")


def _search(schedule: Schedule) -> Section | None:
    """How the optimiser came to it; None where nobody knows, as for a schedule changed by hand alone."""
    curve = curves.curve(schedule.curve)
    if curve is None:
        return None
    last = curve.rows[-1]
    finding = _("%(goal)s: %(value)s after %(seconds)s seconds. %(limit)s.", goal=curve.goal,
                value=number(last["value"]), seconds=number(round(last["seconds"], 1)),
                limit=curves.limit_in_words(str(last["goal"]), last["bound"]))  # fmt: skip
    ticks = ([(x, f"{label} s") for x, label in curve.x_ticks], curve.y_ticks)
    return Section(
        "search", _("How the schedule was found"), finding, [_("Seconds"), _("Value"), _("Bound")],
        [[round(row["seconds"], 2), row["value"], row["bound"]] for row in curve.rows],
        plots.steps(curve.value, curve.bound, ticks, (_("Seconds"), curve.goal), "search-finding"),
        _("Solid line: what was reached. Dashed line: what no schedule can exceed."),
    )  # fmt: skip
