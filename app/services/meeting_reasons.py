"""Why two people meet, in words that tell no wish: only what both profiles say anyway."""

from app.models import Camp, Participant
from app.scheduling.people import reasons_to_meet
from app.services.interests import people_of
from app.services.suggestions import in_words, topic_names


def why_we_meet(camp: Camp, me: Participant, partners: list[Participant]) -> dict[int, list[str]]:
    """For each partner (by number) the reasons as sentences, strongest first; three queries."""
    if not partners:
        return {}
    people = {person.id: person for person in people_of(camp)}
    names, viewer = topic_names(camp), people.get(str(me.id))
    if viewer is None:
        return {}
    return {
        partner.id: in_words(reasons_to_meet(viewer, people[str(partner.id)]), names)[0]
        for partner in partners
        if str(partner.id) in people
    }
