"""When a calendar is busy: its entries, repeated as their rules say, as spans of time and nothing more."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component, Event

from app.exports.busy.excerpt import excerpt
from app.exports.busy.words import Unreadable, Why

FREE = ("FREE", "WORKINGELSEWHERE")
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class BusyTimes:
    """Spans in UTC, in the order of time: those of entries with a time, and those of entries for whole days."""

    timed: tuple[Span, ...] = ()
    whole_days: tuple[Span, ...] = ()


def busy_times(data: bytes, begins: datetime, ends: datetime, zone: str, ours: Collection[str]) -> BusyTimes:
    """The busy times of a calendar between two moments. Raises Unreadable.

    What is cancelled, or shown as free, is not busy; nor is an entry whose UID is one of `ours`. Times
    without a zone are those of the calendar's own, or of `zone`; a whole day is one there.
    """
    first, last = begins.astimezone(UTC).date(), ends.astimezone(UTC).date()
    try:
        calendar = Calendar.from_ical(excerpt(data, first, last))
        found = recurring_ical_events.of(calendar, skip_bad_series=True).between(
            begins - timedelta(days=1), ends + timedelta(days=1)
        )
        events = [event for event in found if isinstance(event, Event) and _is_busy(event, ours)]
        timed = [_span(event, zone) for event in events if isinstance(event.start, datetime)]
        days = [_span(event, zone) for event in events if not isinstance(event.start, datetime)]
        timed += [span for part in calendar.walk("VFREEBUSY") for span in _periods(part, zone)]
    except Unreadable:
        raise
    except Exception:  # a broken calendar fails in more ways than the libraries have names for
        raise Unreadable(Why.NO_CALENDAR) from None
    return BusyTimes(_within(timed, begins, ends), _within(days, begins, ends))


def _is_busy(event: Event, ours: Collection[str]) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() not in FREE
        and str(event.get("UID", "")) not in ours
    )


def _span(event: Event, zone: str) -> Span:
    return _moment(event.start, zone), _moment(event.end, zone)


def _moment(value: datetime | date, zone: str) -> datetime:
    """A date is its first moment in the zone, a time without a zone is one there."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _periods(part: Component, zone: str) -> Iterator[Span]:
    """What a free/busy answer says is busy, for certain or perhaps."""
    given: Any = part.get("FREEBUSY", [])
    for periods in given if isinstance(given, list) else [given]:
        if str(periods.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        for period in getattr(periods, "dts", [periods]):
            start, end = getattr(period, "dt", period)
            end = start + end if isinstance(end, timedelta) else end
            yield _moment(start, zone), _moment(end, zone)


def _within(spans: Iterable[Span], begins: datetime, ends: datetime) -> tuple[Span, ...]:
    return tuple(
        sorted({span for span in spans if span[0] < ends and span[1] > begins and span[0] < span[1]})
    )
