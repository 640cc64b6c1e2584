"""An agenda as a timetable: a column a day, a row for each stretch of time in which nothing begins or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.services.calendars.agendas import AgendaItem

Day = tuple[date, list[AgendaItem]]


@dataclass(frozen=True)
class Cell:
    """What stands in a day for `rows` rows: nothing, one item, or several that overlap."""

    items: tuple[AgendaItem, ...]
    rows: int


@dataclass(frozen=True)
class Line:
    """One row: the moment of day at which it begins (any date's), and a cell for each day where one begins."""

    starts_at: datetime
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Columns:
    """The whole timetable."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]


def columns_of(days: Sequence[Day], zone: str) -> Columns:
    """The days side by side on the clocks of `zone`; empty when there are no items."""
    clusters = [(day, _clusters(items)) for day, items in days]
    starts = {
        _minutes(moment, day, zone): moment
        for day, groups in clusters
        for group in groups
        for moment in (group[0].starts_at, _end(group))
    }
    minutes = sorted(starts)
    by_day = [_cells(groups, day, zone, minutes) for day, groups in clusters]
    lines = [Line(starts[minute], tuple(cells.get(minute) for cells in by_day)) for minute in minutes[:-1]]
    return Columns(tuple(day for day, _items in days), tuple(lines))


def _clusters(items: Sequence[AgendaItem]) -> list[list[AgendaItem]]:
    """The items in order of time, those together that overlap."""
    groups: list[list[AgendaItem]] = []
    for item in sorted(items, key=lambda one: (one.starts_at, one.ends_at)):
        if groups and item.starts_at < _end(groups[-1]):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _end(group: Sequence[AgendaItem]) -> datetime:
    return max(item.ends_at for item in group)


def _minutes(moment: datetime, day: date, zone: str) -> int:
    """Minutes on the wall since the day began; beyond 24 hours for what runs past midnight."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)


def _cells(
    groups: Sequence[Sequence[AgendaItem]], day: date, zone: str, minutes: Sequence[int]
) -> dict[int, Cell]:
    """The day's cells by the minute at which they begin; empty ones fill the time between."""
    found, at = {}, 0
    for group in groups:
        first = minutes.index(_minutes(group[0].starts_at, day, zone))
        last = minutes.index(_minutes(_end(group), day, zone))
        if first > at:
            found[minutes[at]] = Cell((), first - at)
        found[minutes[first]] = Cell(tuple(group), last - first)
        at = last
    if at < len(minutes) - 1:
        found[minutes[at]] = Cell((), len(minutes) - 1 - at)
    return found
