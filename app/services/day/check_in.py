"""Checking people in on the day."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import ActKind, Camp, Participant, ParticipantStatus, User
from app.scheduling.similarity import fold
from app.services import acts
from app.services.clock import now
from app.services.refusals import NotThere, Refusal

EXPECTED = (ParticipantStatus.CONFIRMED, ParticipantStatus.UNCONFIRMED)


@dataclass(frozen=True)
class Arrivals:
    """How many confirmed participants have come, of how many."""

    here: int
    expected: int


def expected_people(camp: Camp, text: str = "") -> list[Participant]:
    """Whoever has a place and fits the words, those not here yet first, then by name. One query."""
    query = (
        select(Participant)
        .where(Participant.camp_id == camp.id, Participant.status.in_(EXPECTED))
        .options(joinedload(Participant.organisation))
    )
    wanted = fold(text).split()
    found = [
        person for person in db.session.scalars(query) if all(word in _searchable(person) for word in wanted)
    ]
    return sorted(found, key=lambda person: (person.checked_in_at is not None, fold(person.name), person.id))


def arrivals(camp: Camp) -> Arrivals:
    """The count for the head of the page."""
    query = select(func.count(Participant.checked_in_at), func.count()).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    here, expected = db.session.execute(query).one()
    return Arrivals(here, expected)


def check_in(camp: Camp, code: str) -> Participant:
    """Keep that somebody has come; the first time counts. Commits. Refused when not confirmed."""
    person = _person_of(camp, code)
    if person.status is not ParticipantStatus.CONFIRMED:
        raise Refusal(_("%(name)s has no confirmed place. Please ask an organiser.", name=person.name))
    if person.checked_in_at is None:
        person.checked_in_at = now()
        db.session.commit()
    return person


def undo(camp: Camp, code: str, by: User) -> Participant:
    """Take a check-in back, which the log tells. Commits; nothing happens when there is none."""
    person = _person_of(camp, code)
    if person.checked_in_at is not None:
        person.checked_in_at = None
        acts.note(camp, by, ActKind.CHECK_IN_UNDONE, about=person)
    db.session.commit()
    return person


def bearer(camp: Camp, code: str) -> Participant:
    """Whose badge it is; NotThere when it is of no confirmed participant of this camp."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query.where(Participant.status == ParticipantStatus.CONFIRMED))
    if person is None:
        raise NotThere(_("There is no such participant at this camp."))
    return person


def _person_of(camp: Camp, code: str) -> Participant:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query.with_for_update(of=Participant))
    if person is None:
        raise NotThere(_("There is no such participant at this camp."))
    return person


def _searchable(person: Participant) -> str:
    organisation = person.organisation.name if person.organisation else ""
    return fold(f"{person.name} {organisation}")
