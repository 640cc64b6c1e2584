"""Meeting requests: asking, accepting, declining, withdrawing. Who asks whom at once has agreed."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import OPEN, Camp, MeetingRequest, Participant, ParticipantStatus, RequestStatus
from app.services.clock import now
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.requests import request_mails, request_rules
from app.services.wishes import wishes

PENDING, ACCEPTED, DECLINED = RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.DECLINED
WITHDRAWN, EXPIRED = RequestStatus.WITHDRAWN, RequestStatus.EXPIRED
LONGEST_MESSAGE, LONGEST_REASON = 1000, 500


@dataclass(frozen=True)
class Asked:
    """What asking did. `is_new` is false where the same was asked before: then nothing was sent."""

    target: Participant
    status: RequestStatus
    is_new: bool = True


def person_to_ask(me: Participant, camp: Camp, code: str) -> Participant:
    """The listed participant with the code; NotThere for anybody whom the asker may not know of."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.code == code, wishes.VISIBLE
    )
    person = db.session.scalar(query.options(joinedload(Participant.organisation)))
    if person is None:
        raise NotThere(_("There is no such participant at this camp."))
    return person


def ask(me: Participant, camp: Camp, code: str, message: str = "") -> Asked:
    """Ask the participant with this code to meet. Commits.

    Where they have asked already, or ask at the same moment, the two have agreed. Refusal for oneself,
    colleagues, whoever has declined, and beyond the camp's quota; Conflict when requests are closed.
    """
    wishes.hold(me)
    request_rules.check_open(camp)
    target = person_to_ask(me, camp, code)
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        raise Refusal(_("A message has at most %(num)d characters.", num=LONGEST_MESSAGE))
    standing = _open_between(me, target)
    if standing is None:
        request_rules.check_may_ask(me, camp, target)
        request_rules.check_quota(me, camp)
        if _insert(me, camp, target, message):
            done = _after_asking(me, camp, target)
            db.session.commit()
            return done
        standing = _open_between(me, target)
        if standing is None:
            raise Conflict(_("%(name)s has just changed something. Please try again.", name=target.name))
    return _with(standing, me, camp, target)


def _with(standing: MeetingRequest, me: Participant, camp: Camp, target: Participant) -> Asked:
    """Asking where a request is open already: theirs is accepted, one's own stays as it is."""
    if standing.asker_id == me.id or standing.status is ACCEPTED:
        status = standing.status
        db.session.commit()
        return Asked(target, status, is_new=False)
    request_rules.check_may_ask(me, camp, target)
    _accept(standing, camp, me)
    db.session.commit()
    return Asked(target, ACCEPTED)


def _insert(me: Participant, camp: Camp, target: Participant, message: str) -> bool:
    """One statement: the database lets through only one of two who ask each other at once."""
    lo, hi = sorted((me.id, target.id))
    at = now()
    remind_at, expires_at = request_rules.term(camp, at)
    values = {
        "camp_id": camp.id, "asker_id": me.id, "asked_id": target.id, "lo_id": lo, "hi_id": hi,
        "status": PENDING, "is_automatic": False, "message": message, "reason": "", "asked_at": at,
        "remind_at": remind_at, "expires_at": expires_at,
    }  # fmt: skip
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(MeetingRequest).values(values).on_conflict_do_nothing(
        index_elements=["lo_id", "hi_id"], index_where=MeetingRequest.status.in_(OPEN)
    )  # fmt: skip
    return db.session.execute(statement.returning(MeetingRequest.id)).first() is not None


def _after_asking(me: Participant, camp: Camp, target: Participant) -> Asked:
    """Tell the asked one, or accept for them where they accept all; nothing where they rather would not."""
    request = _open_between(me, target)
    assert request is not None  # noqa: S101 -- just put there, in this transaction
    if request_rules.is_muted(me.id, target.id):
        return Asked(target, PENDING)
    if target.accepts_requests:
        _accept(request, camp, target, is_automatic=True)
        request_mails.counted(camp, [request])
        return Asked(target, ACCEPTED)
    request_mails.asked(camp, request)
    return Asked(target, PENDING)


