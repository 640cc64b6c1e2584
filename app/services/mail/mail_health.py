"""Whether a camp's mails go out: how many stand where, and which no server takes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select

from app.extensions import db
from app.models import Camp, MessageStatus, OutboxMessage, Participant, User

MOST_SHOWN = 50


@dataclass(frozen=True)
class Counts:
    """How many mails of a camp wait, were handed to a mail server, or were given up; since when the oldest waits."""

    waiting: int
    sent: int
    failed: int
    waits_since: datetime | None


def counts_of(camp: Camp) -> Counts:
    """Two queries."""
    query = select(OutboxMessage.status, func.count()).where(OutboxMessage.camp_id == camp.id)
    found = dict(db.session.execute(query.group_by(OutboxMessage.status)).all())
    waits = select(func.min(OutboxMessage.due_at)).where(
        OutboxMessage.camp_id == camp.id, OutboxMessage.status == MessageStatus.WAITING
    )
    return Counts(
        waiting=found.get(MessageStatus.WAITING, 0), sent=found.get(MessageStatus.SENT, 0),
        failed=found.get(MessageStatus.FAILED, 0), waits_since=db.session.scalar(waits),
    )  # fmt: skip


def stuck_at(camp: Camp) -> list[Row[tuple[OutboxMessage, str | None, str | None]]]:
    """The mails that no server has taken yet or at all, the latest first, each with the code and the name of its
    reader where they are registered; one query, a bounded number."""
    query = (
        select(OutboxMessage, Participant.code, Participant.name)
        .outerjoin(User, func.lower(User.email) == func.lower(OutboxMessage.recipient))
        .outerjoin(Participant, (Participant.user_id == User.id) & (Participant.camp_id == camp.id))
        .where(OutboxMessage.camp_id == camp.id, OutboxMessage.status != MessageStatus.SENT)
        .where(OutboxMessage.error != "")
        .order_by(OutboxMessage.id.desc())
    )
    return list(db.session.execute(query.limit(MOST_SHOWN)))
