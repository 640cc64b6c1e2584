"""A letter as it travels: a row of the outbox as plain values, and the e-mail made of it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import parseaddr

from app.services.mail.html_letters import html_of
from app.services.mail.mails import one_line

LONGEST_NAME = 100
WHOLE_LINES = ("list-unsubscribe", "message-id")


class _Policy(EmailPolicy):
    """The standard library's for SMTP, but that it leaves long addresses as they are: it would fold them into encoded
    words, which no mail program reads in these headers. They are ours, ASCII, and far below a line's 998 characters."""

    def fold(self, name: str, value: str) -> str:
        """One header as it travels."""
        if name.lower() in WHOLE_LINES:
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        if name.lower() in WHOLE_LINES:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length)


@dataclass(frozen=True)
class Letter:
    """One message to one person. `claim` is the word under which its sender holds the row; `sender_name` and
    `reply_to` are its camp's, empty for the installation's own."""

    id: int
    claim: str
    message_id: str
    recipient: str
    language: str
    subject: str
    body: str
    attachment_name: str | None
    attachment_type: str | None
    attachment: bytes | None
    attempts: int
    created_at: datetime
    useless_after: datetime | None
    unsubscribe: str | None = None
    camp_id: int | None = None
    sender_name: str = ""
    reply_to: str = ""


def as_email(letter: Letter, sender: str, site: str = "") -> EmailMessage:
    """The letter as an e-mail from `sender` ("Name <address>"); addresses below `site` are links in its HTML.

    The camp's name takes the place of the sender's, the address stays: it is the one that servers let us use.
    ValueError when it cannot be a mail: the standard library refuses line breaks in headers and addresses that are
    none.
    """
    name, address = parseaddr(sender)
    email = EmailMessage(policy=POLICY)
    email["From"] = Address(_display(letter.sender_name) or name, addr_spec=address)
    if letter.reply_to and not is_invitation(letter):  # answers of calendars go where they are read
        email["Reply-To"] = Address(addr_spec=letter.reply_to)
    email["To"] = Address(addr_spec=letter.recipient)
    email["Subject"] = letter.subject
    email["Date"] = letter.created_at
    email["Message-ID"] = letter.message_id
    email["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        _offer_to_stop(email, letter.unsubscribe)
    email.set_content(letter.body, cte="quoted-printable")
    html = html_of(letter.subject, letter.body, letter.language, site)
    email.add_alternative(html, subtype="html", cte="quoted-printable")
    if letter.attachment is not None:
        (_invite if is_invitation(letter) else _attach)(email, letter)
    email["Content-Language"] = letter.language
    return email


def _display(name: str) -> str:
    """A name to stand before our address: one line, and nothing in it that reads as another address or is encoded."""
    kept = "".join(" " if char in '<>@"\\' else char for char in one_line(name).replace("=?", "= "))
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def _offer_to_stop(email: EmailMessage, address: str) -> None:
    """The button that mail programs show beside the sender; one press is enough where the way is safe (RFC 8058)."""
    email["List-Unsubscribe"] = f"<{address}>"
    if address.startswith("https://"):
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def is_invitation(letter: Letter) -> bool:
    """Whether mail programs shall put it into the calendar by themselves."""
    kind = letter.attachment_type or ""
    return kind.startswith("text/calendar") and not kind.endswith("method=PUBLISH")


def _invite(email: EmailMessage, letter: Letter) -> None:
    """The shape that Outlook, Google and Apple take: text, HTML and calendar as alternatives, and the file once more."""
    method = (letter.attachment_type or "").rpartition("method=")[2]
    email.add_alternative(
        letter.attachment, maintype="text", subtype="calendar", cte="base64",
        params={"charset": "utf-8", "method": method},
    )  # fmt: skip
    email.add_attachment(
        letter.attachment,
        maintype="application",
        subtype="ics",
        filename=letter.attachment_name or "invite.ics",
    )


def _attach(email: EmailMessage, letter: Letter) -> None:
    """Add the file with its type and the type's parameters, byte for byte."""
    kind, *parameters = (letter.attachment_type or "application/octet-stream").split(";")
    maintype, _slash, subtype = kind.strip().partition("/")
    email.add_attachment(
        letter.attachment, maintype=maintype, subtype=subtype, filename=letter.attachment_name or "file"
    )
    part = list(email.iter_attachments())[-1]
    for parameter in parameters:
        name, _equals, value = parameter.strip().partition("=")
        part.set_param(name, value)
