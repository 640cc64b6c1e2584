"""What a calendar holds, as plain values that are sound from the moment they exist."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.exports.timezones import zone_info

_UID = re.compile(r"[A-Za-z0-9@._:/+-]{1,255}")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._+=~'&!*$-]+@[A-Za-z0-9.-]+")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class Organiser:
    """Who stands for the camp in every event: a mailbox of the camp, never a participant's."""

    email: str
    name: str

    def __post_init__(self) -> None:
        demand(is_mail_address(self.email), f"{self.email!r} is not an email address.")


@dataclass(frozen=True)
class CalendarEvent:
    """One meeting or session of an agenda.

    ``uid`` stays the same for as long as the row means the same thing; for a meeting that is the
    camp and the pair, whatever the schedule. ``sequence`` rises with every change of time, place or
    state, and only then. ``zone`` is the IANA name of the zone whose clocks the reader should see.
    A cancelled event stays in the calendar, marked; leaving it out would not reach imported files.
    ``alarm_minutes`` before the start there is one reminder; None for none.
    ValueError for naive times, an end not after its start, an unknown zone or an unfit address.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    url: str | None = None
    alarm_minutes: int | None = None
    organiser: Organiser | None = None

    def __post_init__(self) -> None:
        moments = (self.starts_at, self.ends_at, self.created_at, self.updated_at)
        demand(bool(_UID.fullmatch(self.uid)), f"{self.uid!r} is not fit to be a UID.")
        demand(all(moment.utcoffset() is not None for moment in moments), "Times must be aware.")
        demand(self.starts_at < self.ends_at, f"{self.uid} ends before it starts.")
        demand(self.sequence >= 0, f"{self.uid} has a negative sequence.")
        demand(self.alarm_minutes is None or self.alarm_minutes > 0, f"{self.uid} has a late alarm.")
        demand(self.url is None or bool(_WEB_ADDRESS.fullmatch(self.url)), f"{self.uid} has a bad url.")
        zone_info(self.zone)


@dataclass(frozen=True)
class Calendar:
    """All that one file or feed holds.

    ``zone`` is what clients show the calendar in; ``refresh_hours`` is how often they are asked to
    come back (most decide for themselves). ValueError for an unknown zone or a UID given twice.
    """

    name: str
    zone: str
    events: tuple[CalendarEvent, ...]
    refresh_hours: int = 4

    def __post_init__(self) -> None:
        uids = {event.uid for event in self.events}
        demand(len(uids) == len(self.events), "Two events have the same UID.")
        demand(self.refresh_hours > 0, "A calendar cannot be refreshed every 0 hours.")
        zone_info(self.zone)


def demand(holds: bool, complaint: str) -> None:
    """ValueError with the complaint unless it `holds`."""
    if not holds:
        raise ValueError(complaint)


def is_mail_address(text: str) -> bool:
    """Whether it can stand after `mailto:` as it is."""
    return bool(_MAIL_ADDRESS.fullmatch(text))
