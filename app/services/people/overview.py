"""A camp at a glance: its funnel of figures, and what its organiser should do next."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Select, func, or_, select

from app.extensions import db
from app.models import (
    OPEN,
    Camp,
    Grade,
    MeetingRequest,
    Outcome,
    Participant,
    ParticipantStatus,
    RequestStatus,
    Result,
    Schedule,
    ScheduleStatus,
    Seat,
    Wish,
)
from app.services.clock import now
from app.services.local_time import day_of
from app.services.requests import request_rules
from app.services.setup import checklist

CONFIRMED = ParticipantStatus.CONFIRMED


class Step(StrEnum):
    """What comes next, by phase."""

    COMPLETE = "complete"
    OPEN = "open"
    GATHER = "gather"
    MATCH = "match"
    PUBLISH = "publish"
    RUN = "run"
    OVER = "over"


@dataclass(frozen=True)
class Funnel:
    """People at each stage, each stage a part of the one before; `waiting`,
    `applied` and `meetings` stand beside."""

    registered: int
    confirmed: int
    with_wishes: int
    scheduled: int
    checked_in: int
    waiting: int
    applied: int
    meetings: int


def funnel(camp: Camp) -> Funnel:
    """The figures of the camp. Two queries, whatever its size."""
    stages = select(
        func.count().filter(
            Participant.status.not_in((ParticipantStatus.WITHDRAWN, ParticipantStatus.DECLINED))
        ),
        func.count().filter(Participant.status == CONFIRMED),
        func.count().filter(Participant.status == CONFIRMED, Participant.checked_in_at.is_not(None)),
        func.count().filter(Participant.status == ParticipantStatus.WAITING),
        func.count().filter(Participant.status == ParticipantStatus.APPLIED),
    ).where(Participant.camp_id == camp.id)
    registered, confirmed, checked_in, waiting, applied = db.session.execute(stages).one()
    seats = (
        select(func.count(Seat.participant_id.distinct()))
        .join(Schedule, Schedule.id == Seat.schedule_id)
        .where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
    )
    held = seats.with_only_columns(func.count(Seat.meeting_id.distinct()), maintain_column_froms=True)
    row = db.session.execute(
        select(*(query.scalar_subquery() for query in (_with_wishes(camp), seats, held)))
    ).one()
    return Funnel(registered, confirmed, row[0], row[1], checked_in, waiting, applied, row[2])


def _with_wishes(camp: Camp) -> Select[int]:
    """How many confirmed people want to meet somebody; in requests mode, have asked or agreed."""
    if request_rules.in_use(camp):
        asking = select(MeetingRequest.asker_id).where(
            MeetingRequest.camp_id == camp.id, MeetingRequest.status.in_(OPEN)
        )
        agreed = select(MeetingRequest.asked_id).where(
            MeetingRequest.camp_id == camp.id, MeetingRequest.status == RequestStatus.ACCEPTED
        )
        wanting = or_(Participant.id.in_(asking), Participant.id.in_(agreed))
    else:
        wishes = select(Wish.author_id).where(Wish.camp_id == camp.id, Wish.grade != Grade.RATHER_NOT)
        wanting = Participant.id.in_(wishes)
    return select(func.count(Participant.id)).where(
        Participant.camp_id == camp.id, Participant.status == CONFIRMED, wanting
    )


def outcomes(camp: Camp) -> dict[Result, int]:
    """How many people gave each answer about a meeting; empty while nobody has. One query."""
    query = select(Outcome.result, func.count()).where(Outcome.camp_id == camp.id).group_by(Outcome.result)
    given = {row[0]: row[1] for row in db.session.execute(query)}
    return {result: given.get(result, 0) for result in Result} if given else {}


def next_step(camp: Camp, figures: Funnel) -> Step:
    """The one thing to do now. At most four queries."""
    today = day_of(now(), camp.time_zone)
    if today > camp.ends_on:
        return Step.OVER
    if checklist.missing(camp):
        return Step.COMPLETE
    if not camp.is_public:
        return Step.OPEN
    if today >= camp.starts_on:
        return Step.RUN
    if figures.scheduled:
        return Step.RUN
    if _has_draft(camp):
        return Step.PUBLISH
    wishes_over = camp.wishes_close_at is not None and camp.wishes_close_at <= now()
    return Step.MATCH if wishes_over else Step.GATHER


def phase_today(camp: Camp) -> str:
    """What the organisers are busy with, by the calendar alone: "set_up" until the camp is open, "people" until the
    day before it, "day" while it is, then "results". No query."""
    today = day_of(now(), camp.time_zone)
    if today > camp.ends_on:
        return "results"
    if today >= camp.starts_on - timedelta(days=1):
        return "day"
    return "people" if camp.is_public else "set_up"


def _has_draft(camp: Camp) -> bool:
    query = select(Schedule.id).where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.DRAFT)
    return db.session.scalar(query.limit(1)) is not None
