"""Sending what waits in the outbox, by any number of senders at once.

No message is lost; without a crash none is sent twice; after the crash of a sender at most the one
that it had in flight may arrive twice, with the same Message-ID. No transaction is open while a mail
server is spoken to.
"""

from dataclasses import fields
from datetime import datetime, timedelta
from secrets import token_hex

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, select, update

from app.extensions import db, reads_only
from app.models import MessageStatus, OutboxMessage
from app.services.clock import now
from app.services.letters import Letter, as_email
from app.services.mail_transport import Transport, TransportDown

log = structlog.get_logger()
HOLD = timedelta(minutes=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 240, 480, 720)]
MOST_ATTEMPTS = len(PAUSES) + 1
_COLUMNS = [getattr(OutboxMessage, f.name) for f in fields(Letter) if f.name != "claim"]


def something_is_due() -> bool:
    """Whether a message waits to be sent now. Takes no lock."""
    with reads_only():
        found = db.session.scalar(select(OutboxMessage.id).where(*_due(now())).limit(1))
        db.session.rollback()
    return found is not None


def send_due(transport: Transport, limit: int = 100, *, hold: timedelta = HOLD) -> int:
    """Send up to `limit` due messages, one after the other; returns how many were tried.

    A message that fails comes again after a pause that grows, at most eight times in all, and
    holds up no other. TransportDown is passed on: nothing was tried, the message waits uncounted.
    `hold` is how long a message of a crashed sender waits until another one takes it.
    """
    for tried in range(limit):
        letter = _claim(hold)
        if letter is None:
            return tried
        _send(transport, letter)
    return limit


def _due(moment: datetime) -> list[ColumnElement[bool]]:
    held = OutboxMessage.claimed_until
    return [OutboxMessage.status == MessageStatus.WAITING, OutboxMessage.due_at <= moment,
            held.is_(None) | (held < moment)]  # fmt: skip


def _claim(hold: timedelta) -> Letter | None:
    """Take the first due message that no other sender holds, or None. Commits."""
    moment, word = now(), token_hex(16)
    first = select(OutboxMessage.id).where(*_due(moment)).order_by(OutboxMessage.due_at, OutboxMessage.id)
    one = first.limit(1).with_for_update(skip_locked=True).scalar_subquery()
    row = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == one)
        .values(claimed_by=word, claimed_until=moment + hold)
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    db.session.commit()
    return Letter(claim=word, **row._mapping) if row is not None else None


def _send(transport: Transport, letter: Letter) -> None:
    """Send one message and note what came of it."""
    if letter.useless_after is not None and letter.useless_after < now():
        _note(letter, status=MessageStatus.FAILED, error="not sent in time, and of no use any more")
        return
    try:
        transport.send(as_email(letter, current_app.config["SETTINGS"].mail_from))
    except TransportDown:
        _note(letter)
        raise
    except Exception as error:  # whatever is wrong with one message must not stop the others
        _note_failure(letter, error)
    else:
        _note(letter, status=MessageStatus.SENT, sent_at=now(), attempts=letter.attempts + 1, error="")


def _note_failure(letter: Letter, error: Exception) -> None:
    """One attempt more; the next after a pause, or none after the last."""
    attempts = letter.attempts + 1
    log.warning("mail not sent", message=letter.id, attempt=attempts, error=repr(error))
    if attempts >= MOST_ATTEMPTS:
        _note(letter, status=MessageStatus.FAILED, attempts=attempts, error=repr(error)[:500])
    else:
        _note(letter, attempts=attempts, due_at=now() + PAUSES[attempts - 1], error=repr(error)[:500])


def _note(letter: Letter, **values: object) -> None:
    """Write what became of a message and let go of it, if it is still ours. Commits."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == letter.id, OutboxMessage.claimed_by == letter.claim)
        .values(claimed_by=None, claimed_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
