"""Whatever people type, every reader finds the same events, and our own properties only."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import ics
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as IcalendarCalendar

from app.exports.calendars import Calendar, CalendarEvent, Organiser
from app.exports.ics import agenda_ics
from app.exports.text import safe_line, safe_lines
from app.exports.timezones import zone_info

from .agendas import a_meeting
from .ical_js import needs_ical_js, read_back
from .unfold import Component, Line, read

EXAMPLES = int(os.environ.get("CALENDAR_EXAMPLES", "120"))
ZONES = ["Europe/Copenhagen", "America/St_Johns", "Australia/Lord_Howe", "America/Nuuk", "UTC"]
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION")

ALWAYS = {
    "VCALENDAR": "VERSION PRODID CALSCALE METHOD NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL "
    "X-PUBLISHED-TTL",
    "VTIMEZONE": "TZID",
    "STANDARD": "DTSTART TZNAME TZOFFSETFROM TZOFFSETTO",
    "DAYLIGHT": "DTSTART TZNAME TZOFFSETFROM TZOFFSETTO",
    "VEVENT": "UID SEQUENCE DTSTAMP CREATED LAST-MODIFIED DTSTART DTEND STATUS TRANSP CLASS SUMMARY",
    "VALARM": "ACTION DESCRIPTION TRIGGER",
}
SOMETIMES = {
    "STANDARD": "RRULE",
    "DAYLIGHT": "RRULE",
    "VEVENT": "DESCRIPTION LOCATION CATEGORIES ORGANIZER",
}

AWKWARD = [
    *',;:\\"^=|nN \t\r\n\x00\x07\x0b\x0c\x1c\x1f\x7f\x85\u2028\u2029\u200e\u202e\u200d\ufeff\ufffe\ud800',
    "\r\n ",
    " " * 80,
    "\u2003" * 30,
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
    "\nATTENDEE:mailto:a@example.org\n",
    "\\N",
    "\\n",
    "æøå",
    "مريم القحطاني",
    "李",
    "👩‍💻",
    "^n^'",
]
typed = st.lists(st.sampled_from(AWKWARD) | st.text(max_size=12), max_size=25).map("".join)
begins = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001


@st.composite
def events(draw: st.DrawFn, uid: str) -> CalendarEvent:
    starts_at = draw(begins).replace(tzinfo=UTC, second=0, microsecond=0)
    return a_meeting(
        uid=uid,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 600))),
        zone=draw(st.sampled_from(ZONES)),
        summary=draw(typed),
        description=draw(typed),
        location=draw(typed),
        categories=tuple(draw(st.lists(typed, max_size=3))),
        cancelled=draw(st.booleans()),
        alarm_minutes=draw(st.none() | st.integers(1, 600)),
        organiser=draw(st.none() | typed.map(lambda name: Organiser("camp@example.org", name))),
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    held = [draw(events(f"meeting-{number}")) for number in range(draw(st.integers(1, 3)))]
    return Calendar(draw(typed), draw(st.sampled_from(ZONES)), tuple(held))


@dataclass(frozen=True)
class Seen:
    """What a reader says of one event: its texts in the order of TEXTS, its times in UTC."""

    texts: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def meant(event: CalendarEvent) -> Seen:
    title = safe_line(f"Cancelled: {event.summary}" if event.cancelled else event.summary)
    texts = title, safe_lines(event.description), safe_line(event.location)
    return Seen(texts, event.starts_at, event.ends_at)


def by_rfc(data: bytes) -> dict[str, Seen]:
    """Our own reader; it takes the rules of a VTIMEZONE as proven elsewhere and reads the zone's name."""

    def moment(line: Line) -> datetime:
        zone = zone_info(line.params.removeprefix(";TZID=")) if line.params else UTC
        wall = datetime.strptime(line.value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        assert line.value.endswith("Z") == (zone is UTC)
        return wall.astimezone(UTC)

    def seen(lines: dict[str, Line]) -> Seen:
        texts = tuple(lines[name].text if name in lines else "" for name in TEXTS)
        return Seen(texts, moment(lines["DTSTART"]), moment(lines["DTEND"]))

    return {event.lines["UID"].value: seen(event.lines) for event in read(data).all("VEVENT")}


def by_vobject(data: bytes) -> dict[str, Seen]:
    def seen(event: vobject.base.Component) -> Seen:
        texts = tuple(event.getChildValue(name.lower(), "") for name in TEXTS)
        return Seen(texts, event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))

    return {event.uid.value: seen(event) for event in vobject.readOne(data.decode("utf-8")).vevent_list}


