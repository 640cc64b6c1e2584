from datetime import UTC, datetime, timedelta

import pytest

from app.exports.calendars import Calendar, CalendarEvent
from app.exports.ics import agenda_ics
from app.exports.timezones import is_ambiguous, rules_hold, zone_info, zone_names, zone_rules
from app.exports.vtimezone import vtimezone

from .ical_js import needs_ical_js, read_back
from .rrule_clock import RruleClock
from .unfold import read

ZONES = [
    "Europe/Copenhagen",
    "Europe/London",
    "Europe/Dublin",  # the law calls winter the exception
    "America/New_York",
    "America/St_Johns",  # half an hour
    "America/Sao_Paulo",  # no summer time
    "Asia/Kolkata",  # no summer time, half an hour
    "Australia/Lord_Howe",  # summer time of half an hour
    "Pacific/Auckland",  # the southern hemisphere
    "Pacific/Chatham",  # three quarters of an hour, changes at 02:45
]


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


HOURS = [utc(2026, 1, 1) + timedelta(hours=hour) for hour in range(2 * 365 * 24)]


def calendar_at(zone: str, *instants: datetime) -> Calendar:
    """Events of twenty minutes, each with its instant in its UID."""
    row = utc(2026, 1, 1)
    events = tuple(
        CalendarEvent(f"at-{begin:%Y%m%dT%H%M}", begin, begin + timedelta(minutes=20), zone, "x", row, row)
        for begin in instants
    )
    return Calendar("Hours", zone, events)


def wall_times(zone: str) -> list[tuple[datetime, datetime]]:
    """Every hour of 2026 and 2027 as (naive wall time, instant), the ambiguous left out."""
    locals_ = [(hour.astimezone(zone_info(zone)), hour) for hour in HOURS]
    return [(local.replace(tzinfo=None), hour) for local, hour in locals_ if not is_ambiguous(local)]


def iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_two_years_reads_back_by_the_rules_of_the_file(zone: str) -> None:
    clock = RruleClock(agenda_ics(calendar_at(zone, HOURS[0], HOURS[-1])))
    pairs = wall_times(zone)
    assert len(pairs) >= len(HOURS) - 8
    assert [(wall, clock.to_utc(wall)) for wall, _ in pairs] == pairs


@needs_ical_js
@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_two_years_reads_back_by_ical_js(zone: str) -> None:
    pairs = wall_times(zone)
    seen = read_back(agenda_ics(calendar_at(zone, HOURS[0])), [wall.isoformat() for wall, _ in pairs])
    assert seen["instants"] == [iso(instant) for _, instant in pairs]


@needs_ical_js
@pytest.mark.parametrize("zone", ZONES)
def test_events_around_each_change_of_the_clocks_are_at_their_instant(zone: str) -> None:
    rules = zone_rules(zone)
    assert rules is not None
    changes = [*rules.changes(2026), *rules.changes(2027), utc(2026, 7, 1, 12)]
    instants = [change + timedelta(minutes=30 * step) for change in changes for step in range(-6, 7)]
    seen = read_back(agenda_ics(calendar_at(zone, *instants)))
    by_uid = {f"at-{instant:%Y%m%dT%H%M}": instant for instant in instants}
    assert {event["uid"] for event in seen["events"]} == set(by_uid)
    for event in seen["events"]:
        begin = by_uid[event["uid"]]
        assert (event["start"], event["end"]) == (iso(begin), iso(begin + timedelta(minutes=20)))


def test_a_change_is_told_by_the_clocks_that_it_ends() -> None:
    (zone,) = read(agenda_ics(calendar_at("Europe/Copenhagen", utc(2026, 7, 1)))).all("VTIMEZONE")
    told = {
        (part.kind, name): line.value for part in (zone, *zone.parts) for name, line in part.lines.items()
    }
    assert told == {
        ("VTIMEZONE", "TZID"): "Europe/Copenhagen",
        ("STANDARD", "DTSTART"): "19701025T030000",
        ("STANDARD", "RRULE"): "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        ("STANDARD", "TZNAME"): "CET",
        ("STANDARD", "TZOFFSETFROM"): "+0200",
        ("STANDARD", "TZOFFSETTO"): "+0100",
        ("DAYLIGHT", "DTSTART"): "19700329T020000",
        ("DAYLIGHT", "RRULE"): "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        ("DAYLIGHT", "TZNAME"): "CEST",
        ("DAYLIGHT", "TZOFFSETFROM"): "+0100",
        ("DAYLIGHT", "TZOFFSETTO"): "+0200",
    }


def test_daylight_is_the_eastern_time_also_where_the_law_says_otherwise() -> None:
    rules = zone_rules("Europe/Dublin")
    assert rules is not None
    assert (rules.standard.name, rules.daylight.name) == ("GMT", "IST")


def test_an_hour_that_the_clocks_show_twice_is_told_in_utc() -> None:
    twice = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)
    calendar = read(agenda_ics(calendar_at("Europe/Copenhagen", *twice, utc(2026, 10, 25, 2, 30))))
    assert [event.lines["DTSTART"].value for event in calendar.all("VEVENT")] == [
        "20261025T003000Z",
        "20261025T013000Z",
        "20261025T033000",
    ]


@pytest.mark.parametrize(
    "zone", ["America/Nuuk", "America/Scoresbysund", "Africa/Cairo", "Asia/Jerusalem", "UTC"]
)
def test_a_zone_without_plain_rules_is_told_in_utc(zone: str) -> None:
    data = agenda_ics(calendar_at(zone, utc(2026, 7, 1, 12)))
    assert b"VTIMEZONE" not in data
    assert b"TZID" not in data
    assert b"\r\nDTSTART:20260701T120000Z\r\n" in data


def test_a_year_in_which_a_zone_departs_from_its_rules_is_told_in_utc() -> None:
    assert rules_hold("Pacific/Apia", 2022)
    assert not rules_hold("Pacific/Apia", 2021)  # its last summer time ended in April of that year
    assert b"TZID" not in agenda_ics(calendar_at("Pacific/Apia", utc(2021, 7, 1), utc(2022, 7, 1)))
    assert b"TZID" in agenda_ics(calendar_at("Pacific/Apia", utc(2022, 7, 1)))


def test_every_zone_either_keeps_to_its_rules_or_is_told_in_utc() -> None:
    """All zones each day of two years and at each change, read by the rules in the file."""
    in_utc = set()
    for zone in sorted(zone_names()):
        if vtimezone(zone, (2026, 2027)) is None:
            in_utc.add(zone)
            continue
        clock = RruleClock(agenda_ics(calendar_at(zone, HOURS[0], HOURS[-1])))
        changes = [change for year in (2026, 2027) for change in zone_rules(zone).changes(year)]
        for instant in HOURS[::24] + changes:
            local = instant.astimezone(zone_info(zone))
            if not is_ambiguous(local):
                assert clock.to_utc(local.replace(tzinfo=None)) == instant, (zone, instant)
    assert len(zone_names()) > 500
    assert {"America/Nuuk", "America/Scoresbysund", "Etc/UTC"} <= in_utc
    assert len(in_utc) < 40, sorted(in_utc)


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../zones", "europe/copenhagen", "CET-1CEST"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone named"):
        zone_info(name)
    with pytest.raises(ValueError, match="no time zone named"):
        Calendar("x", name, ())
