"""The programme of the demonstration: a day and a half, in the camp's own time."""

from datetime import date, datetime, time, timedelta

from app.models import SessionKind
from app.services.local_time import moment_at
from app.services.programme.programme import SessionValues
from app.services.setup.blocks import BlockValues

SUMMARY = """\
Cluster organisations and innovation networks meet for a day and a half: themes, workshops, generous time for sharing \
knowledge, and one-to-one meetings planned so that they are worth it.

## Good to know

- **Getting there:** the train stops in Nyborg; the hotel is ten minutes on foot along the water.
- **Staying:** rooms are held until three weeks before the camp.
- Dinner is part of the camp, and so is the walk on the beach.
"""
LAB_SUMMARY = (
    "One day in a laboratory for methods: try out three ways to find new uses for side streams, and meet the "
    "others who try."
)
HALL, MIRROR, LIBRARY, VERANDA = "Great Hall", "Mirror Room", "Library", "Veranda"
TALK, WORKSHOP, MEAL, BREAK, SOCIAL = (
    SessionKind.TALK, SessionKind.WORKSHOP, SessionKind.MEAL, SessionKind.BREAK, SessionKind.SOCIAL,
)  # fmt: skip

# Day, from, until, kind, title, room, speaker, description, places (0: for everybody; -1: no limit).
_PROGRAMME: tuple[tuple[int, str, str, SessionKind, str, str, str, str, int], ...] = (
    (0, "09:00", "09:45", SOCIAL, "Arrival, badges and coffee", "Foyer", "", "", 0),
    (0, "09:45", "10:45", TALK, "Welcome: what clusters are for in the next ten years", HALL,
     "Henriette Dam Lauenborg", "Where the networks stand, what they owe their members, and three questions "
     "that we take with us through the two days.", 0),
    (0, "10:45", "11:00", BREAK, "Coffee", VERANDA, "", "", 0),
    (0, "11:00", "12:15", WORKSHOP, "The first ninety days of a new member", MIRROR, "Pernille Skov",
     "Bring your onboarding; leave with a better one. We work in threes.", 40),
    (0, "11:00", "12:15", WORKSHOP, "From interest to project: how to follow up a meeting", LIBRARY,
     "Niccolò D’Angelo", "A simple method for the four weeks after a matchmaking event.", 40),
    (0, "11:00", "12:15", WORKSHOP, "Indicators that survive contact with the funder", "Garden Room",
     "Solène Kerbrat", "Which numbers say something, and what they cost to collect.", 30),
    (0, "12:15", "13:15", MEAL, "Lunch", "Restaurant", "",
     "Tables are marked with topics: sit where you like.", 0),
    (0, "13:15", "14:15", TALK, "Power-to-X and the ports: who needs whom?", HALL, "Øyvind Sætre",
     "Three companies, two ports and a municipality tell what held them up.", 0),
    (0, "14:15", "14:30", BREAK, "Coffee, and find your first table", VERANDA, "", "", 0),
    (0, "15:30", "16:50", WORKSHOP, "Writing a proposal with five clusters", LIBRARY, "Åsa Lindqvist",
     "For those who write this spring. Runs beside the last meetings of the day.", 16),
    (0, "17:00", "18:00", SOCIAL, "Walk on the beach", "Meet at the Veranda", "",
     "Forty minutes, in any weather.", -1),
    (0, "18:30", "21:30", MEAL, "Dinner, and the inspiration prize", "Restaurant", "",
     "Three courses; the prize goes to the most useful failure of the year.", 0),
    (1, "08:15", "08:55", TALK, "Breakfast briefing: calls that close before summer", MIRROR, "Ioana Mureșan",
     "Interreg, Horizon Europe and the European cluster programme in forty minutes.", -1),
    (1, "11:20", "11:40", BREAK, "Coffee", VERANDA, "", "", 0),
    (1, "11:40", "12:30", TALK, "What we take home: from conversations to agreements", HALL, "Klaus Weiß",
     "Every group tells one thing that it will do before the summer.", 0),
    (1, "12:30", "13:30", MEAL, "Lunch and goodbye", "Restaurant", "", "", 0),
)  # fmt: skip

_TRACKS = {
    "The first ninety days of a new member": "Running a network",
    "Indicators that survive contact with the funder": "Running a network",
    "From interest to project: how to follow up a meeting": "From idea to project",
    "Writing a proposal with five clusters": "From idea to project",
    "Breakfast briefing: calls that close before summer": "From idea to project",
}

# Zone, how many tables, and where they stand.
TABLES = (
    ("Ballroom", 6, "front row, by the stage"),
    ("Ballroom", 6, "second row, in the middle"),
    ("Ballroom", 6, "last row, by the windows"),
    ("Orangery", 8, "behind the bar"),
    ("Orangery", 8, "along the glass wall"),
)


def sessions(first_day: date, zone: str) -> list[SessionValues]:
    """The programme of a camp that begins on `first_day`."""
    return [
        SessionValues(
            kind=kind, title=title, room=room, speaker=speaker, track=_TRACKS.get(title, ""),
            description=description,
            starts_at=_at(first_day, day, start, zone), ends_at=_at(first_day, day, end, zone),
            is_for_all=places == 0, capacity=places if places > 0 else None,
        )
        for day, start, end, kind, title, room, speaker, description, places in _PROGRAMME
    ]  # fmt: skip


def blocks(first_day: date, zone: str) -> list[BlockValues]:
    """Seven slots of twenty minutes on each day."""
    return [
        BlockValues("Tuesday afternoon", _at(first_day, 0, "14:30", zone), _at(first_day, 0, "16:50", zone)),
        BlockValues("Wednesday morning", _at(first_day, 1, "09:00", zone), _at(first_day, 1, "11:20", zone)),
    ]


def _at(first_day: date, day: int, clock: str, zone: str) -> datetime:
    return moment_at(first_day + timedelta(days=day), time.fromisoformat(clock), zone)