def accept(me: Participant, camp: Camp, number: int) -> Participant:
    """Say yes to a request; returns the asker. Commits. A no, or none in time, may still become a yes.

    Conflict when it was withdrawn, or the two have agreed by another request, or requests are closed.
    """
    request = _one(number, camp, asked_id=me.id)
    request_rules.check_open(camp)
    asker = db.session.get_one(Participant, request.asker_id)
    if request_rules.is_muted(asker.id, me.id):
        raise NotThere(_("There is no such request."))
    if asker.status is not ParticipantStatus.CONFIRMED:
        raise Conflict(_("%(name)s does not take part any more.", name=asker.name))
    wishes.check_may_meet(me, asker)
    if request.status is not ACCEPTED:
        try:
            _accept(request, camp, me)
        except IntegrityError:
            db.session.rollback()
            raise Conflict(_("There is a newer request between you two. Answer that one.")) from None
    db.session.commit()
    return asker


def _accept(request: MeetingRequest, camp: Camp, by: Participant, *, is_automatic: bool = False) -> None:
    """The step itself, in the present transaction; the asker gets a mail."""
    _change(request, ACCEPTED, (PENDING, DECLINED, EXPIRED), is_automatic=is_automatic, reason="")
    request_mails.accepted(camp, request, by)


def decline(me: Participant, camp: Camp, number: int, reason: str = "") -> Participant:
    """Say no to a request, also after a yes, with a reason or without; returns the asker. Commits."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("A reason has at most %(num)d characters.", num=LONGEST_REASON))
    request = _one(number, camp, asked_id=me.id)
    if request_rules.is_muted(request.asker_id, me.id):
        raise NotThere(_("There is no such request."))
    was = request.status
    if was is not DECLINED:
        _change(request, DECLINED, OPEN, reason=reason, is_automatic=False)
        request_mails.declined(camp, request, me, was_accepted=was is ACCEPTED)
    db.session.commit()
    return db.session.get_one(Participant, request.asker_id)


def withdraw(me: Participant, camp: Camp, number: int) -> Participant:
    """Take one's own request back, also after a yes; returns the asked one. Commits."""
    request = _one(number, camp, asker_id=me.id)
    was = request.status
    if was is not WITHDRAWN:
        _change(request, WITHDRAWN, OPEN)
        if was is ACCEPTED and not request_rules.is_muted(me.id, request.asked_id):
            request_mails.called_off(camp, request, me)
    db.session.commit()
    return db.session.get_one(Participant, request.asked_id)


def number_of(asker: Participant, asked: Participant) -> int:
    """The number of the open request of one to the other; NotThere without any."""
    request = _open_between(asker, asked)
    if request is None or request.asker_id != asker.id:
        raise NotThere(_("There is no such request."))
    return request.id


def accept_all(me: Participant, *, wanted: bool) -> None:
    """Say beforehand yes to whoever asks, or no longer. Commits. What waits already is not answered by it."""
    db.session.execute(update(Participant).where(Participant.id == me.id).values(accepts_requests=wanted))
    db.session.commit()


def _open_between(a: Participant, b: Participant) -> MeetingRequest | None:
    """The pair's one open request, as it is in the database now."""
    lo, hi = sorted((a.id, b.id))
    query = select(MeetingRequest).where(
        MeetingRequest.lo_id == lo, MeetingRequest.hi_id == hi, MeetingRequest.status.in_(OPEN)
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


def _one(number: int, camp: Camp, **mine: int) -> MeetingRequest:
    query = select(MeetingRequest).filter_by(id=number, camp_id=camp.id, **mine)
    request = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if request is None:
        raise NotThere(_("There is no such request."))
    return request


def _change(
    request: MeetingRequest, to: RequestStatus, of: tuple[RequestStatus, ...], **values: object
) -> None:
    """From one of these states to another, or Conflict: whoever was faster has decided."""
    step = (
        update(MeetingRequest)
        .where(MeetingRequest.id == request.id, MeetingRequest.status.in_(of))
        .values(status=to, ended_at=now(), **values)
    )
    if not db.session.execute(step.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(_("This request has changed in the meantime. Look at it again."))
    db.session.refresh(request)
