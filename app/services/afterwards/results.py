"""A camp's way from registration to follow-up, in people: how many came to each stage."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Outcome,
    Participant,
    ParticipantStatus,
    Result,
)
from app.services.clock import now
from app.services.people import overview
from app.services.requests import request_rules
from app.services.setup.taking_place import took_place

PROMISING = (Result.FOLLOW_UP_AGREED, Result.COOPERATION_POSSIBLE)


@dataclass(frozen=True)
class Stage:
    """One stage: how many people came to it, and what part of those registered they are (0 of nobody). `key` names it."""

    key: str
    label: str
    people: int
    share: float


@dataclass(frozen=True)
class Way:
    """All stages in order, and what they say in a sentence."""

    stages: list[Stage]
    finding: str


def way_of(camp: Camp) -> Way:
    """The camp's way so far; three queries, whatever its size."""
    figures = overview.funnel(camp)
    held, agreed = db.session.execute(select(_people(camp, _held()), _people(camp, _agreed()))).one()
    wishing = _("Asked, or agreed to meet") if request_rules.in_use(camp) else _("Stated wishes")
    counts = [
        ("registered", _("Registered"), figures.registered),
        ("confirmed", _("Take part"), figures.confirmed),
        ("wishing", wishing, figures.with_wishes),
        ("scheduled", _("Have published meetings"), figures.scheduled),
        ("checked_in", _("Checked in"), figures.checked_in),
        ("held", _("Held a meeting"), held),
        ("agreed", _("Agreed on a follow-up"), agreed),
    ]
    whole = figures.registered or 1
    stages = [Stage(key, label, people, people / whole) for key, label, people in counts]
    return Way(stages, _finding({stage.key: stage.people for stage in stages}) if figures.registered else "")


def _people(camp: Camp, has: ColumnElement[bool]) -> ColumnElement[int]:
    """How many of those who take part fit."""
    query = select(func.count(Participant.id)).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED, has
    )
    return query.scalar_subquery()


def _held() -> ColumnElement[bool]:
    """A meeting that stands, is over and took place."""
    mine = CalendarEntry.has(Participant.id)  # type: ignore[arg-type]
    return exists().where(
        mine, CalendarEntry.is_cancelled.is_(False), CalendarEntry.ends_at <= now(), took_place()
    )


def _agreed() -> ColumnElement[bool]:
    """They say themselves that something is to follow; a word of the other one alone would not do."""
    return exists().where(Outcome.participant_id == Participant.id, Outcome.result.in_(PROMISING))


def _finding(people: dict[str, int]) -> str:
    """The furthest stage that anybody has come to."""
    registered = people["registered"]
    if agreed := people["agreed"]:
        return _(
            "%(num)d of %(all)d people registered have agreed on a follow-up", num=agreed, all=registered
        )
    if held := people["held"]:
        return _("%(num)d of %(all)d people registered have held a meeting", num=held, all=registered)
    if scheduled := people["scheduled"]:
        return _(
            "%(num)d of %(all)d people registered have a published meeting", num=scheduled, all=registered
        )
    if wishing := people["wishing"]:
        return _("%(num)d of %(all)d people registered want to meet somebody", num=wishing, all=registered)
    return _("%(all)d people are registered; nobody has said yet whom they want to meet", all=registered)
