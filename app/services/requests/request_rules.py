"""What holds for meeting requests: when they are open, who is spared them, how many one may have."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, MeetingRequest, Mode, Participant, RequestStatus
from app.services.refusals import Conflict, Refusal
from app.services.wishes import wishes
from app.services.wishes.wish_quotas import Quota

MOST_TO_ONE_PERSON = 3
REMIND_AFTER = 2 / 3
"""The share of a request's life after which the asked one is reminded, once."""


def in_use(camp: Camp) -> bool:
    """Whether people at the camp come together by requests."""
    return camp.mode is Mode.REQUESTS


def check_open(camp: Camp) -> None:
    """Refuse what only goes in requests mode and before the closing moment."""
    if not in_use(camp):
        raise Conflict(_("At this camp people state wishes; nobody asks or accepts."))
    if not wishes.are_open(camp):
        raise Conflict(_("Requests have closed. Ask the organisers if one must change."))


def ends_at(request: MeetingRequest, camp: Camp) -> datetime:
    """The moment until which a pending request waits for its answer."""
    closing = camp.wishes_close_at
    return request.expires_at if closing is None else min(request.expires_at, closing)


def term(camp: Camp, at: datetime) -> tuple[datetime, datetime]:
    """When somebody asked at this moment is reminded, and when the request ends."""
    life = timedelta(days=camp.request_days)
    return at + life * REMIND_AFTER, at + life


def is_muted(asker_id: int, asked_id: int) -> bool:
    """Whether the asked one would rather not meet the asker: then they hear nothing of it, nor does the
    asker of that."""
    return wishes.would_rather_not(asked_id, asker_id)


def quota_of(asker: Participant, camp: Camp) -> Quota:
    """How many requests of the asker wait for an answer, of how many that may; one query."""
    query = select(func.count()).where(
        MeetingRequest.asker_id == asker.id, MeetingRequest.status == RequestStatus.PENDING
    )
    return Quota(db.session.scalar(query) or 0, camp.most_open_requests)


def check_may_ask(asker: Participant, camp: Camp, target: Participant) -> None:
    """Refuse what the asker's own words or earlier requests rule out. The caller holds the asker."""
    wishes.check_may_meet(asker, target)
    if is_muted(target.id, asker.id):
        raise Refusal(
            _(
                "You have said that you would rather not meet %(name)s. Take that back first.",
                name=target.name,
            )
        )
    mine = (MeetingRequest.asker_id == asker.id, MeetingRequest.asked_id == target.id)
    declined = MeetingRequest.status == RequestStatus.DECLINED
    query = select(func.count(), func.count().filter(declined)).where(*mine)
    times, declines = db.session.execute(query).one()
    if declines:
        raise Refusal(
            _(
                "%(name)s has declined. They can still change their mind, but you cannot ask again.",
                name=target.name,
            )
        )
    if times >= MOST_TO_ONE_PERSON:
        raise Refusal(
            _("You have asked %(name)s %(num)d times. That is the most.", name=target.name, num=times)
        )


def check_quota(asker: Participant, camp: Camp) -> None:
    """Refuse one more than the camp lets wait for an answer. The caller holds the asker."""
    quota = quota_of(asker, camp)
    if quota.left == 0:
        raise Refusal(
            _(
                "%(num)d of your requests wait for an answer, which is the most at this camp. Withdraw one, "
                "or wait for an answer.",
                num=quota.stated,
            )
        )
