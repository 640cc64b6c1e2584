"""The places of a camp: whether one may register, taking a place, giving it back to who waits longest."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import func, or_, select, tuple_, update

from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus, User
from app.services import camps
from app.services.clock import now
from app.services.local_time import moment_at


class RegistrationState(StrEnum):
    """What somebody who wants to register meets. FULL is open, for the waiting list."""

    NOT_YET = "not_yet"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True)
class CampCard:
    """A camp as the front page shows it."""

    camp: Camp
    registration: RegistrationState


@dataclass(frozen=True)
class OwnCamp:
    """A camp at which somebody is registered, and where that registration stands."""

    camp: Camp
    status: ParticipantStatus


def is_full(camp: Camp) -> bool:
    """Whether the next one to register waits."""
    return camp.capacity is not None and camp.places_taken >= camp.capacity


def places_left(camp: Camp) -> int | None:
    """How many places are free; None without a limit."""
    return None if camp.capacity is None else max(0, camp.capacity - camp.places_taken)


def closes_at(camp: Camp) -> datetime:
    """When registration ends: as the organiser said, else when the camp's first day begins."""
    return camp.registration_closes_at or moment_at(camp.starts_on, time(0, 0), camp.time_zone)


def registration_state(camp: Camp, *, invited: bool = False) -> RegistrationState:
    """Where registration stands now. Without an opening date it has not opened.

    For whoever is invited it is open whatever the dates say.
    """
    moment = now()
    if invited:
        return RegistrationState.FULL if is_full(camp) else RegistrationState.OPEN
    if moment >= closes_at(camp):
        return RegistrationState.CLOSED
    if camp.registration_opens_at is None or moment < camp.registration_opens_at:
        return RegistrationState.NOT_YET
    return RegistrationState.FULL if is_full(camp) else RegistrationState.OPEN


def may_register(camp: Camp, *, invited: bool = False) -> bool:
    """Whether the form may be filled in and sent, be it for the waiting list."""
    return registration_state(camp, invited=invited) in (RegistrationState.OPEN, RegistrationState.FULL)


def public_cards() -> list[CampCard]:
    """The public camps that are not over, the next one first."""
    today = now().date()
    return [
        CampCard(camp, registration_state(camp)) for camp in camps.public_camps() if camp.ends_on >= today
    ]


def own_camps(user: User) -> list[OwnCamp]:
    """Where the user is registered, camps that are over left out; the next one first."""
    query = (
        select(Camp, Participant.status)
        .join(Participant, Participant.camp_id == Camp.id)
        .where(Participant.user_id == user.id, Participant.status != ParticipantStatus.WITHDRAWN)
        .where(Camp.ends_on >= now().date())
        .order_by(Camp.starts_on, Camp.id)
    )
    return [OwnCamp(camp, status) for camp, status in db.session.execute(query)]


def take_place(camp: Camp) -> bool:
    """Take a place in the present transaction; False when there is none left.

    One conditional update, so that the camp is never overfull however many come at once.
    """
    free = or_(Camp.capacity.is_(None), Camp.places_taken < Camp.capacity)
    query = update(Camp).where(Camp.id == camp.id, free).values(places_taken=Camp.places_taken + 1)
    return _changed_one(query)


def take_places(camp: Camp, wanted: int) -> int:
    """Take as many of these places as are left, in the present transaction, while the camp is locked;
    returns how many."""
    db.session.refresh(camp, ["capacity", "places_taken"])
    got = wanted if camp.capacity is None else max(0, min(wanted, camp.capacity - camp.places_taken))
    query = update(Camp).where(Camp.id == camp.id).values(places_taken=Camp.places_taken + got)
    db.session.execute(query, execution_options={"synchronize_session": False})
    return got


def give_back_place(camp: Camp) -> None:
    """Free a place in the present transaction."""
    query = update(Camp).where(Camp.id == camp.id, Camp.places_taken > 0)
    _changed_one(query.values(places_taken=Camp.places_taken - 1))


def first_waiting(camp: Camp) -> Participant | None:
    """Whoever has been on the waiting list longest. Call it while the camp is locked."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.WAITING
    )
    return db.session.scalar(query.order_by(Participant.registered_at, Participant.id).limit(1))


def place_in_line(person: Participant) -> int:
    """How many get a place before this one on the waiting list, and one: 1 is next."""
    mine = (person.registered_at, person.id)
    before = tuple_(Participant.registered_at, Participant.id) < tuple_(*mine)
    query = select(func.count()).where(
        Participant.camp_id == person.camp_id, Participant.status == ParticipantStatus.WAITING, before
    )
    return (db.session.scalar(query) or 0) + 1


def _changed_one(query: object) -> bool:
    result = db.session.execute(query, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return bool(result.rowcount == 1)
