"""Mails that came back: which one it was, what follows from it, and beginning anew.

A permanent failure stops what need not be sent to the address, in every camp, until the address is changed or
somebody who runs a camp sends again. What must be sent is still tried.
"""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select, update

from app.extensions import db
from app.models import (
    ActKind,
    Bounce,
    Camp,
    MessageStatus,
    OutboxMessage,
    Participant,
    User,
    Verdict,
)
from app.services import acts, camps
from app.services.clock import now
from app.services.mail.bounce_mail import Report
from app.services.refusals import NotThere


def apply(report: Report) -> tuple[Verdict, int | None]:
    """Note what a server tells of one of our mails, in the present transaction; whose camp it is about."""
    message = _meant(report)
    if message is None:
        return Verdict.UNKNOWN_MAIL, None
    note(message, is_permanent=report.is_permanent, status=report.status, reason=report.reason)
    return Verdict.RETURNED, message.camp_id


def note(message: OutboxMessage, *, is_permanent: bool, status: str, reason: str) -> None:
    """Keep what was told of the mail; a delay says nothing new of one that has failed for good. Does not commit."""
    row = db.session.scalar(select(Bounce).where(Bounce.message_id == message.message_id))
    if row is not None and row.settled_at is not None:
        if message.sent_at is not None and message.sent_at <= row.settled_at:
            return  # told once more of what somebody has seen and settled
        row.settled_at = None
    elif row is not None and row.is_permanent and not is_permanent:
        return
    row = row or Bounce(
        message_id=message.message_id, outbox_id=message.id, camp_id=message.camp_id,
        address=message.recipient.lower(),
    )  # fmt: skip
    row.is_permanent, row.status, row.reason, row.told_at = is_permanent, status[:20], reason[:300], now()
    db.session.add(row)


def _meant(report: Report) -> OutboxMessage | None:
    query = select(OutboxMessage).where(OutboxMessage.status != MessageStatus.WAITING)
    if report.message_id:
        return db.session.scalar(query.where(OutboxMessage.message_id == report.message_id))
    if report.envelope:
        mine = OutboxMessage.message_id.startswith(f"<{report.envelope}@", autoescape=True)
        return db.session.scalar(query.where(mine))
    return None


def is_reachable() -> ColumnElement[bool]:
    """The condition, for a query about participants, that nothing permanent stands against their address."""
    theirs = (User.id == Participant.user_id) & (func.lower(User.email) == Bounce.address)
    return ~exists().where(theirs, Bounce.is_permanent, Bounce.settled_at.is_(None))


def standing_at(camp: Camp) -> list[tuple[Participant, Bounce]]:
    """Whose address mails of any camp did not reach, with what was told last, by name; one query."""
    query = (
        select(Participant, Bounce)
        .join(User, User.id == Participant.user_id)
        .join(Bounce, Bounce.address == func.lower(User.email))
        .where(Participant.camp_id == camp.id, Participant.name != "", Bounce.settled_at.is_(None))
        .order_by(Participant.name, Participant.id, Bounce.is_permanent, Bounce.told_at)
    )
    latest = {person.id: (person, bounce) for person, bounce in db.session.execute(query)}
    return sorted(latest.values(), key=lambda found: not found[1].is_permanent)


def standing_against(person: Participant) -> Bounce | None:
    """What stands against a participant's address, the worst and latest; one query."""
    query = select(Bounce).where(Bounce.address == person.user.email.lower(), Bounce.settled_at.is_(None))
    return db.session.scalar(query.order_by(Bounce.is_permanent.desc(), Bounce.told_at.desc()).limit(1))


def send_again(camp: Camp, code: str, by: User) -> tuple[Participant, int]:
    """Take it that a participant's address works again, and send once more what the camp sent there in vain.

    Returns how many mails. Commits. NotThere for nobody of the camp. A mail keeps its Message-ID; one of no use any
    more, or whose words have been forgotten, is not sent.
    """
    camps.lock(camp)
    person = db.session.scalar(
        select(Participant).where(
            Participant.camp_id == camp.id, Participant.code == code, Participant.name != ""
        )
    )
    if person is None:
        raise NotThere(_("There is no such participant."))
    address = person.user.email.lower()
    found = list(
        db.session.scalars(select(Bounce).where(Bounce.address == address, Bounce.settled_at.is_(None)))
    )
    lost = {one.outbox_id for one in found if one.is_permanent and one.camp_id == camp.id and one.outbox_id}
    for one in found:
        one.settled_at = now()
    sent = _requeue(camp, address, lost)
    acts.note(camp, by, ActKind.SENT_AGAIN, about=person, mails=sent)
    db.session.commit()
    return person, sent


def _requeue(camp: Camp, address: str, lost: Iterable[int]) -> int:
    """Those that came back, and those that no server took; each is due now."""
    failed = OutboxMessage.status == MessageStatus.FAILED
    useful = OutboxMessage.useless_after.is_(None) | (OutboxMessage.useless_after > now())
    sent = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.camp_id == camp.id, func.lower(OutboxMessage.recipient) == address)
        .where(OutboxMessage.id.in_(list(lost)) | failed, OutboxMessage.body != "", useful)
        .values(status=MessageStatus.WAITING, attempts=0, due_at=now(), error="", claimed_by=None,
                claimed_until=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(sent.all())
