"""A reader of VTIMEZONE that does what RFC 5545 3.6.5 says and nothing more."""

import calendar
import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from .unfold import Line, read

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class RruleClock:
    """Wall time to UTC by the one VTIMEZONE of a file, with every onset from 1970 to 2030 written out."""

    def __init__(self, data: bytes) -> None:
        onsets: list[tuple[datetime, timedelta]] = []
        (zone,) = read(data).all("VTIMEZONE")
        for part in zone.parts:
            offset = _offset(part.lines["TZOFFSETTO"].value)
            onsets += [(onset, offset) for onset in _onsets(part.lines)]
        self.onsets = sorted(onsets)
        self._walls = [onset for onset, _ in self.onsets]

    def to_utc(self, wall: datetime) -> datetime:
        """The instant of a naive local time: the offset of the latest onset not after it.

        Each onset is told by the clocks that it ends, so it is compared with the wall time as it is.
        """
        return (wall - self.onsets[bisect_right(self._walls, wall) - 1][1]).replace(tzinfo=UTC)


def _onsets(found: dict[str, Line]) -> list[datetime]:
    first = datetime.strptime(found["DTSTART"].value, "%Y%m%dT%H%M%S")  # noqa: DTZ007
    if "RRULE" not in found:
        return [first]
    rule = dict(part.split("=") for part in found["RRULE"].value.split(";"))
    assert set(rule) == {"FREQ", "BYMONTH", "BYDAY"}
    assert rule["FREQ"] == "YEARLY"
    nth, weekday = re.fullmatch(r"(-?\d)([A-Z]{2})", rule["BYDAY"]).groups()
    days = [_nth_weekday(year, int(rule["BYMONTH"]), int(nth), weekday) for year in range(1970, 2031)]
    onsets = [datetime.combine(day, first.time()) for day in days]
    assert onsets[0] == first, "DTSTART must be the first instance of its own rule"
    return onsets


def _nth_weekday(year: int, month: int, nth: int, weekday: str) -> datetime:
    column = _WEEKDAYS.index(weekday)
    days = [week[column] for week in calendar.monthcalendar(year, month) if week[column]]
    return datetime(year, month, days[nth if nth < 0 else nth - 1])  # noqa: DTZ001


def _offset(value: str) -> timedelta:
    sign, hours, minutes = re.fullmatch(r"([+-])(\d\d)(\d\d)", value).groups()
    return timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
