"""Time zones as the ``tzdata`` package states them, the same on every machine.

The zones of the operating system are never asked: two machines with different ages of them would
write different calendars from the same values.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

_NAME = r"<[-+0-9A-Za-z]{3,}>|[A-Za-z]{3,}"
_TIME = r"[-+]?\d{1,3}(?::\d\d){0,2}"
_RULE = rf"M\d{{1,2}}\.[1-5]\.[0-6](?:/{_TIME})?"
_FOOTER = re.compile(
    rf"(?P<name>{_NAME})(?P<offset>{_TIME})"
    rf"(?:(?P<summer_name>{_NAME})(?P<summer_offset>{_TIME})?,(?P<begin>{_RULE}),(?P<end>{_RULE}))?"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class YearlyDay:
    """The ``week``-th ``weekday`` of a month, at a time of day; week 5 is the last, weekday 0 Sunday.

    These are the numbers of POSIX ("M3.5.0/2"). ``time`` is told by the clocks that the change ends.
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def at(self, year: int) -> datetime:
        """The naive local time of that day in ``year``."""
        if self.week == 5:
            last = date(year + self.month // 12, self.month % 12 + 1, 1) - _DAY
            day = last - ((last.isoweekday() - self.weekday) % 7) * _DAY
        else:
            first = date(year, self.month, 1)
            day = first + ((self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)) * _DAY
        return datetime(day.year, day.month, day.day) + self.time  # noqa: DTZ001


@dataclass(frozen=True)
class Observance:
    """A clock time that a zone keeps: its short name, its offset, and from which day of each year.

    ``since`` is told in ``offset_before``, the offset that the change ends (RFC 5545, 3.6.5). It is
    None where the zone keeps this time the whole year.
    """

    name: str
    offset: timedelta
    offset_before: timedelta
    since: YearlyDay | None


@dataclass(frozen=True)
class ZoneRules:
    """What a zone does every year from now on: one standard time and perhaps a daylight time.

    Daylight is the one further east, whichever of the two the law calls standard (in Ireland, winter
    is the exception).
    """

    standard: Observance
    daylight: Observance | None

    def changes(self, year: int) -> list[datetime]:
        """The instants, in UTC, at which the clocks of this zone change in ``year``."""
        return [
            (part.since.at(year) - part.offset_before).replace(tzinfo=UTC)
            for part in (self.standard, self.daylight)
            if part is not None and part.since is not None
        ]

    def offset_at(self, instant: datetime) -> timedelta:
        """The offset at an instant told in UTC, by these rules alone."""
        if self.daylight is None:
            return self.standard.offset
        years = (instant.year - 1, instant.year)
        to_standard, to_daylight = zip(*map(self.changes, years), strict=True)
        latest_standard = max(change for change in to_standard if change <= instant)
        latest_daylight = max(change for change in to_daylight if change <= instant)
        return (self.standard if latest_standard > latest_daylight else self.daylight).offset


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The IANA names of every zone that calendars can be written for."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


@lru_cache(maxsize=128)
def zone_info(name: str) -> ZoneInfo:
    """The zone with this IANA name; ValueError when there is none."""
    with _zone_file(name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=128)
def zone_rules(name: str) -> ZoneRules | None:
    """The yearly rules of a zone, or None where no plain yearly rule can say them.

    Read from the POSIX footer of the zone's file (RFC 9636, 3.3), which holds for all times after its
    last table entry. Rules whose change is not on the named weekday itself (an hour below 0 or
    above 23, as in Nuuk, Cairo or Jerusalem) would need parts of RRULE that Outlook does not read.
    """
    footer = _zone_file(name).read_bytes().rsplit(b"\n", 2)[-2].decode("ascii")
    found = _FOOTER.fullmatch(footer)
    if found is None:
        return None
    usual = found["name"].strip("<>"), -_span(found["offset"])
    if found["summer_name"] is None:
        return ZoneRules(Observance(*usual, usual[1], None), None)
    begin, end = _yearly_day(found["begin"]), _yearly_day(found["end"])
    if not all(timedelta(0) <= day.time < _DAY for day in (begin, end)):
        return None
    shift = found["summer_offset"]
    other = found["summer_name"].strip("<>"), -_span(shift) if shift else usual[1] + timedelta(hours=1)
    kept = Observance(*usual, other[1], end), Observance(*other, usual[1], begin)
    return ZoneRules(*sorted(kept, key=lambda observance: observance.offset))


@lru_cache(maxsize=512)
def rules_hold(name: str, year: int) -> bool:
    """Whether the zone keeps to its yearly rules throughout a UTC year.

    It need not: its file may still list changes by date that come before the rules begin. Asked at
    noon of each day and on both sides of each change, which no departure of a day or more escapes.
    """
    rules = zone_rules(name)
    if rules is None:
        return False
    zone, noon = zone_info(name), datetime(year, 1, 1, 12, tzinfo=UTC)
    instants = [noon + day * _DAY for day in range(-1, 367)]
    for change in rules.changes(year):
        instants += [change - timedelta(seconds=1), change]
    return all(rules.offset_at(instant) == instant.astimezone(zone).utcoffset() for instant in instants)


def is_ambiguous(local: datetime) -> bool:
    """Whether the wall clock of an aware local time shows the same time twice, an hour or so apart."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _zone_file(name: str) -> Traversable:
    if name not in zone_names():
        raise ValueError(f"There is no time zone named {name!r}.")
    return files("tzdata").joinpath("zoneinfo", *name.split("/"))


def _span(text: str) -> timedelta:
    """'-1', '+5:30' or '26' as a span of time."""
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -span if text.startswith("-") else span


def _yearly_day(rule: str) -> YearlyDay:
    """'M3.5.0/3' as numbers; two o'clock where no time is given."""
    day, _, time = rule.removeprefix("M").partition("/")
    month, week, weekday = map(int, day.split("."))
    return YearlyDay(month, week, weekday, _span(time or "2"))
