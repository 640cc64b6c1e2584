"""A letter as it travels: a row of the outbox as plain values, and the e-mail made of it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr


@dataclass(frozen=True)
class Letter:
    """One message to one person. `claim` is the word under which its sender holds the row."""

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


def as_email(letter: Letter, sender: str) -> EmailMessage:
    """The letter as an e-mail from `sender` ("Name <address>"). ValueError when it cannot be one:
    the standard library refuses line breaks in headers and addresses that are none."""
    name, address = parseaddr(sender)
    email = EmailMessage(policy=SMTP)
    email["From"] = Address(name, addr_spec=address)
    email["To"] = Address(addr_spec=letter.recipient)
    email["Subject"] = letter.subject
    email["Date"] = letter.created_at
    email["Message-ID"] = letter.message_id
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(letter.body, cte="quoted-printable")
    email["Content-Language"] = letter.language
    if letter.attachment is not None:
        _attach(email, letter)
    return email


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
