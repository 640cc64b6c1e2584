"""Sharing email addresses after a meeting: each of the two is asked for themselves, and only two who both say
yes see anything. Who has said yes alone, or no, is told to nobody."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.exports.vcard import Card, vcard
from app.extensions import db
from app.models import CalendarEntry, Camp, ContactAnswer, Participant, ParticipantStatus
from app.services import camps
from app.services.afterwards.outcomes import may_be_told
from app.services.calendars import notices
from app.services.changes.replies import meeting_with
from app.services.clock import now
from app.services.refusals import NotThere, Refusal


@dataclass(frozen=True)
class Exchange:
    """What I have answered, None before; and the two addresses once both have said yes."""

    mine: bool | None = None
    address: str = ""
    their_address: str = ""


def exchange_in(me: Participant, entry: CalendarEntry, partner: Participant) -> Exchange | None:
    """What stands between the two of a meeting; None when it has not begun or was cancelled."""
    if not may_be_told(entry):
        return None
    answers = {row.participant_id: row.is_given for row in _answers(entry)}
    both = answers.get(me.id) and answers.get(partner.id) and partner.status is ParticipantStatus.CONFIRMED
    return Exchange(answers.get(me.id), me.user.email if both else "", partner.user.email if both else "")


def answer(camp: Camp, me: Participant, code: str, *, is_given: bool) -> Participant:
    """Share my address with the one I have met, or do not; returns them. Commits.

    Whoever said yes first gets a mail when the other one does too. Saying the same twice changes nothing.
    """
    camps.lock(camp)
    entry, partner = meeting_with(camp, me, code)
    if not may_be_told(entry):
        raise Refusal(_("You can share your address once the meeting has begun."))
    row = next((row for row in _answers(entry) if row.participant_id == me.id), None)
    if row is None:
        row = ContactAnswer(camp_id=camp.id, entry_id=entry.id, participant_id=me.id, is_given=False)
        db.session.add(row)
    is_new = is_given and not row.is_given
    row.is_given, row.said_at = is_given, now()
    db.session.flush()
    found = exchange_in(me, entry, partner)
    if is_new and found is not None and found.their_address:
        notices.tell_of_shared_address(camp, partner, me, entry)
    db.session.commit()
    return partner


def card_of(camp: Camp, me: Participant, code: str) -> bytes:
    """The other one as a card for an address book; NotThere unless both have said yes."""
    entry, partner = meeting_with(camp, me, code)
    found = exchange_in(me, entry, partner)
    if found is None or not found.their_address:
        raise NotThere(_("You two have not both shared your addresses."))
    organisation = partner.organisation.name if partner.organisation else ""
    note = _("Met at %(camp)s", camp=camp.name)
    return vcard(Card(partner.name, found.their_address, organisation, partner.job_title, note))


def _answers(entry: CalendarEntry) -> list[ContactAnswer]:
    return list(db.session.scalars(select(ContactAnswer).where(ContactAnswer.entry_id == entry.id)))
