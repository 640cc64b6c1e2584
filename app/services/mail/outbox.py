"""The outbox: mail is a row in the transaction that causes it, and is sent afterwards by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from flask import current_app
from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.models import Camp, MessageStatus, OutboxMessage
from app.services.clock import now
from app.services.mail import mails

KEPT_FOR = timedelta(days=30)
SECRETS_KEPT_FOR = timedelta(hours=1)
AT_ONCE = 100


@dataclass(frozen=True)
class Attachment:
    """A file to send along; `type` as in "text/calendar; charset=utf-8; method=PUBLISH". Without `data` it is made
    when the mail is sent, see `sending`."""

    name: str
    type: str
    data: bytes | None


@dataclass(frozen=True)
class Mail:
    """One mail to one person, in their language; `dedupe_key` names its cause."""

    recipient: str
    subject: str
    body: str
    dedupe_key: str
    language: str = "en"
    attachment: Attachment | None = None
    useless_after: datetime | None = None
    unsubscribe: str | None = None


def enqueue(
    recipient: str,
    subject: str,
    body: str,
    *,
    dedupe_key: str,
    language: str = "en",
    camp: Camp | None = None,
    attachment: Attachment | None = None,
    useless_after: datetime | None = None,
) -> bool:
    """Put a mail into the outbox, in the present transaction; does not commit.

    False, and nothing new, when a mail of the same `dedupe_key` is or was there. A body with a
    secret names the moment after which it is `useless`: it is then neither sent nor kept.
    """
    return put(Mail(recipient, subject, body, dedupe_key, language, attachment, useless_after), camp)


def drop_waiting(dedupe_key: str) -> bool:
    """Forget a mail that nobody has taken up to send, in the present transaction; whether there was such a one."""
    waits = delete(OutboxMessage).where(
        OutboxMessage.dedupe_key == dedupe_key, OutboxMessage.status == MessageStatus.WAITING,
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now()), OutboxMessage.attempts == 0,
    )  # fmt: skip
    return bool(db.session.scalars(waits.returning(OutboxMessage.id)).all())


def is_known(dedupe_key: str) -> bool:
    """Whether a mail of this key is or was there."""
    return (
        db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)) is not None
    )


def put(mail: Mail, camp: Camp | None) -> bool:
    """The same for a mail that is made already."""
    return bool(db.session.execute(_insert([mail], camp).returning(OutboxMessage.id)).one_or_none())


def enqueue_all(mails: Sequence[Mail], camp: Camp) -> None:
    """Put these mails of a camp into the outbox, a hundred a statement; those that are or were there are left."""
    for first in range(0, len(mails), AT_ONCE):
        db.session.execute(_insert(mails[first : first + AT_ONCE], camp))


def _insert(found: Sequence[Mail], camp: Camp | None) -> postgresql.Insert | sqlite.Insert:
    engine = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    rows = [_row(mail, camp) for mail in found]
    return engine.insert(OutboxMessage).values(rows).on_conflict_do_nothing(index_elements=["dedupe_key"])


def _row(mail: Mail, camp: Camp | None) -> dict[str, object]:
    moment, file = now(), mail.attachment
    return {
        "dedupe_key": mail.dedupe_key, "message_id": _message_id(), "recipient": mail.recipient,
        "camp_id": camp.id if camp else None, "language": mail.language,
        "subject": mails.one_line(mail.subject), "body": mail.body, "status": MessageStatus.WAITING, "attempts": 0,
        "due_at": moment, "error": "", "created_at": moment, "useless_after": mail.useless_after,
        "unsubscribe": mail.unsubscribe,
        "attachment_name": file.name if file else None, "attachment_type": file.type if file else None,
        "attachment": file.data if file else None,
    }  # fmt: skip


def _message_id() -> str:
    """A Message-ID under the host of our sender's address, never seen before."""
    host = current_app.config["SETTINGS"].mail_from.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{token_hex(16)}@{host}>"


def forget_secrets() -> None:
    """Delete the mails whose links and codes ran out an hour ago; empty those sent a month ago. Commits."""
    moment = now()
    secret = OutboxMessage.useless_after < moment - SECRETS_KEPT_FOR
    old = (OutboxMessage.sent_at < moment - KEPT_FOR) & (OutboxMessage.body != "")
    db.session.execute(delete(OutboxMessage).where(secret))
    db.session.execute(update(OutboxMessage).where(old).values(body="", attachment=None))
    db.session.commit()


def latest(limit: int = 100) -> list[OutboxMessage]:
    """The newest messages of the whole installation, for the mailbox page of a development machine."""
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)))


def message(number: int) -> OutboxMessage | None:
    """One message of the installation."""
    return db.session.get(OutboxMessage, number)
