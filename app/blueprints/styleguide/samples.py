"""What the components are shown with: awkward names, long words, every state. Nobody here exists."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from app.models import CampKind, ParticipantStatus
from app.services.calendars.differences import Placement

ZONE = "Europe/Copenhagen"


def at(hour: int, minute: int) -> datetime:
    """A time of day (UTC) on the sample day, 9 March 2027."""
    return datetime(2027, 3, 9, hour, minute, tzinfo=UTC)


CAMP = SimpleNamespace(
    slug="innovation-camp", name="Innovation Camp 2027", kind=CampKind.INNOVATION_CAMP, place="Hotel Nyborg Strand, Nyborg",
    starts_on=date(2027, 3, 9), ends_on=date(2027, 3, 10),
)  # fmt: skip

STATUSES = [ParticipantStatus.CONFIRMED, ParticipantStatus.WAITING, ParticipantStatus.WITHDRAWN]

PEOPLE: list[dict[str, object]] = [
    {
        "name": "Ingrid Sørensen",
        "organisation": "Energy Cluster Denmark",
        "country": "Denmark",
        "reasons": ["Needs what you offer: hydrogen storage"],
        "facts": ["speaks English, Danish", "there on both days"],
        "topics": ["Hydrogen", "Storage", "Ports"],
        "matching": ["Hydrogen", "Storage"],
        "wish": "must",
    },
    {
        "name": "أمينة بن يوسف",
        "organisation": "Pôle Mer Méditerranée",
        "country": "France",
        "reasons": [
            "Offers what you need: cold-chain sensors",
            "3 people whom you want to meet want to meet her",
        ],
        "facts": ["speaks French, Arabic, English"],
        "topics": ["Sensors", "Aquaculture"],
        "matching": ["Sensors"],
        "wish": "would",
    },
    {
        "name": "Wolfgang-Maximilian von Hohenlohe-Schillingsfürst-Bartenstein",
        "organisation": "Spitzencluster für Energieversorgungssystemtransformationsforschung",
        "country": "Germany",
        "reasons": [],
        "facts": [],
        "topics": ["Energy systems"],
        "matching": [],
        "wish": None,
    },
    {
        "name": "Sólveig",
        "organisation": None,
        "country": "Iceland",
        "reasons": [],
        "facts": ["there until 14:00"],
        "topics": [],
        "matching": [],
        "wish": "not",
    },
]

AGENDA: list[dict[str, object]] = [
    {
        "start": at(8, 0),
        "end": at(8, 45),
        "kind": "session",
        "title": "Welcome and the theme of the camp",
        "place": "Main hall",
        "past": True,
    },
    {
        "start": at(9, 0),
        "end": at(9, 20),
        "kind": "meeting",
        "title": "Meeting with",
        "name": "Björn Þórsson",
        "detail": "Iceland Ocean Cluster",
        "place": "Table 14",
        "href": "#agenda",
        "status": ("moved", "warn"),
    },
    {"start": at(9, 20), "end": at(9, 40), "kind": "free", "title": "Free"},
    {
        "start": at(9, 40),
        "end": at(10, 0),
        "kind": "meeting",
        "title": "Meeting with",
        "name": "María-José Ñíguez",
        "detail": "Clúster de la Energía",
        "place": "Table 3",
        "href": "#agenda",
        "cancelled": True,
        "status": ("cancelled", "bad"),
    },
    {"start": at(11, 0), "end": at(12, 0), "kind": "break", "title": "Lunch", "place": "Restaurant"},
]

_TABLES: list[dict[str, object]] = [
    {"label": f"T{number}", "note": "by the stage" if number < 5 else "window row"} for number in range(1, 11)
]
GRID_COLUMNS: list[dict[str, object]] = [*_TABLES, {"label": "Free people", "aside": True}]
GRID_SLOTS: list[dict[str, object]] = [
    {"label": f"{hour}:{minute:02}", "group": group}
    for group, hours in (("Tuesday 9 March", (10, 11)), ("Wednesday 10 March", (8, 9)))
    for hour in hours
    for minute in (0, 20, 40)
]
GRID_MEETINGS: dict[tuple[str, str], dict[str, object]] = {
    ("10:00", "T1"): {"first": "A. Holm", "second": "K. Weiß", "mutual": True},
    ("10:00", "T2"): {"first": "B. Þórsson", "second": "I. Sørensen"},
    ("10:20", "T2"): {
        "first": "Wolfgang-Maximilian von Hohenlohe",
        "second": "أمينة بن يوسف",
        "pinned": True,
    },
    ("10:40", "T3"): {
        "first": "M. Dahl",
        "second": "P. Lind",
        "mutual": True,
        "pinned": True,
        "note": "moved",
    },
    ("9:00", "T7"): {"first": "Sólveig", "second": "M.-J. Ñíguez", "mutual": True},
}

TABLE_COLUMNS: list[dict[str, object]] = [
    {"key": "name", "label": "Name", "header": True, "sort": "#table", "sorted": "ascending"},
    {"key": "organisation", "label": "Organisation", "sort": "#table"},
    {"key": "state", "label": "State"},
    {"key": "wishes", "label": "Wishes", "numeric": True, "sort": "#table"},
    {"key": "meetings", "label": "Meetings", "numeric": True},
]
TABLE_ROWS: list[dict[str, object]] = [
    {
        "name": "Björn Þórsson",
        "organisation": "Iceland Ocean Cluster",
        "state": ("confirmed", "good"),
        "wishes": 12,
        "meetings": 7,
    },
    {
        "name": "أمينة بن يوسف",
        "organisation": "Pôle Mer Méditerranée",
        "state": ("waiting", "warn"),
        "wishes": 1,
        "meetings": 0,
    },
    {
        "name": "Wolfgang-Maximilian von Hohenlohe-Schillingsfürst",
        "organisation": "Spitzencluster Energie",
        "state": ("withdrawn", "neutral"),
        "wishes": 103,
        "meetings": 11,
    },
]

_PLACES = [Placement(at(9, 40), at(10, 0), 14), Placement(at(10, 20), at(10, 40), 3)]
OWN_CHANGES = [
    SimpleNamespace(
        kind=kind,
        partner=SimpleNamespace(name=name),
        before=before,
        after=after,
        was_agreed=kind == "cancelled",
    )
    for kind, name, before, after in (
        ("cancelled", "Ingrid Sørensen", _PLACES[0], None),
        ("moved", "Wolfgang-Maximilian von Hohenlohe-Schillingsfürst-Bartenstein", *_PLACES),
        ("new", "أمينة بن يوسف", None, _PLACES[1]),
    )
]
"""What changes for one person, in each of its kinds."""

MEETINGS_PER_PERSON = [(3, 2), (4, 61), (5, 44), (6, 27), (7, 9)]

PHASES: list[dict[str, object]] = [
    {
        "label": "Set up",
        "items": [
            {"label": "Camp", "href": "#set-up"},
            {"label": "Programme", "href": "#set-up"},
            {"label": "Slots and tables", "href": "#set-up"},
        ],
    },
    {
        "label": "People",
        "items": [
            {"label": "Registrations", "href": "#people", "note": "143"},
            {"label": "Interest graph", "href": "#people"},
        ],
    },
    {"label": "Match", "items": [{"label": "Runs", "href": "#match", "current": True}]},
    {
        "label": "Schedule",
        "items": [{"label": "Grid", "href": "#grid"}, {"label": "Publish", "href": "#grid"}],
    },
    {"label": "The day", "items": []},
    {"label": "Results", "items": []},
]
