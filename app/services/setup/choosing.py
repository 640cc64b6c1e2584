"""How the participants of a camp choose whom to meet: what its organisers decide about it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from app.extensions import db
from app.models import (
    OPEN,
    ActKind,
    Camp,
    Grade,
    MeetingRequest,
    Mode,
    Participant,
    ParticipantStatus,
    User,
    Wish,
)
from app.services import acts, camps
from app.services.refusals import Conflict, Refusal


@dataclass(frozen=True)
class Rules:
    """What organisers may change at once; None is no limit. The three before the last two are for
    requests mode."""

    mode: Mode
    most_must_meets: int | None
    most_wishes: int | None
    most_open_requests: int | None
    request_days: int
    accepts_unanswered: bool
    needs_common_language: bool = False
    only_new_pairs: bool = False


@dataclass(frozen=True)
class Stated:
    """What a change would meet: how many people have stated wishes, the most that one of them has, and how
    many requests wait for an answer or are accepted."""

    authors: int
    most_must_meets: int
    most_wishes: int
    pending: int
    accepted: int


def rules_of(camp: Camp) -> Rules:
    """The rules as they stand."""
    return Rules(**{name: getattr(camp, name) for name in Rules.__dataclass_fields__})


def stated_at(camp: Camp) -> Stated:
    """Figures for the page of the rules; two queries. A *rather not* is in none of them."""
    each = (
        select(
            func.count().label("all"),
            func.count().filter(Wish.grade == Grade.MUST_MEET).label("musts"),
        )
        .join(Participant, Participant.id == Wish.author_id)
        .where(Wish.camp_id == camp.id, Wish.grade != Grade.RATHER_NOT)
        .where(Participant.status == ParticipantStatus.CONFIRMED)
        .group_by(Wish.author_id)
        .subquery()
    )
    columns = (func.count(), func.coalesce(func.max(each.c.musts), 0), func.coalesce(func.max(each.c.all), 0))
    authors, musts, all_wishes = db.session.execute(select(*columns).select_from(each)).one()
    of_status = [func.count().filter(MeetingRequest.status == status) for status in OPEN]
    asked = select(*of_status).where(MeetingRequest.camp_id == camp.id)
    pending, accepted = (int(count) for count in db.session.execute(asked).one())
    return Stated(authors, musts, all_wishes, pending, accepted)


def change_rules(camp: Camp, version: int, rules: Rules, by: User | None = None) -> None:
    """Change the rules as their organiser saw them at `version`. Commits.

    What has been stated or asked stays, also beyond a new limit and in the other mode, where it rests: going
    back finds it as it was, but for requests whose time is over. Refusal when the limits contradict each other,
    Conflict when somebody saved a change of the camp in between; nothing is saved then.
    """
    if rules.most_must_meets and rules.most_wishes and rules.most_wishes < rules.most_must_meets:
        raise Refusal(_("There cannot be more must meets than wishes in all."))
    camps.lock(camp)
    db.session.refresh(camp)
    if camp.version != version:
        raise Conflict(_("Somebody else has changed the camp in the meantime."))
    for name, value in vars(rules).items():
        setattr(camp, name, value)
    try:
        acts.note(camp, by, ActKind.SET_UP, part="choosing", what="changed")
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise Conflict(_("Somebody else has changed the camp in the meantime.")) from None