def by_icalendar(data: bytes) -> dict[str, Seen]:
    return {
        str(event["UID"]): Seen(
            tuple(str(event.get(name, "")) for name in TEXTS),
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
        )
        for event in IcalendarCalendar.from_ical(data).walk("VEVENT")
    }


def by_ics(data: bytes) -> dict[str, Seen]:
    return {
        event.uid: Seen(
            (event.name or "", event.description or "", event.location or ""),
            event.begin.datetime.astimezone(UTC),
            event.end.datetime.astimezone(UTC),
        )
        for event in ics.Calendar(data.decode("utf-8")).events
    }


@pytest.mark.parametrize("reader", [by_rfc, by_vobject, by_icalendar])
def test_every_reader_sees_what_was_meant(reader: Callable[[bytes], dict[str, Seen]]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(calendars())
    def check(calendar: Calendar) -> None:
        assert reader(agenda_ics(calendar)) == {event.uid: meant(event) for event in calendar.events}

    check()


@settings(max_examples=EXAMPLES // 3, deadline=None)
@given(calendars())
def test_the_package_ics_sees_what_was_meant(calendar: Calendar) -> None:
    """Where a text holds a backslash, ics 0.7.3 reads the letter after it amiss: there, times only."""
    seen, expected = by_ics(agenda_ics(calendar)), {event.uid: meant(event) for event in calendar.events}
    assert set(seen) == set(expected)
    for uid, event in expected.items():
        assert (seen[uid].starts_at, seen[uid].ends_at) == (event.starts_at, event.ends_at)
        plain = [place for place, text in enumerate(event.texts) if "\\" not in text]
        assert [seen[uid].texts[place] for place in plain] == [event.texts[place] for place in plain]


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendars())
def test_no_typed_text_adds_a_property(calendar: Calendar) -> None:
    root = read(agenda_ics(calendar))
    assert len(root.all("VEVENT")) == len(calendar.events)
    assert len(root.all("VALARM")) == sum(
        event.alarm_minutes is not None and not event.cancelled for event in calendar.events
    )
    assert root.lines["X-WR-CALNAME"].text == root.lines["NAME"].text == safe_line(calendar.name)

    def check(component: Component) -> None:
        always = set(ALWAYS[component.kind].split())
        assert always <= set(component.lines) <= always | set(SOMETIMES.get(component.kind, "").split())
        for part in component.parts:
            check(part)

    check(root)


@needs_ical_js
@settings(max_examples=max(5, EXAMPLES // 30), deadline=None)
@given(st.lists(calendars().map(lambda calendar: calendar.events), min_size=10, max_size=10))
def test_ical_js_sees_what_was_meant(groups: list[tuple[CalendarEvent, ...]]) -> None:
    """Ten agendas in one calendar, so that node starts once for many."""
    held = [
        a_meeting(**(vars(event) | {"uid": f"{group}-{event.uid}"}))
        for group, found in enumerate(groups)
        for event in found
    ]
    calendar = Calendar("All", "Europe/Copenhagen", tuple(held))
    seen = {event["uid"]: event for event in read_back(agenda_ics(calendar))["events"]}
    assert {
        uid: Seen(
            tuple(event[name.lower()] or "" for name in TEXTS),
            datetime.fromisoformat(event["start"]),
            datetime.fromisoformat(event["end"]),
        )
        for uid, event in seen.items()
    } == {event.uid: meant(event) for event in held}
