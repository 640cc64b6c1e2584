"""What becomes of requests that nobody answers: one reminder, then they end. For the worker's rounds."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Camp, MeetingRequest, Mode, Participant, ParticipantStatus, RequestStatus
from app.services.clock import now
from app.services.requests import request_mails, request_rules

AT_ONCE = 500
PENDING = MeetingRequest.status == RequestStatus.PENDING


def remind() -> int:
    """Remind everybody asked, once for each request, in one mail; returns how many mails. Commits for each.

    Whoever would rather not meet the asker hears nothing.
    """
    due = _waiting(MeetingRequest.remind_at <= now(), MeetingRequest.reminded_at.is_(None))
    sent = 0
    for requests in _by(due, "asked_id"):
        camp = db.session.get_one(Camp, requests[0].camp_id)
        mine = [request for request in requests if _mark_reminded(request)]
        told = [one for one in mine if not request_rules.is_muted(one.asker_id, one.asked_id)]
        if told:
            request_mails.reminder(camp, told)
            sent += 1
        db.session.commit()
    return sent


def _mark_reminded(request: MeetingRequest) -> bool:
    """Whether it still waits for its reminder; it does no more afterwards."""
    still = (MeetingRequest.id == request.id, PENDING, MeetingRequest.reminded_at.is_(None))
    return bool(_rows(update(MeetingRequest).where(*still).values(reminded_at=now())))


def end() -> int:
    """End the requests whose time is over or whose people have left; returns how many. Commits for each asker.

    They expire; at a camp that takes silence for a yes they count as accepted while both take part.
    """
    over = or_(MeetingRequest.expires_at <= now(), Camp.wishes_close_at <= now(), _somebody_has_left())
    ended = 0
    for requests in _by(_waiting(over), "asker_id"):
        ended += _end_all(db.session.get_one(Camp, requests[0].camp_id), requests)
        db.session.commit()
    return ended


def _end_all(camp: Camp, requests: list[MeetingRequest]) -> int:
    """These of one asker at one camp, each unless it was answered meanwhile, with the mails about it."""
    done: dict[RequestStatus, list[MeetingRequest]] = defaultdict(list)
    for request in requests:
        people = [db.session.get_one(Participant, one) for one in (request.asker_id, request.asked_id)]
        both = all(person.status is ParticipantStatus.CONFIRMED for person in people)
        to = RequestStatus.ACCEPTED if camp.accepts_unanswered and both else RequestStatus.EXPIRED
        values = {"status": to, "ended_at": now(), "is_automatic": to is RequestStatus.ACCEPTED}
        if _rows(update(MeetingRequest).where(MeetingRequest.id == request.id, PENDING).values(values)):
            done[to].append(request)
    accepted, expired = done[RequestStatus.ACCEPTED], done[RequestStatus.EXPIRED]
    asker = db.session.get_one(Participant, requests[0].asker_id)
    if (accepted or expired) and asker.status is ParticipantStatus.CONFIRMED:
        request_mails.ended(camp, expired, accepted)
    for request in accepted:
        if not request_rules.is_muted(request.asker_id, request.asked_id):
            request_mails.counted(camp, [request])
    return len(accepted) + len(expired)


def _somebody_has_left() -> ColumnElement[bool]:
    one = aliased(Participant)
    here = select(one.id).where(one.status == ParticipantStatus.CONFIRMED)
    return or_(MeetingRequest.asker_id.not_in(here), MeetingRequest.asked_id.not_in(here))


def _waiting(*conditions: ColumnElement[bool]) -> list[MeetingRequest]:
    """Pending requests of camps in requests mode; those of camps that went back to wishes rest."""
    query = select(MeetingRequest).join(Camp, Camp.id == MeetingRequest.camp_id)
    query = query.where(PENDING, Camp.mode == Mode.REQUESTS, *conditions).order_by(MeetingRequest.id)
    return list(db.session.scalars(query.limit(AT_ONCE)))


def _by(requests: Iterable[MeetingRequest], side: str) -> list[list[MeetingRequest]]:
    """Together what one participant gets one mail about; a participant is of one camp."""
    grouped: dict[int, list[MeetingRequest]] = defaultdict(list)
    for request in requests:
        grouped[getattr(request, side)].append(request)
    return list(grouped.values())


def _rows(statement: object) -> int:
    done = db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return int(done.rowcount)
