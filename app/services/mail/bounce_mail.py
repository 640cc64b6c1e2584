"""A mail from a mailbox as the report that it may be (RFC 3464): that one of ours was delayed or did not arrive.

Whoever knows the address may write anything to it. What is read is bounded; which mail is meant is told by its
Message-ID, or by the envelope's identifier, both made at random: only who had the mail, or carried it, knows them.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from app.exports.text import safe_line
from app.models import Verdict
from app.services.mail.reply_mail import MOST_BYTES, MOST_PARTS, Unfit

MOST_RECIPIENTS = 50
LONGEST_REASON = 300
MOST_OF_HEADERS = 64 * 1024
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID = re.compile(r"<[0-9a-f]{32}@[^<>\s]{1,150}>")
_ENVELOPE = re.compile(r"^[0-9a-f]{32}$")


@dataclass(frozen=True)
class Report:
    """What a server tells of one mail. `message_id` or `envelope` say which (the other may be empty); `is_final` that
    it has been given up, `is_permanent` that trying again is of no use."""

    message_id: str
    envelope: str
    is_final: bool
    is_permanent: bool
    status: str
    reason: str


def read(data: bytes) -> Report | None:
    """The report in a mail; None when it is a mail of another sort. Raises Unfit, whatever the bytes are."""
    if len(data) > MOST_BYTES:
        raise Unfit(Verdict.TOO_LARGE)
    try:
        mail = email.message_from_bytes(data)
        return _report(mail) if _is_report(mail) else None
    except Unfit:
        raise
    except (Exception, RecursionError) as error:  # the parser is not ours, and neither are the bytes
        raise Unfit(Verdict.BROKEN) from error


def _is_report(mail: Message) -> bool:
    kind = str(mail.get_param("report-type", "") or "").lower()
    return mail.get_content_type() == "multipart/report" and kind in ("", "delivery-status")


def _report(mail: Message) -> Report:
    parts = list(_parts_of(mail))
    told = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if told is None or not told.is_multipart():
        raise Unfit(Verdict.BROKEN)
    groups = [group for group in told.get_payload() if isinstance(group, Message)]
    of_mail, of_recipients = groups[:1], groups[1 : 1 + MOST_RECIPIENTS]
    envelope = str(of_mail[0].get("Original-Envelope-Id", "")).strip().lower() if of_mail else ""
    worst = max((_outcome(group) for group in of_recipients), default=None)
    if worst is None:
        raise Unfit(Verdict.BROKEN)
    rank, status, reason = worst
    if not rank:
        raise Unfit(Verdict.NO_REPLY)  # it was delivered, or handed on
    return Report(
        message_id=_id_of_ours(parts), envelope=envelope if _ENVELOPE.match(envelope) else "", is_final=rank > 1,
        is_permanent=rank == 3, status=status, reason=reason,
    )  # fmt: skip


def _parts_of(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS + MOST_RECIPIENTS:
            raise Unfit(Verdict.BROKEN)
        yield part


def _outcome(group: Message) -> tuple[int, str, str]:
    """How bad it is for one recipient (0 fine, 1 delayed, 2 given up for now, 3 for good), the code and the words."""
    action = str(group.get("Action", "")).strip().lower()
    words = safe_line(str(group.get("Diagnostic-Code", "")).partition(";")[2] or "")[:LONGEST_REASON]
    found = _STATUS.search(str(group.get("Status", ""))[:100]) or _STATUS.search(words)
    status = found[0] if found else ""
    if action == "failed":
        return (2 if status.startswith("4") else 3), status, words
    return (1 if action == "delayed" else 0), status, words


def _id_of_ours(parts: list[Message]) -> str:
    """The Message-ID of the mail that comes back, whole or its headers only."""
    for number, part in enumerate(parts):
        kind = part.get_content_type()
        if kind == "message/rfc822" and number + 1 < len(parts):
            found = str(parts[number + 1].get("Message-ID", ""))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            content = part.get_payload(decode=True)
            text = content[:MOST_OF_HEADERS] if isinstance(content, bytes) else b""
            found = str(email.message_from_bytes(text).get("Message-ID", ""))
        else:
            continue
        match = _ID.search(found.strip())
        if match:
            return match[0]
    return ""
