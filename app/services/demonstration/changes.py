"""A change that somebody of the demonstration asks for, so that organisers have one to decide."""

from app.models import AskedKind, Camp, Participant
from app.services.calendars import agendas
from app.services.changes import asked_changes, companions

REASON = "My colleague runs the test facility that we want to talk about."


def ask_one(camp: Camp, people: list[Participant]) -> bool:
    """Let the first of these people who has a colleague free for one of their meetings ask to bring them."""
    if asked_changes.open_of(camp) or asked_changes.settled_of(camp):
        return False
    for person, items in ((one, agendas.agenda_of(camp, one)) for one in people):
        for item in items:
            if item.entry is None or item.partner is None:
                continue
            for colleague in companions.colleagues_for(camp, person, item.entry)[:1]:
                asked_changes.ask(
                    camp, person, item.partner.code, AskedKind.BRING_COLLEAGUE, REASON, colleague.code
                )
                return True
    return False
