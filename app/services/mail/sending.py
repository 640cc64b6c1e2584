"""Sending what waits in the outbox, by any number of senders at once.

No message is lost; without a crash none is sent twice; after the crash of a sender at most the one
that it had in flight may arrive twice, with the same Message-ID. No transaction is open while a mail
server is spoken to.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from secrets import token_hex
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, select, update

from app.extensions import db, reads_only
from app.models import Camp, MessageStatus, OutboxMessage
from app.services.clock import now
from app.services.mail import bounces
from app.services.mail.letters import Letter, as_email
from app.services.mail.mail_transport import Transport, TransportDown
from app.services.mail.mails import one_line

log = structlog.get_logger()
HOLD = timedelta(minutes=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 240, 480, 720)]
MOST_ATTEMPTS = len(PAUSES) + 1
WriteFile = Callable[[Letter], bytes | None]
"""Makes the file of a letter that names one and does not bring it; None where there is none any more. It leaves no
transaction open."""
_NO_COLUMNS = ("claim", "sender_name", "reply_to")
_COLUMNS = [getattr(OutboxMessage, f.name) for f in fields(Letter) if f.name not in _NO_COLUMNS]


def something_is_due() -> bool:
    """Whether a message waits to be sent now. Takes no lock."""
    with reads_only():
        found = db.session.scalar(select(OutboxMessage.id).where(*_due(now())).limit(1))
        db.session.rollback()
    return found is not None


def send_due(
    transport: Transport, limit: int = 100, *, hold: timedelta = HOLD, write_file: WriteFile | None = None
) -> int:
    """Send up to `limit` due messages, one after the other; returns how many were tried.

    A message that fails comes again after a pause that grows, at most eight times in all, and
    holds up no other. TransportDown is passed on: nothing was tried, the message waits uncounted.
    `hold` is how long a message of a crashed sender waits until another one takes it.
    """
    for tried in range(limit):
        letter = _claim(hold)
        if letter is None:
            return tried
        _send(transport, letter, write_file)
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
    letter = _of_camp(Letter(claim=word, **row._mapping)) if row is not None else None
    db.session.commit()
    return letter


def _of_camp(letter: Letter) -> Letter:
    """With the names of its camp as they are now."""
    if letter.camp_id is None:
        return letter
    names = select(Camp.name, Camp.sender_name, Camp.contact_email, Camp.reply_to)
    name, sender_name, contact, reply_to = db.session.execute(names.where(Camp.id == letter.camp_id)).one()
    return replace(letter, sender_name=sender_name or name, reply_to=reply_to or contact)


def _send(transport: Transport, letter: Letter, write_file: WriteFile | None) -> None:
    """Send one message and note what came of it."""
    if letter.useless_after is not None and letter.useless_after < now():
        _note(letter, status=MessageStatus.FAILED, error="not sent in time, and of no use any more")
        return
    settings = current_app.config["SETTINGS"]
    try:
        if write_file and letter.attachment_name and letter.attachment is None:
            letter = replace(letter, attachment=write_file(letter))
        transport.send(as_email(letter, settings.mail_from, settings.base_url))
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
        _keep_refusal(letter, error)
        _note(letter, status=MessageStatus.FAILED, attempts=attempts, error=_said(error))
    else:
        _note(letter, attempts=attempts, due_at=now() + PAUSES[attempts - 1], error=_said(error))


def _said(error: Exception) -> str:
    """What the mail server said, its code first; of other trouble what it calls itself."""
    answers = _answers_in(error)
    if not answers:
        return one_line(f"{type(error).__name__}: {error}")[:500]
    return "; ".join(one_line(f"{code} {words}") for code, words in answers)[:500]


def _answers_in(error: Exception) -> list[tuple[int, str]]:
    """The codes and words with which a mail server refused, one for each address where it told them apart."""
    found = [(error.smtp_code, error.smtp_error)] if isinstance(error, SMTPResponseException) else []
    if isinstance(error, SMTPRecipientsRefused):
        found = list(error.recipients.values())
    return [
        (code, words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words))
        for code, words in found
    ]


def _keep_refusal(letter: Letter, error: Exception) -> None:
    """A server that has said to the last that there is no such address tells what a mail that comes back tells."""
    for code, words in _answers_in(error) if isinstance(error, SMTPRecipientsRefused) else ():
        if 500 <= code < 600:
            message = db.session.get_one(OutboxMessage, letter.id)
            bounces.note(message, is_permanent=True, status=str(code), reason=one_line(words))


def _note(letter: Letter, **values: object) -> None:
    """Write what became of a message and let go of it, if it is still ours. Commits."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == letter.id, OutboxMessage.claimed_by == letter.claim)
        .values(claimed_by=None, claimed_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
