"""One meeting as an invitation: what a mail program puts into a calendar, changes there or takes out again.

RFC 5546 REQUEST and CANCEL, one UID a message. The only ATTENDEE is the reader, so that an invitation that is
passed on tells nobody's address but theirs.
"""

from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache

import icalendar
from icalendar.prop import vCalAddress

from app.exports.calendars import CalendarEvent, demand, is_mail_address
from app.exports.ics import Text, begin, vevent
from app.exports.text import safe_line
from app.exports.vtimezone import vtimezone


@dataclass(frozen=True)
class Attendee:
    """Who is invited. `partstat` is what they have answered; `is_asked` whether an answer is read at all.

    ValueError when the address cannot stand in a calendar.
    """

    email: str
    name: str
    partstat: str = "NEEDS-ACTION"
    is_asked: bool = True

    def __post_init__(self) -> None:
        demand(is_mail_address(self.email), f"{self.email!r} is not an email address.")


def request_ics(event: CalendarEvent, attendee: Attendee) -> bytes:
    """The meeting as it is now. ValueError when it is cancelled or names no organiser."""
    demand(not event.cancelled, f"{event.uid} is cancelled.")
    return _message("REQUEST", event, attendee, "")


def cancel_ics(event: CalendarEvent, attendee: Attendee, *, cancelled_prefix: str = "Cancelled:") -> bytes:
    """The meeting is no more, with a mark before its title for programs that show it all the same.

    ValueError when it is not cancelled or names no organiser.
    """
    demand(event.cancelled, f"{event.uid} is not cancelled.")
    return _message("CANCEL", event, attendee, cancelled_prefix)


def _message(method: str, event: CalendarEvent, attendee: Attendee, prefix: str) -> bytes:
    """Put together of rendered parts: a publication may write thousands, all with the same head and zone."""
    demand(event.organiser is not None, f"{event.uid} names no organiser.")
    years = frozenset(moment.astimezone(UTC).year for moment in (event.starts_at, event.ends_at))
    zone = _zone(event.zone, years)
    component = vevent(event, prefix, in_utc=not zone)
    component.add("ATTENDEE", _address(attendee, is_request=method == "REQUEST"))
    head, end, _rest = _head(method).partition(b"END:VCALENDAR")
    return b"".join((head, zone, component.to_ical(), end, b"\r\n"))


@lru_cache(maxsize=2)
def _head(method: str) -> bytes:
    return begin(method).to_ical()


@lru_cache(maxsize=64)
def _zone(name: str, years: frozenset[int]) -> bytes:
    """The zone as it stands in a file; empty where times must be told in UTC."""
    component = vtimezone(name, years)
    return component.to_ical() if component is not None else b""


def _address(attendee: Attendee, *, is_request: bool) -> vCalAddress:
    """Double quotes cannot stand in a parameter; a cancellation asks for no answer."""
    address = vCalAddress.new(attendee.email, cn=safe_line(attendee.name).replace('"', "'") or None)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    if is_request:
        address.params["PARTSTAT"] = attendee.partstat
        asks = attendee.is_asked and attendee.partstat == "NEEDS-ACTION"
        address.params["RSVP"] = "TRUE" if asks else "FALSE"
    return address


def without_name(data: bytes, name: str, instead: str) -> bytes:
    """The same message with the name taken out of its titles; for a mail that waits when somebody is erased."""
    container = icalendar.Calendar.from_ical(data)
    for component in container.walk():
        for key in ("SUMMARY", "DESCRIPTION"):
            told = str(component.get(key, ""))
            if name and name in told:
                component[key] = Text(told.replace(name, instead))
    return container.to_ical()
