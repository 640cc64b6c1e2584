"""The types of participants at the demonstration's second camp: two sides and those who help both."""

from app.models import Camp, Participant
from app.services.setup import participant_types

TYPES = (
    ("Has a side stream", "Har en sidestrøm"),
    ("Can use one", "Kan bruge en"),
    ("Knows a method", "Kender en metode"),
)


def set_up(camp: Camp) -> None:
    """Two sides meet each other, and all meet those who know a method; nothing when there are types already."""
    if participant_types.types_of(camp):
        return
    participant_types.add_types(camp, TYPES)
    has, uses, knows = (one.id for one in participant_types.types_of(camp))
    participant_types.set_pairs(camp, [(has, uses), (has, knows), (uses, knows), (knows, knows)])


def deal(camp: Camp, people: list[Participant]) -> None:
    """One type after the other, in the present transaction."""
    types = participant_types.types_of(camp)
    for number, person in enumerate(people):
        person.type_id = types[number % len(types)].id
