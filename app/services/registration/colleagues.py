"""Registering a colleague of one's own organisation, who then confirms for themselves."""

import secrets

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus
from app.services import camps
from app.services.accounts import accounts
from app.services.clock import now
from app.services.refusals import Refusal
from app.services.registration import invitation_refusals, places, registration_mails

MOST_UNCONFIRMED = 10


def register_colleague(me: Participant, camp: Camp, name: str, address: str) -> None:
    """Register somebody of my organisation and tell them by mail. Commits.

    They take a place as anybody does, and keep it only when they sign in with that address in time. No
    consent is given for them. Somebody who is registered already is told so, and nothing is changed: what
    the page shows does not depend on it. Refused without an organisation, when registration is not open,
    while ten of mine have not confirmed, and for an address that wants no invitations, registered or not.
    """
    camps.lock(camp)
    db.session.refresh(camp)
    if me.organisation_id is None:
        raise Refusal(_("Say first in your profile from which organisation you come."))
    if not places.may_register(camp):
        raise Refusal(_("Registration for this camp is closed."))
    if _unconfirmed_by(me) >= MOST_UNCONFIRMED:
        raise Refusal(_("Ten of those whom you registered have not confirmed yet. Ask them to first."))
    if invitation_refusals.refused_of(camp, [accounts.normalise_email(address)]):
        raise Refusal(
            _("This address has said that it wants no invitations. Whoever has it can register themselves.")
        )
    user = accounts.user_by_email(address) or accounts.add_user(address, name, me.user.language)
    db.session.flush()
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.user_id == user.id)
    there = db.session.scalar(query)
    if there is not None and there.status is not ParticipantStatus.WITHDRAWN:
        registration_mails.already_registered(camp, there)
    else:
        registration_mails.colleague(camp, _enter(me, camp, there, user.id, name), me)
    db.session.commit()


def _enter(me: Participant, camp: Camp, there: Participant | None, user_id: int, name: str) -> Participant:
    """The registration, at the end of the queue, with what colleagues have in common."""
    person = there or Participant(
        camp_id=camp.id, user_id=user_id, code=secrets.token_urlsafe(12), languages=[]
    )
    if camp.needs_approval:
        person.status = ParticipantStatus.APPLIED
    elif places.take_place(camp):
        person.status = ParticipantStatus.UNCONFIRMED
    else:
        person.status = ParticipantStatus.WAITING
    person.name, person.organisation_id, person.country = name, me.organisation_id, me.country
    person.type_id, person.registered_by_id = me.type_id, me.id
    person.registered_at = person.updated_at = now()
    db.session.add(person)
    db.session.flush()
    return person


def _unconfirmed_by(me: Participant) -> int:
    query = select(func.count()).where(
        Participant.registered_by_id == me.id, Participant.status == ParticipantStatus.UNCONFIRMED
    )
    return db.session.scalar(query) or 0
