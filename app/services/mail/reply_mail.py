"""A mail from a mailbox as the calendar reply that it may hold: bytes in, values out.

Whoever knows the address may write anything to it. Nothing is unpacked, no rule is expanded, nothing is fetched;
what is too large, too deep or not a reply is refused with a verdict.
"""

import email
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import Message
from email.utils import parseaddr

import icalendar

from app.exports.text import safe_lines
from app.models import CalendarReply, Verdict

MOST_BYTES = 1024 * 1024
MOST_OF_CALENDAR = 100 * 1024
MOST_PARTS = 50
LONGEST_COMMENT = 500
LONGEST_ADDRESS = 1000


class Unfit(Exception):
    """The mail is no reply that could be applied; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


@dataclass(frozen=True)
class ReplyMail:
    """One person's answer to one version of one meeting; addresses in lower case."""

    sender: str
    attendee: str
    uid: str
    sequence: int
    reply: CalendarReply
    comment: str
    answered_at: datetime | None


def read(data: bytes) -> ReplyMail:
    """The reply in a mail. Raises Unfit, whatever the bytes are."""
    if len(data) > MOST_BYTES:
        raise Unfit(Verdict.TOO_LARGE)
    try:
        mail = email.message_from_bytes(data)
        content = _calendar_in(mail)
        if content is None:
            raise Unfit(Verdict.NO_REPLY)
        return _reply(_address(str(mail.get("From", ""))), content)
    except Unfit:
        raise
    except (Exception, RecursionError) as error:  # the parsers are not ours, and neither are the bytes
        raise Unfit(Verdict.BROKEN) from error


def _calendar_in(mail: Message) -> bytes | None:
    """The first calendar among the mail's parts."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            raise Unfit(Verdict.BROKEN)
        if part.get_content_type() in ("text/calendar", "application/ics"):
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes) or len(content) > MOST_OF_CALENDAR:
                raise Unfit(Verdict.TOO_LARGE)
            return content
    return None


def _reply(sender: str, content: bytes) -> ReplyMail:
    calendar = icalendar.Calendar.from_ical(content.decode("utf-8", "replace"))
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        raise Unfit(Verdict.NO_REPLY)
    [event] = calendar.walk("VEVENT")
    attendees = event.get("ATTENDEE")
    [attendee] = attendees if isinstance(attendees, list) else [attendees]
    stamp = getattr(event.get("DTSTAMP"), "dt", None)
    return ReplyMail(
        sender=sender,
        attendee=_address(str(attendee).partition(":")[2]),
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        reply=CalendarReply(str(attendee.params["PARTSTAT"]).lower()),
        comment=_comment(event),
        answered_at=_moment(stamp),
    )


def _comment(event: icalendar.Component) -> str:
    comments = event.get("COMMENT", "")
    first = comments[0] if isinstance(comments, list) else comments
    return safe_lines(str(first))[:LONGEST_COMMENT]


def _moment(stamp: date | None) -> datetime | None:
    aware = isinstance(stamp, datetime) and stamp.utcoffset() is not None
    return stamp.astimezone(UTC) if aware and isinstance(stamp, datetime) else None


def _address(text: str) -> str:
    """The bare address of a header or of a mailto; Unfit without one."""
    address = parseaddr(text)[1] if len(text) <= LONGEST_ADDRESS else ""
    if "@" not in address or len(address) > 254:
        raise Unfit(Verdict.BROKEN)
    return address.lower()
