"""What arrives in the mailbox of this installation: answers of calendars, and mails of ours that came back.

Whatever a mail holds, reading it ends with a verdict; none is lost, and none counts twice.
"""

from datetime import timedelta

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.extensions import db
from app.models import Camp, ReceivedMail, Verdict
from app.services.clock import now
from app.services.mail import bounce_mail, bounces, reply_mail
from app.services.mail.reply_mail import Unfit
from app.services.mailbox import calendar_answers
from app.services.mailbox.reply_boxes import Arrived, Box

log = structlog.get_logger()
KEPT_FOR = timedelta(days=90)
FINE = (Verdict.APPLIED, Verdict.OUTDATED, Verdict.RETURNED)


def take_in_all(box: Box) -> int:
    """Read what has arrived; returns how many mails. Commits for each. Raises BoxDown, and when the database is away.

    A mail is put away after what it says is saved, so that none is lost; read again after a crash it counts once.
    """
    count = 0
    for mail in box.arrived():
        verdict = take_in(mail)
        mail.put_away(verdict not in FINE)
        count += 1
    return count


def take_in(mail: Arrived) -> Verdict:
    """Apply one mail, or say why not. Commits. Whatever it holds, this ends with a verdict."""
    known = db.session.scalar(select(ReceivedMail.verdict).where(ReceivedMail.digest == mail.digest))
    db.session.rollback()
    if known is not None:
        return known
    try:
        verdict, camp_id = _applied(mail)
    except OperationalError:
        raise
    except Exception:
        log.exception("mail not read", digest=mail.digest)
        verdict, camp_id = Verdict.BROKEN, None
        db.session.rollback()
    db.session.add(ReceivedMail(digest=mail.digest, verdict=verdict, camp_id=camp_id, received_at=now()))
    try:
        db.session.commit()
    except IntegrityError:  # another worker has read the same mail meanwhile
        db.session.rollback()
    log.info("received", verdict=verdict.value, digest=mail.digest)
    return verdict


def refused_count(camp: Camp | None = None) -> int:
    """How many mails in the mailbox could not be applied, of a camp or of the whole installation."""
    query = select(func.count(ReceivedMail.id)).where(ReceivedMail.verdict.not_in(FINE))
    return db.session.scalar(query.where(ReceivedMail.camp_id == camp.id) if camp else query) or 0


def _applied(mail: Arrived) -> tuple[Verdict, int | None]:
    """What becomes of the mail, in the present transaction, and whose camp it is about."""
    if mail.data is None:
        return Verdict.TOO_LARGE, None
    try:
        report = bounce_mail.read(mail.data)
        if report is not None:
            return bounces.apply(report)
        return calendar_answers.apply(reply_mail.read(mail.data))
    except Unfit as unfit:
        return unfit.verdict, None


def forget_old() -> None:
    """Forget which mails were read a quarter of a year ago; they are put away long since. Commits."""
    db.session.execute(delete(ReceivedMail).where(ReceivedMail.received_at < now() - KEPT_FOR))
    db.session.commit()
