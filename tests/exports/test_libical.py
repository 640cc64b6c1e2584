"""Files and invitations as libical reads them, over every change of the clocks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.exports.ics import agenda_ics
from app.exports.itip import Attendee, cancel_ics, request_ics
from app.exports.timezones import zone_rules

from .agendas import CAMP, a_meeting, an_agenda, utc
from .libical import needs_libical, read_back
from .test_timezones import HOURS, ZONES, calendar_at, wall_times

FORM = "%Y%m%dT%H%M%SZ"
pytestmark = needs_libical


def organised(zone: str, *instants: datetime) -> bytes:
    """The file with events at these instants; what is published must name an organiser (RFC 5546, 3.2.1)."""
    calendar = calendar_at(zone, *instants)
    events = tuple(replace(event, organiser=CAMP) for event in calendar.events)
    return agenda_ics(replace(calendar, events=events))


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_two_years_reads_back_by_libical(zone: str) -> None:
    pairs = wall_times(zone)
    walls = [wall.strftime("%Y%m%dT%H%M%S") for wall, _instant in pairs]
    seen = read_back(organised(zone, HOURS[0]), walls)
    assert (seen.is_valid, seen.errors) == (True, 0)
    assert seen.instants == [instant.strftime(FORM) for _wall, instant in pairs]


@pytest.mark.parametrize("zone", ZONES)
def test_events_around_both_changes_of_2026_are_at_their_instant(zone: str) -> None:
    rules = zone_rules(zone)
    assert rules is not None
    changes = [*rules.changes(2026), utc(2026, 7, 1, 12)]
    instants = [change + timedelta(minutes=30 * step) for change in changes for step in range(-12, 13)]
    seen = read_back(organised(zone, *instants))
    assert (seen.is_valid, seen.errors) == (True, 0)
    assert {uid: told[:2] for uid, told in seen.events.items()} == {
        f"at-{begin:%Y%m%dT%H%M}": (begin.strftime(FORM), (begin + timedelta(minutes=20)).strftime(FORM))
        for begin in instants
    }


def test_an_agenda_is_valid_and_says_what_was_meant() -> None:
    agenda = an_agenda()
    seen = read_back(agenda_ics(agenda))
    assert (seen.is_valid, seen.errors) == (True, 0)
    assert seen.events == {
        event.uid: (
            event.starts_at.strftime(FORM),
            event.ends_at.strftime(FORM),
            event.sequence,
            "CANCELLED" if event.cancelled else "CONFIRMED",
            ("Cancelled: " if event.cancelled else "") + event.summary,
        )
        for event in agenda.events
    }


@pytest.mark.parametrize("zone", [*ZONES, "America/Nuuk", "UTC"])
def test_invitations_and_cancellations_are_valid(zone: str) -> None:
    meeting = a_meeting(zone=zone, sequence=4, organiser=CAMP, alarm_minutes=5)
    reader = Attendee("ada@example.org", 'Ada "A", Holm')
    asked, gone = (
        request_ics(meeting, reader),
        cancel_ics(replace(meeting, cancelled=True, sequence=5), reader),
    )
    for content, sequence, status in ((asked, 4, "CONFIRMED"), (gone, 5, "CANCELLED")):
        seen = read_back(content)
        assert (seen.is_valid, seen.errors) == (True, 0)
        [told] = seen.events.values()
        assert told[:4] == (
            meeting.starts_at.strftime(FORM),
            meeting.ends_at.strftime(FORM),
            sequence,
            status,
        )
