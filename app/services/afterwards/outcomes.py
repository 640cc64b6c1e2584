"""What came of the meetings, as each of the two says for themselves. The other one never sees it."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import CalendarEntry, Camp, Outcome, Participant, Result
from app.services.changes.replies import meeting_with
from app.services.clock import now
from app.services.refusals import Refusal


def outcomes_of(me: Participant, entries: Collection[CalendarEntry]) -> dict[int, Outcome]:
    """What I have said came of these meetings, by the entry's number; one query."""
    query = select(Outcome).where(
        Outcome.participant_id == me.id, Outcome.entry_id.in_([entry.id for entry in entries])
    )
    return {outcome.entry_id: outcome for outcome in db.session.scalars(query)} if entries else {}


def may_be_told(entry: CalendarEntry) -> bool:
    """Whether something can have come of the meeting: it has begun, and was not cancelled."""
    return not entry.is_cancelled and entry.starts_at <= now()


def tell(camp: Camp, me: Participant, code: str, result: str, note: str) -> Participant:
    """Keep or change what I say came of my meeting with this participant; returns them. Commits."""
    entry, partner = meeting_with(camp, me, code)
    if result not in [known.value for known in Result]:
        raise Refusal(_("Choose one of the answers."))
    if not may_be_told(entry):
        raise Refusal(_("You can say how it went once the meeting has begun."))
    try:
        _put(me, entry, Result(result), note)
        db.session.commit()
    except IntegrityError:  # two presses at once: the row is there now
        db.session.rollback()
        _put(me, entry, Result(result), note)
        db.session.commit()
    return partner


def _put(me: Participant, entry: CalendarEntry, result: Result, note: str) -> None:
    outcome = outcomes_of(me, [entry]).get(entry.id)
    if outcome is None:
        outcome = Outcome(camp_id=entry.camp_id, entry_id=entry.id, participant_id=me.id)
        db.session.add(outcome)
    outcome.result, outcome.note, outcome.said_at = result, note, now()
