"""The organisers' word on a registration: approved, given a place before its turn, declined, withdrawn.

Each act holds the camp, so that two organisers, or an organiser and somebody registering, never give
one place away twice; and each is a line of the camp's log.
"""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _

from app.extensions import db
from app.models import ActKind, Camp, Participant, ParticipantStatus, User
from app.services import acts, camps
from app.services.clock import now
from app.services.people import people
from app.services.programme import session_places
from app.services.refusals import Conflict
from app.services.registration import places, registration_mails, registrations
from app.services.words import word

LONGEST_NOTE = 1000
UNDECIDED = (ParticipantStatus.APPLIED, ParticipantStatus.DECLINED)
MAY_DECLINE = (ParticipantStatus.APPLIED, ParticipantStatus.WAITING)


def approve(camp: Camp, code: str, by: User) -> Participant:
    """Approve somebody who applied or was declined, and tell them. Commits.

    They get a place, or wait for one when the camp is full. Conflict when somebody was faster.
    """
    person = _held(camp, code, UNDECIDED)
    _admit(camp, person)
    acts.note(camp, by, ActKind.APPROVED, about=person)
    db.session.commit()
    return person


def give_place(camp: Camp, code: str, by: User) -> Participant:
    """Give somebody on the waiting list a place, before their turn, and tell them. Commits.

    When every place is taken the camp gets one more: people wait only when it is full. Conflict when
    they no longer wait.
    """
    person = _held(camp, code, (ParticipantStatus.WAITING,))
    if not places.take_place(camp):
        camp.capacity = camp.places_taken + 1
        db.session.flush()
        places.take_place(camp)
    _settle(person)
    registration_mails.place_free(camp, person)
    acts.note(camp, by, ActKind.PLACE_GIVEN, about=person)
    db.session.commit()
    return person


def decline(camp: Camp, code: str, note: str, by: User) -> Participant:
    """Decline somebody who applied or waits, and tell them why (`note`, which may be empty). Commits."""
    person = _held(camp, code, MAY_DECLINE)
    _turn_down(camp, person, note)
    acts.note(camp, by, ActKind.DECLINED, about=person)
    db.session.commit()
    return person


def withdraw(camp: Camp, code: str, by: User) -> Participant:
    """Withdraw somebody's registration; see `registrations.take_out`. Commits. Twice changes nothing."""
    (person,) = _all_held(camp, [code])
    if person.status is not ParticipantStatus.WITHDRAWN:
        registrations.take_out(person, camp)
        acts.note(camp, by, ActKind.WITHDRAWN, about=person)
    db.session.commit()
    return person


def approve_all(camp: Camp, codes: Iterable[str], by: User) -> int:
    """Approve those of these people who have applied, in the order in which they did; returns how many.

    Commits. Whoever has been decided on meanwhile is left as they are.
    """
    applied = [one for one in _all_held(camp, codes) if one.status is ParticipantStatus.APPLIED]
    for person in sorted(applied, key=lambda one: (one.registered_at, one.id)):
        _admit(camp, person)
        db.session.flush()
    return _noted(camp, by, ActKind.APPROVED, len(applied))


def decline_all(camp: Camp, codes: Iterable[str], note: str, by: User) -> int:
    """Decline those of these people who have applied or wait, all for one reason; returns how many. Commits."""
    found = [one for one in _all_held(camp, codes) if one.status in MAY_DECLINE]
    for person in found:
        _turn_down(camp, person, note)
    return _noted(camp, by, ActKind.DECLINED, len(found))


def withdraw_all(camp: Camp, codes: Iterable[str], by: User) -> int:
    """Withdraw those of these people who still stand; returns how many. Commits."""
    found = [one for one in _all_held(camp, codes) if one.status is not ParticipantStatus.WITHDRAWN]
    for person in found:
        registrations.take_out(person, camp)
    return _noted(camp, by, ActKind.WITHDRAWN, len(found))


def _noted(camp: Camp, by: User, kind: ActKind, count: int) -> int:
    """One line of the log for all of them."""
    if count:
        acts.note(camp, by, kind, people=count)
    db.session.commit()
    return count


def _all_held(camp: Camp, codes: Iterable[str]) -> list[Participant]:
    """The participants as the database has them now, the camp being held."""
    camps.lock(camp)
    db.session.expire_all()
    return [line.person for line in people.with_codes(camp, codes)]


def _held(camp: Camp, code: str, expected: Collection[ParticipantStatus]) -> Participant:
    """The same for one; Conflict in any other status than expected."""
    (person,) = _all_held(camp, [code])
    if person.status not in expected:
        db.session.rollback()
        raise Conflict(
            _(
                "%(name)s has been decided on meanwhile: %(status)s.",
                name=person.name,
                status=word(person.status),
            )
        )
    return person


def _admit(camp: Camp, person: Participant) -> None:
    """A place for somebody who applied, or the waiting list; in the present transaction, with the mail."""
    person.decision_note = ""
    if places.take_place(camp):
        _settle(person)
    else:
        person.status, person.updated_at = ParticipantStatus.WAITING, now()
    registration_mails.approved(camp, person)


def _turn_down(camp: Camp, person: Participant, note: str) -> None:
    person.status, person.decision_note = ParticipantStatus.DECLINED, note.strip()[:LONGEST_NOTE]
    person.updated_at = now()
    session_places.choose_sessions(person, ())
    registration_mails.declined(camp, person)


def _settle(person: Participant) -> None:
    known = person.user.email_confirmed_at is not None
    person.status = ParticipantStatus.CONFIRMED if known else ParticipantStatus.UNCONFIRMED
    person.updated_at = now()
