"""One participant's requests, received and sent, as they may see them.

Whoever would rather not meet somebody does not see their requests; the other one sees theirs as unanswered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.extensions import db
from app.models import (
    Camp,
    Grade,
    MeetingRequest,
    Participant,
    ParticipantStatus,
    RequestStatus,
    Wish,
)
from app.services.refusals import NotThere
from app.services.requests import request_rules

PENDING, ACCEPTED = RequestStatus.PENDING, RequestStatus.ACCEPTED


@dataclass(frozen=True)
class Row:
    """A request and the other one. `is_here` is false once they have left the camp, `is_known` once they have
    left the list and nothing between the two stands; `until` is when a pending request ends."""

    request: MeetingRequest
    person: Participant
    is_mine: bool
    is_here: bool
    is_known: bool
    until: datetime


@dataclass(frozen=True)
class Box:
    """The requests of one direction, the newest first in each part."""

    waiting: list[Row]
    agreed: list[Row]
    ended: list[Row]

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.waiting) + len(self.agreed) + len(self.ended)


@dataclass(frozen=True)
class Standing:
    """Where the reader stands with somebody: the request that counts, and who asked."""

    number: int
    status: RequestStatus
    is_mine: bool
    until: datetime


def received(me: Participant, camp: Camp) -> Box:
    """Who has asked the participant; two queries."""
    return _boxed(_rows(me, camp, MeetingRequest.asked_id == me.id))


def one_received(me: Participant, camp: Camp, number: int) -> Row:
    """One of those whom the participant may answer; NotThere for any other. Two queries."""
    mine = and_(MeetingRequest.id == number, MeetingRequest.asked_id == me.id)
    rows = _rows(me, camp, and_(mine, MeetingRequest.status != RequestStatus.WITHDRAWN))
    if not rows:
        raise NotThere(_("There is no such request."))
    return rows[0]


def sent(me: Participant, camp: Camp) -> Box:
    """Whom the participant has asked; two queries."""
    return _boxed(_rows(me, camp, MeetingRequest.asker_id == me.id))


@dataclass(frozen=True)
class Counts:
    """How many requests wait for the participant's answer, for others' answers, and are agreed."""

    waiting: int
    asked: int
    agreed: int


def counts_of(me: Participant) -> Counts:
    """For the participant's home; one query. Only with people who still take part."""
    one = aliased(Participant)
    here = select(one.id).where(one.camp_id == me.camp_id, one.status == ParticipantStatus.CONFIRMED)
    pending, is_mine = MeetingRequest.status == PENDING, MeetingRequest.asker_id == me.id
    query = select(
        func.count().filter(pending, ~is_mine),
        func.count().filter(pending, is_mine),
        func.count().filter(MeetingRequest.status == ACCEPTED),
    ).where(_mine(me), _no_veto_of(me), MeetingRequest.asker_id.in_(here), MeetingRequest.asked_id.in_(here))
    return Counts(*db.session.execute(query).one())


def standings_of(me: Participant, camp: Camp) -> dict[int, Standing]:
    """By the other one's number, the open or else newest request between the two; one query.

    The newest of several ended ones; none from people whom the reader would rather not meet.
    """
    query = select(MeetingRequest).where(_mine(me), _no_veto_of(me)).order_by(MeetingRequest.id)
    found: dict[int, Standing] = {}
    for request in db.session.scalars(query):
        is_mine = request.asker_id == me.id
        other = request.asked_id if is_mine else request.asker_id
        if request.status is RequestStatus.WITHDRAWN and not is_mine:
            continue
        if other in found and found[other].status in (PENDING, ACCEPTED):
            continue
        found[other] = Standing(request.id, request.status, is_mine, request_rules.ends_at(request, camp))
    return found


def agreed_with(me: Participant) -> list[Participant]:
    """Whom the participant has agreed to meet and would still meet, by name; two queries."""
    query = (
        select(Participant)
        .join(MeetingRequest, or_(_pair(MeetingRequest.asker_id, me, MeetingRequest.asked_id),
                                  _pair(MeetingRequest.asked_id, me, MeetingRequest.asker_id)))
        .where(MeetingRequest.status == ACCEPTED, Participant.status == ParticipantStatus.CONFIRMED)
        .where(_no_veto_of(me))
        .options(joinedload(Participant.organisation))
        .order_by(Participant.name, Participant.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def _pair(
    mine: InstrumentedAttribute[int], me: Participant, theirs: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    return and_(mine == me.id, theirs == Participant.id)


def has_asked(person: Participant, me: Participant) -> bool:
    """Whether the person has asked the reader, or agreed with them, so that their page is shown: for as long
    as the request stands. Not to a reader who would rather not meet them."""
    asks = and_(MeetingRequest.asker_id == person.id, MeetingRequest.asked_id == me.id)
    agreed = and_(
        MeetingRequest.asker_id == me.id,
        MeetingRequest.asked_id == person.id,
        MeetingRequest.status == ACCEPTED,
    )
    standing = MeetingRequest.status.in_((PENDING, ACCEPTED, RequestStatus.DECLINED, RequestStatus.EXPIRED))
    query = select(MeetingRequest.id).where(standing, or_(asks, agreed), _no_veto_of(me))
    return db.session.scalar(query.limit(1)) is not None


def _mine(me: Participant) -> ColumnElement[bool]:
    return or_(MeetingRequest.asker_id == me.id, MeetingRequest.asked_id == me.id)


def _no_veto_of(me: Participant) -> ColumnElement[bool]:
    """Not with people whom the reader themselves would rather not meet."""
    other = case((MeetingRequest.asker_id == me.id, MeetingRequest.asked_id), else_=MeetingRequest.asker_id)
    return ~exists().where(Wish.author_id == me.id, Wish.target_id == other, Wish.grade == Grade.RATHER_NOT)


def _rows(me: Participant, camp: Camp, side: ColumnElement[bool]) -> list[Row]:
    query = select(MeetingRequest).where(side, _no_veto_of(me)).order_by(MeetingRequest.id.desc())
    requests = list(db.session.scalars(query))
    numbers = {_other(request, me) for request in requests}
    people = (
        select(Participant).where(Participant.id.in_(numbers)).options(joinedload(Participant.organisation))
    )
    by_number = {person.id: person for person in db.session.scalars(people)}
    return [_row(request, by_number[_other(request, me)], me, camp) for request in requests]


def _other(request: MeetingRequest, me: Participant) -> int:
    return request.asked_id if request.asker_id == me.id else request.asker_id


def _row(request: MeetingRequest, person: Participant, me: Participant, camp: Camp) -> Row:
    is_mine = request.asker_id == me.id
    is_here = person.status is ParticipantStatus.CONFIRMED
    asked_me = not is_mine and request.status is not RequestStatus.WITHDRAWN
    is_known = person.is_listed or asked_me or request.status is ACCEPTED
    return Row(request, person, is_mine, is_here, is_known, request_rules.ends_at(request, camp))


def _boxed(rows: Iterable[Row]) -> Box:
    box = Box([], [], [])
    for row in rows:
        if row.request.status is PENDING and row.is_here:
            box.waiting.append(row)
        elif row.request.status is ACCEPTED and row.is_here:
            box.agreed.append(row)
        else:
            box.ended.append(row)
    return box
