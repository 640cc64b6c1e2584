"""What a camp still lacks before it can open: the first thing its organiser looks for."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, MeetingTable, Session, Slot, Topic
from app.services.clock import now
from app.services.local_time import day_of


@dataclass(frozen=True)
class Item:
    """One line of the list. `page` names the page of the set-up on which it is put right."""

    text: str
    done: bool
    page: str
    is_needed: bool = True


def checklist(camp: Camp) -> list[Item]:
    """Every line, in the order in which one sets a camp up. Two queries, whatever the camp's size."""
    counts = _counts(camp)
    ahead = camp.ends_on >= day_of(now(), camp.time_zone)
    return [
        Item(_("dates that lie ahead"), ahead, "camp"),
        Item(_("a place"), bool(camp.place), "camp"),
        Item(_("a contact address"), bool(camp.contact_email), "camp"),
        Item(_("a time until which people can register"), camp.registration_closes_at is not None, "camp"),
        Item(_("a time until which wishes can be stated"), camp.wishes_close_at is not None, "camp"),
        Item(_("slots for meetings"), counts["slots"] > 0, "slots"),
        Item(_("tables for meetings"), counts["tables"] > 0, "tables"),
        Item(_("topics for offers and needs"), counts["topics"] > 0, "topics"),
        Item(_("a summary for the camp's page"), bool(camp.summary), "camp", is_needed=False),
        Item(_("a programme"), counts["sessions"] > 0, "programme", is_needed=False),
    ]


def missing(camp: Camp) -> list[str]:
    """What is needed and not there, in words."""
    return [item.text for item in checklist(camp) if item.is_needed and not item.done]


def _counts(camp: Camp) -> dict[str, int]:
    which = {
        "slots": Slot.stands_at(camp.id),
        "tables": MeetingTable.stands_at(camp.id),
        "topics": Topic.camp_id == camp.id,
        "sessions": Session.camp_id == camp.id,
    }
    counts = [
        select(func.count()).where(condition).scalar_subquery().label(name)
        for name, condition in which.items()
    ]
    return dict(db.session.execute(select(*counts)).one()._mapping)
