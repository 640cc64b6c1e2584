"""Changing what a camp says of itself, opening and hiding it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from app.extensions import db
from app.models import ActKind, Camp, CampKind, User
from app.services import acts, camps
from app.services.local_time import check_zone
from app.services.refusals import Conflict, Refusal
from app.services.registration import registrations
from app.services.setup import camp_dates, checklist


@dataclass(frozen=True)
class CampValues:
    """Everything about a camp that its organisers may change at once. Moments are aware."""

    name: str
    kind: CampKind
    summary: str
    place: str
    contact_email: str
    time_zone: str
    starts_on: date
    ends_on: date
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    wishes_close_at: datetime | None
    needs_approval: bool
    capacity: int | None
    promised_meetings: int
    max_meetings: int | None
    reminds: bool = True
    sender_name: str = ""
    reply_to: str = ""
    moves_frozen_from: datetime | None = None


def check_values(values: CampValues) -> None:
    """Refuse what contradicts itself."""
    check_zone(values.time_zone)
    if not values.name.strip():
        raise Refusal(_("Give the camp a name."))
    if values.ends_on < values.starts_on:
        raise Refusal(_("The camp cannot end before it begins."))
    opens, closes = values.registration_opens_at, values.registration_closes_at
    if opens and closes and closes <= opens:
        raise Refusal(_("Registration must close after it opens."))
    if values.max_meetings is not None and values.max_meetings < values.promised_meetings:
        raise Refusal(_("Nobody can be promised more meetings than they may have."))


def edit_camp(camp: Camp, version: int, values: CampValues, by: User | None = None) -> None:
    """Change the camp as its organiser saw it at `version`. Commits.

    When the dates move and the length stays, programme and slots move along; otherwise the new dates
    must cover them. Places that are new go to those who wait. Raises Conflict when somebody saved a
    change in between, Refusal when the values contradict each other or what is already there; nothing
    is saved then.
    """
    check_values(values)
    camps.lock(camp)
    db.session.refresh(camp)
    if camp.version != version:
        raise Conflict(_("Somebody else has changed the camp in the meantime."))
    if values.capacity is not None and values.capacity < camp.places_taken:
        raise Refusal(_("%(num)d places are taken: there cannot be fewer places.", num=camp.places_taken))
    camp_dates.move(camp, values.time_zone, values.starts_on, values.ends_on)
    for name, value in vars(values).items():
        setattr(camp, name, value)
    try:
        db.session.flush()
        registrations.hand_out_free_places(camp)
        acts.note(camp, by, ActKind.SET_UP, part="camp")
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise Conflict(_("Somebody else has changed the camp in the meantime.")) from None


def open_camp(camp: Camp, by: User | None = None) -> None:
    """Show the camp's page to everybody. Commits. Refused while the checklist lacks something."""
    missing = checklist.missing(camp)
    if missing:
        raise Refusal(_("Before the camp can open, this is missing: %(items)s.", items=", ".join(missing)))
    camp.is_public = True
    acts.note(camp, by, ActKind.CAMP_OPENED)
    db.session.commit()


def hide_camp(camp: Camp, by: User | None = None) -> None:
    """Show the camp to its team and to people already registered only. Commits."""
    camp.is_public = False
    acts.note(camp, by, ActKind.CAMP_HIDDEN)
    db.session.commit()
