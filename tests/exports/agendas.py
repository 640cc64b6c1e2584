"""Example agendas for the tests of the calendar files."""

from datetime import UTC, datetime, timedelta

from app.exports.calendars import Calendar, CalendarEvent, Organiser

CAMP = Organiser("innovation-camp@example.org", 'Innovation Camp "Aarhus", 2027')
ZONE = "Europe/Copenhagen"


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def a_meeting(**changes: object) -> CalendarEvent:
    """A meeting of twenty minutes on 4 February 2027, 10:20 in Copenhagen; ``changes`` by field name."""
    values: dict[str, object] = {
        "uid": "camp-3-meeting-17-204@example.org",
        "starts_at": utc(2027, 2, 4, 9, 20),
        "ends_at": utc(2027, 2, 4, 9, 40),
        "zone": ZONE,
        "summary": "Meeting with Zoë Ångström",
        "created_at": utc(2026, 11, 20, 8),
        "updated_at": utc(2026, 11, 23, 12, 30),
    }
    return CalendarEvent(**(values | changes))


def an_agenda() -> Calendar:
    """A session, a meeting with all that an event may have, and a cancelled meeting."""
    session = a_meeting(
        uid="camp-3-session-5@example.org",
        starts_at=utc(2027, 2, 4, 8),
        ends_at=utc(2027, 2, 4, 9),
        summary="Welcome; who is here, and why",
        location="Main hall",
        categories=("Session",),
        organiser=CAMP,
    )
    meeting = a_meeting(
        description="مريم القحطاني, Hydrogen Valley\nNeeds what you offer: hydrogen storage",
        location="Table 12, north zone",
        categories=("Meeting", "Energy, wind; sea"),
        sequence=2,
        url="https://camp.example.org/innovation-camp-2027/agenda",
        alarm_minutes=5,
        organiser=CAMP,
    )
    cancelled = a_meeting(
        uid="camp-3-meeting-17-99@example.org",
        starts_at=meeting.ends_at,
        ends_at=meeting.ends_at + timedelta(minutes=20),
        summary="Meeting with 李",
        sequence=1,
        cancelled=True,
        alarm_minutes=5,
        organiser=CAMP,
    )
    return Calendar("Innovation Camp 2027, Aarhus", ZONE, (cancelled, meeting, session))
