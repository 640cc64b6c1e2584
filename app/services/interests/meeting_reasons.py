"""Why two people meet, in words that tell nobody else's wish: what both profiles say, and one's own wish."""

from flask_babel import gettext as _

from app.models import Camp, Grade, Participant
from app.scheduling.people import reasons_to_meet
from app.services.interests.interests import people_of
from app.services.interests.suggestions import in_words, topic_names
from app.services.requests import request_lists, request_rules
from app.services.wishes.wishes import grades_by


def why_we_meet(camp: Camp, me: Participant, partners: list[Participant]) -> dict[int, list[str]]:
    """For each partner (by number) the reasons as sentences, strongest first; four queries.

    Whether the other one wishes it too is told to nobody: that was promised when wishes were stated.
    """
    if not partners:
        return {}
    people = {person.id: person for person in people_of(camp)}
    names, viewer = topic_names(camp), people.get(str(me.id))
    if viewer is None:
        return {}
    wanted, words = _wanted(camp, me)
    return {
        partner.id: in_words(reasons_to_meet(viewer, people[str(partner.id)]), names)[0]
        + ([words] if partner.id in wanted else [])
        for partner in partners
        if str(partner.id) in people
    }


def _wanted(camp: Camp, me: Participant) -> tuple[set[int], str]:
    """Whom I wished to meet or, in requests mode, agreed to meet, and how that is said."""
    if request_rules.in_use(camp):
        return {person.id for person in request_lists.agreed_with(me)}, _("You both agreed to meet")
    wished = {number for number, grade in grades_by(me).items() if grade is not Grade.RATHER_NOT}
    return wished, _("You wished for this meeting")
