"""The outbox: mail is a row in the transaction that causes it, and is sent afterwards by the worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.models import Camp, MessageStatus, OutboxMessage
from app.services import mails
from app.services.clock import now

KEPT_FOR = timedelta(days=30)
SECRETS_KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Attachment:
    """A file to send along; `type` as in "text/calendar; charset=utf-8; method=PUBLISH"."""

    name: str
    type: str
    data: bytes


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
    moment = now()
    values: dict[str, object] = {
        "dedupe_key": dedupe_key, "message_id": _message_id(), "recipient": recipient,
        "camp_id": camp.id if camp else None, "language": language, "subject": mails.one_line(subject),
        "body": body, "status": MessageStatus.WAITING, "attempts": 0, "due_at": moment, "error": "",
        "created_at": moment, "useless_after": useless_after,
    }  # fmt: skip
    if attachment is not None:
        values |= {"attachment_name": attachment.name, "attachment_type": attachment.type,
                   "attachment": attachment.data}  # fmt: skip
    engine = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    insert = engine.insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return bool(db.session.execute(insert.returning(OutboxMessage.id)).one_or_none())


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
