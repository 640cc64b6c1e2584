"""What of a foreign calendar can matter to a camp's days, taken out by lines before anything is understood.

Titles, places, people and notes are never read. An entry far from the camp is left out by its dates alone,
so a calendar of ten years is read in a moment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.exports.busy.words import Unreadable, Why

LARGEST_FILE = 10 * 1024 * 1024
MOST_ENTRIES = 3_000
MOST_ZONES = 300
LONGEST_LINE = 4_000
# Further than any zone is from another, with a day to spare.
AROUND = timedelta(days=2)
ENTRIES, ZONE = ("VEVENT", "VFREEBUSY"), "VTIMEZONE"
# What tells when somebody is busy; nothing else of an entry is kept.
# fmt: off
TELLING = frozenset((
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS",
    "TRANSP", "FREEBUSY", "X-MICROSOFT-CDO-BUSYSTATUS",
))
# fmt: on
_NAME = re.compile(r"[A-Za-z0-9-]+")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_LINE_END = re.compile(r"\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]")


@dataclass(slots=True)
class _Entry:
    kind: str
    lines: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def excerpt(data: bytes, first: date, last: date) -> str:
    """A small calendar with the entries that may touch these days. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(Why.TOO_LARGE)
    text = _FOLD.sub("", data.decode("utf-8-sig", "replace"))
    if "BEGIN:VCALENDAR" not in text[:2_000].upper():
        raise Unreadable(Why.NO_CALENDAR)
    kept, zones, entries = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:excerpt"], 0, 0
    for part in _parts(text):
        if part.kind == ZONE:
            zones += 1
        elif part.kind in ENTRIES:
            if not _may_touch(part, first - AROUND, last + AROUND):
                continue
            entries += 1
        if zones > MOST_ZONES or entries > MOST_ENTRIES:
            raise Unreadable(Why.TOO_LARGE)
        kept += part.lines
    return "\r\n".join([*kept, "END:VCALENDAR", ""])


def _parts(text: str) -> Iterator[_Entry]:
    """Zones whole, entries with what tells when, and the zone of a whole calendar; in the order of the file."""
    part: _Entry | None = None
    depth = 0
    for line in _LINE_END.split(text):
        found = _NAME.match(line)
        if found is None or len(line) > LONGEST_LINE:
            continue
        name, value = found[0].upper(), line.rpartition(":")[2].strip()
        if part is None:
            if name == "BEGIN" and value.upper() in (*ENTRIES, ZONE):
                part, depth = _Entry(value.upper(), [f"BEGIN:{value.upper()}"]), 1
            elif name == "X-WR-TIMEZONE":
                yield _Entry(name, [line])
            continue
        depth += (name == "BEGIN") - (name == "END")
        if depth == 0:
            part.lines.append(f"END:{part.kind}")
            yield part
            part = None
        elif part.kind == ZONE or (depth == 1 and name in TELLING):
            part.lines.append(line)
            part.values.setdefault(name, value)


def _may_touch(entry: _Entry, first: date, last: date) -> bool:
    """Whether an entry can take time in these days, going by what its dates begin with."""
    if entry.kind == "VFREEBUSY":
        return True
    begins = _day_of(entry.values.get("DTSTART", ""))
    moved_from = _day_of(entry.values.get("RECURRENCE-ID", ""))
    if moved_from is not None and first <= moved_from <= last:
        return True
    if begins is None or begins > last:
        return False
    if "RRULE" in entry.values:
        until = re.search(r"UNTIL=(\d{8})", entry.values["RRULE"], re.IGNORECASE)
        ends = _day_of(until[1]) if until else None
        return ends is None or ends >= first
    if "RDATE" in entry.values:
        return True
    ends = _day_of(entry.values.get("DTEND", "")) or begins + _length(entry.values.get("DURATION", ""))
    return ends >= first


def _length(value: str) -> timedelta:
    """The days of a duration, and one more for its hours."""
    found = _DURATION.match(value)
    weeks, days = (int(number or 0) for number in found.groups()) if found else (0, 0)
    return timedelta(weeks=min(weeks, 1_000), days=min(days, 10_000) + 1)


def _day_of(value: str) -> date | None:
    found = _DAY.match(value)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
