from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.exports.calendars import Calendar, Organiser
from app.exports.ics import agenda_ics

from .agendas import ZONE, a_meeting, an_agenda, utc
from .ical_js import needs_ical_js, read_back
from .unfold import Line, read

GOLDEN = Path(__file__).with_name("golden")


def event_lines(data: bytes, uid: str) -> dict[str, Line]:
    """The lines of one event by name, its reminder's left out."""
    events = {event.lines["UID"].value: event.lines for event in read(data).all("VEVENT")}
    return events[uid]


def only_event(**changes: object) -> dict[str, Line]:
    meeting = a_meeting(**changes)
    return event_lines(agenda_ics(Calendar("Camp", ZONE, (meeting,))), meeting.uid)


def how_many(data: bytes, kind: str) -> int:
    return len(read(data).all(kind))


@pytest.mark.parametrize("language", ["en", "da"])
def test_an_agenda_is_written_as_in_the_golden_file(language: str) -> None:
    prefix = {"en": "Cancelled:", "da": "Aflyst:"}[language]
    written = agenda_ics(an_agenda(), cancelled_prefix=prefix).decode("utf-8")
    assert written.replace("\r\n", "\n") == (GOLDEN / f"agenda.{language}.ics").read_text("utf-8")


def test_equal_values_give_equal_bytes_in_whatever_order_they_come() -> None:
    agenda = an_agenda()
    assert agenda_ics(replace(agenda, events=agenda.events[::-1])) == agenda_ics(an_agenda())


def test_an_empty_agenda_is_a_calendar_with_its_time_zone() -> None:
    data = agenda_ics(Calendar("Camp", ZONE, ()))
    assert (how_many(data, "VTIMEZONE"), how_many(data, "VEVENT")) == (1, 0)


def test_events_in_two_zones_bring_both() -> None:
    here, there = a_meeting(), a_meeting(uid="other", zone="America/New_York")
    data = agenda_ics(Calendar("All camps", ZONE, (here, there)))
    assert how_many(data, "VTIMEZONE") == 2
    assert event_lines(data, here.uid)["DTSTART"].value == "20270204T102000"
    assert event_lines(data, "other")["DTSTART"].params == ";TZID=America/New_York"
    assert event_lines(data, "other")["DTSTART"].value == "20270204T042000"


def test_a_cancelled_event_stays_marked_and_silent() -> None:
    lines = only_event(cancelled=True, alarm_minutes=5)
    assert lines["STATUS"].value == "CANCELLED"
    assert lines["TRANSP"].value == "TRANSPARENT"
    assert lines["SUMMARY"].text == "Cancelled: Meeting with Zoë Ångström"
    data = agenda_ics(Calendar("Camp", ZONE, (a_meeting(cancelled=True, alarm_minutes=5),)))
    assert how_many(data, "VALARM") == 0


def test_times_of_the_row_are_told_in_utc_whatever_zone_they_come_in() -> None:
    elsewhere = datetime.fromisoformat("2026-11-24T01:30:00.250+13:00")
    lines = only_event(updated_at=elsewhere)
    assert lines["DTSTAMP"].value == lines["LAST-MODIFIED"].value == "20261123T123000Z"


def test_names_are_escaped_once() -> None:
    told = read(agenda_ics(Calendar("A; b, c\\N d\ne", ZONE, ()))).lines
    assert told["NAME"].value == told["X-WR-CALNAME"].value == "A\\; b\\, c\\\\N d e"
    assert told["NAME"].text == "A; b, c\\N d e"


def test_no_typed_text_becomes_a_line_of_its_own() -> None:
    hostile = "x\r\nATTENDEE:mailto:a@b.c\rEND:VEVENT\u2028BEGIN:VEVENT\x85\x0b\x00\x07\ud800"
    data = agenda_ics(
        Calendar(hostile, ZONE, (a_meeting(summary=hostile, description=hostile, location=hostile),))
    )
    assert how_many(data, "VEVENT") == 1
    lines = event_lines(data, a_meeting().uid)
    assert "ATTENDEE" not in lines
    one_line = "x ATTENDEE:mailto:a@b.c END:VEVENT BEGIN:VEVENT"
    assert lines["SUMMARY"].text == lines["LOCATION"].text == one_line
    assert lines["DESCRIPTION"].text == one_line.replace(" A", "\nA").replace(" END", "\nEND").replace(
        " BEGIN", "\nBEGIN"
    )


def test_what_is_empty_is_left_out() -> None:
    lines = only_event(description=" \n ", location="\x00", categories=("", " "))
    assert {"DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "ORGANIZER"}.isdisjoint(lines)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"starts_at": datetime(2027, 2, 4, 9, 20)}, "aware"),  # noqa: DTZ001
        ({"updated_at": datetime(2027, 2, 4, 9, 20)}, "aware"),  # noqa: DTZ001
        ({"ends_at": utc(2027, 2, 4, 9, 20)}, "ends before it starts"),
        ({"zone": "Europe/Atlantis"}, "no time zone named 'Europe/Atlantis'"),
        ({"uid": "a b"}, "not fit to be a UID"),
        ({"uid": ""}, "not fit to be a UID"),
        ({"uid": "a\r\nb"}, "not fit to be a UID"),
        ({"sequence": -1}, "negative sequence"),
        ({"alarm_minutes": 0}, "late alarm"),
        ({"url": "javascript:alert(1)"}, "bad url"),
        ({"url": "https://example.org/\r\nX:1"}, "bad url"),
    ],
)
def test_an_event_that_contradicts_itself_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        a_meeting(**changes)


def test_a_calendar_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="same UID"):
        Calendar("Camp", ZONE, (a_meeting(), a_meeting(sequence=1)))
    with pytest.raises(ValueError, match="refreshed every 0 hours"):
        Calendar("Camp", ZONE, (), refresh_hours=0)
    with pytest.raises(ValueError, match="not an email address"):
        Organiser("camp@example.org\r\nX:1", "Camp")


@needs_ical_js
def test_ical_js_sees_the_agenda_as_it_was_meant() -> None:
    agenda = an_agenda()
    seen = {event["uid"]: event for event in read_back(agenda_ics(agenda))["events"]}
    assert set(seen) == {event.uid for event in agenda.events}
    for event in agenda.events:
        prefix = "Cancelled: " if event.cancelled else ""
        assert seen[event.uid] == {
            "uid": event.uid,
            "summary": prefix + event.summary,
            "description": event.description or None,
            "location": event.location or None,
            "sequence": event.sequence,
            "status": "CANCELLED" if event.cancelled else "CONFIRMED",
            "start": event.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end": event.ends_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "reminders": 1 if event.alarm_minutes and not event.cancelled else 0,
            "organizer": f"mailto:{event.organiser.email}" if event.organiser else None,
            "attendees": [],
        }


def test_a_calendar_of_a_thousand_meetings_is_whole() -> None:
    first = a_meeting()
    events = tuple(
        replace(
            first,
            uid=f"meeting-{number}",
            starts_at=first.starts_at + timedelta(hours=number),
            ends_at=first.ends_at + timedelta(hours=number),
        )
        for number in range(1000)
    )
    assert how_many(agenda_ics(Calendar("All meetings", ZONE, events)), "VEVENT") == 1000
