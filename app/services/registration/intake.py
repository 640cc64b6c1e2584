"""Taking in many participants at once: imports and the demonstration.

Nothing here commits: what takes people in, their wishes and absences does so in one transaction. People
who register themselves go through services/registration/registrations.py.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Absence,
    Camp,
    Grade,
    InterestKind,
    OrganisationKind,
    Participant,
    ParticipantStatus,
    Topic,
    TopicInterest,
    User,
    Wish,
)
from app.services import camps
from app.services.accounts.accounts import add_user, normalise_email
from app.services.clock import now
from app.services.refusals import Refusal
from app.services.registration import organisations, places


@dataclass(frozen=True)
class NewParticipant:
    """Somebody to be taken in. `topics` holds (kind, English name of the topic, strength 1 to 3)."""

    email: str
    name: str
    organisation: str = ""
    organisation_kind: OrganisationKind = OrganisationKind.CLUSTER
    job_title: str = ""
    country: str | None = None
    languages: tuple[str, ...] = ("en",)
    about: str = ""
    offers: str = ""
    needs: str = ""
    topics: tuple[tuple[InterestKind, str, int], ...] = ()
    status: ParticipantStatus = ParticipantStatus.CONFIRMED
    is_listed: bool = True
    shares_contact: bool = False
    registered_at: datetime = field(default_factory=now)


def enrol_all(camp: Camp, people: Sequence[NewParticipant]) -> list[Participant]:
    """Register all of them, in their order. All or, refused, none.

    Accounts are found by address, or made with the address taken as confirmed where the status says
    so. Refused when there are too few places, or somebody is registered already.
    """
    camps.lock(camp)
    users = _users_for(people)
    _refuse_registered(camp, users)
    bodies = _organisations_for(people)
    participants = []
    for person in people:
        if person.status in (ParticipantStatus.CONFIRMED, ParticipantStatus.UNCONFIRMED):
            _take_place(camp)
        body = bodies.get(organisations.name_key(person.organisation))
        participants.append(_participant(camp, users[normalise_email(person.email)], person, body))
    db.session.add_all(participants)
    db.session.flush()
    _add_topics(camp, people, participants)
    return participants


def state_wishes(camp: Camp, wishes: Iterable[tuple[Participant, Participant, Grade]]) -> int:
    """Keep (author, target, grade) of people of the camp who have stated none; returns how many.

    Colleagues are refused, as on the pages.
    """
    wishes = list(wishes)
    if any(_are_colleagues(author, target) for author, target, _grade in wishes):
        raise Refusal(_("People of one organisation do not meet each other."))
    rows = [
        Wish(camp_id=camp.id, author_id=author.id, target_id=target.id, grade=grade, updated_at=now())
        for author, target, grade in wishes
    ]
    db.session.add_all(rows)
    return len(rows)


def _are_colleagues(author: Participant, target: Participant) -> bool:
    return author.organisation_id is not None and author.organisation_id == target.organisation_id


def mark_absent(camp: Camp, absences: Iterable[tuple[Participant, Iterable[int]]]) -> None:
    """Keep that these participants cannot meet in the slots of these ids."""
    db.session.add_all(
        Absence(camp_id=camp.id, participant_id=participant.id, slot_id=slot)
        for participant, slots in absences
        for slot in slots
    )


def _users_for(people: Sequence[NewParticipant]) -> dict[str, User]:
    """An account for each address; two people with one address are refused."""
    addresses = [normalise_email(person.email) for person in people]
    if len(set(addresses)) < len(addresses):
        raise Refusal(_("Two participants have the same address."))
    users = {user.email: user for user in db.session.scalars(select(User).where(User.email.in_(addresses)))}
    for address, person in zip(addresses, people, strict=True):
        if address not in users:
            users[address] = add_user(address, person.name, "en")
        if person.status is ParticipantStatus.CONFIRMED and users[address].email_confirmed_at is None:
            users[address].email_confirmed_at = now()
    return users


def _refuse_registered(camp: Camp, users: dict[str, User]) -> None:
    ids = [user.id for user in users.values()]
    query = select(Participant.name).where(Participant.camp_id == camp.id, Participant.user_id.in_(ids))
    names = list(db.session.scalars(query.order_by(Participant.name).limit(5)))
    if names:
        db.session.rollback()
        raise Refusal(_("Already registered at this camp: %(names)s.", names=", ".join(names)))


def _take_place(camp: Camp) -> None:
    if not places.take_place(camp):
        db.session.rollback()
        raise Refusal(_("The camp has too few places for all of them."))


def _organisations_for(people: Sequence[NewParticipant]) -> dict[str, object]:
    """Organisations by key; those without a name have none."""
    bodies: dict[str, object] = {}
    for person in people:
        key = organisations.name_key(person.organisation)
        if key and key not in bodies:
            bodies[key] = organisations.find_or_add(
                person.organisation, person.organisation_kind, person.country
            )
    return bodies


def _participant(camp: Camp, user: User, person: NewParticipant, body: object) -> Participant:
    plain = ("name", "job_title", "country", "about", "offers", "needs", "status", "is_listed",
             "shares_contact", "registered_at")  # fmt: skip
    return Participant(
        camp_id=camp.id, user_id=user.id, organisation=body, code=secrets.token_urlsafe(12),
        languages=list(person.languages), updated_at=person.registered_at,
        **{name: getattr(person, name) for name in plain},
    )  # fmt: skip


def _add_topics(camp: Camp, people: Sequence[NewParticipant], participants: Sequence[Participant]) -> None:
    """Offers, needs and interests; Refusal for a topic that the camp does not have."""
    numbers = {
        topic.name: topic.id for topic in db.session.scalars(select(Topic).where(Topic.camp_id == camp.id))
    }
    for person, participant in zip(people, participants, strict=True):
        for kind, name, strength in person.topics:
            if name not in numbers:
                db.session.rollback()
                raise Refusal(_("The camp has no topic called “%(name)s”.", name=name))
            db.session.add(
                TopicInterest(
                    camp_id=camp.id,
                    participant_id=participant.id,
                    topic_id=numbers[name],
                    kind=kind,
                    strength=strength,
                )
            )
