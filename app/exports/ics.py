"""Agendas as iCalendar: one download or one private feed (RFC 5545, RFC 5546 PUBLISH, RFC 7986).

Bytes depend on the values alone. ORGANIZER may be told, ATTENDEE never: a file that is passed on must
not carry anybody's address.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import icalendar
from icalendar.prop import vCalAddress, vCategory, vText

from app.exports.calendars import Calendar, CalendarEvent, Organiser
from app.exports.text import safe_line, safe_lines
from app.exports.timezones import is_ambiguous, zone_info
from app.exports.vtimezone import vtimezone

_PRODUCT = "-//Campmatch//Agenda//EN"


def agenda_ics(calendar: Calendar, *, cancelled_prefix: str = "Cancelled:") -> bytes:
    """The calendar as a text/calendar file: UTF-8, CRLF, no line above 75 octets.

    Events stand in order of time, then UID. ``cancelled_prefix`` is put before the title of a
    cancelled event, in the reader's language, since most clients show such an event as any other.
    """
    events = sorted(calendar.events, key=lambda event: (event.starts_at, event.uid))
    container = _head(calendar)
    told_in_utc = set()
    for zone in sorted({calendar.zone, *(event.zone for event in events)}):
        component = vtimezone(zone, _years(event for event in events if event.zone == zone))
        if component is None:
            told_in_utc.add(zone)
        else:
            container.add_component(component)
    for event in events:
        container.add_component(vevent(event, cancelled_prefix, in_utc=event.zone in told_in_utc))
    return container.to_ical()


def begin(method: str) -> icalendar.Calendar:
    """A calendar object that holds nothing yet."""
    head = icalendar.Calendar()
    head.add("VERSION", "2.0")
    head.add("PRODID", _PRODUCT)
    head.add("CALSCALE", "GREGORIAN")
    head.add("METHOD", method)
    return head


class Text(vText):
    r"""A TEXT value, escaped as RFC 5545 3.3.11 says.

    icalendar 7.3.0 takes a typed backslash before a capital N for a line break.
    """

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,")
        return escaped.replace("\n", r"\n").encode()


def _head(calendar: Calendar) -> icalendar.Calendar:
    """The calendar's own properties; its name and pace both as RFC 7986 and as older clients have them."""
    head = begin("PUBLISH")
    name, pace = Text(safe_line(calendar.name)), timedelta(hours=calendar.refresh_hours)
    head.add("NAME", name)
    head.add("X-WR-CALNAME", name)
    head.add("X-WR-TIMEZONE", Text(calendar.zone))
    head.add("REFRESH-INTERVAL", pace, parameters={"VALUE": "DURATION"})
    head.add("X-PUBLISHED-TTL", icalendar.vDuration(pace))
    return head


def _years(events: Iterable[CalendarEvent]) -> set[int]:
    """The UTC years that the events touch."""
    return {moment.astimezone(UTC).year for event in events for moment in (event.starts_at, event.ends_at)}


def vevent(event: CalendarEvent, cancelled_prefix: str, *, in_utc: bool) -> icalendar.Event:
    """One event; its times in UTC, or on the clocks of its zone, which must then stand in the same file."""
    title = safe_line(f"{cancelled_prefix} {event.summary}" if event.cancelled else event.summary)
    starts_at, ends_at = _shown_times(event, in_utc=in_utc)
    component = icalendar.Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.updated_at.astimezone(UTC))
    component.add("CREATED", event.created_at.astimezone(UTC))
    component.add("LAST-MODIFIED", event.updated_at.astimezone(UTC))
    component.add("DTSTART", starts_at)
    component.add("DTEND", ends_at)
    component.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    component.add("CLASS", "PRIVATE")
    component.add("SUMMARY", Text(title))
    _add_details(component, event)
    if event.alarm_minutes is not None and not event.cancelled:
        component.add_component(_reminder(event.alarm_minutes, title))
    return component


def _add_details(component: icalendar.Event, event: CalendarEvent) -> None:
    """What an event may or may not have; an empty text is left out."""
    if description := safe_lines(event.description):
        component.add("DESCRIPTION", Text(description))
    if location := safe_line(event.location):
        component.add("LOCATION", Text(location))
    if names := [Text(name) for name in map(safe_line, event.categories) if name]:
        categories = vCategory([])
        categories.cats = list(names)
        component.add("CATEGORIES", categories)
    if event.url is not None:
        component.add("URL", event.url)
    if event.organiser is not None:
        component.add("ORGANIZER", _organizer(event.organiser))


def _shown_times(event: CalendarEvent, *, in_utc: bool) -> tuple[datetime, datetime]:
    """Start and end on the clocks of the event's zone, or in UTC.

    A local time that the clocks show twice cannot be told apart in a TZID time, so it is told in UTC.
    """
    zone = zone_info(event.zone)
    local = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    if in_utc or any(map(is_ambiguous, local)):
        return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    return local


def _reminder(minutes: int, title: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", Text(title))
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    return alarm


def _organizer(organiser: Organiser) -> vCalAddress:
    """Double quotes cannot stand in a parameter; few clients know the ^' that RFC 6868 has for them."""
    return vCalAddress.new(organiser.email, cn=safe_line(organiser.name).replace('"', "'") or None)
