"""Where mail goes: into files to be read on this machine, or to a mail server."""

import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from app.config import SettingsError

log = structlog.get_logger()
PATIENCE = 15.0


class TransportDown(Exception):
    """No mail server answers, or it does not let us in: no message is at fault."""


class Transport(Protocol):
    """Something that sends one e-mail at a time."""

    def send(self, email: EmailMessage) -> None:
        """Send, or raise: TransportDown, or any other exception when this very mail is refused."""

    def close(self) -> None:
        """Nothing more is to be sent for now."""


class FileTransport:
    """One .eml file a message, and a line in the log. Sending the same one again replaces its file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, email: EmailMessage) -> None:
        """Write the file under its last name only when it is whole."""
        moment = email["Date"].datetime.strftime("%Y%m%dT%H%M%S")
        word = "".join(char for char in email["Message-ID"].partition("@")[0] if char.isalnum())
        path = self.folder / f"{moment}-{word}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(email.as_bytes())
            os.replace(unfinished, path)
        except OSError as error:
            raise TransportDown(f"cannot write mail to {self.folder}: {error}") from error
        log.info("mail", message=str(email["Message-ID"]), file=str(path))

    def close(self) -> None:
        """A file needs no farewell."""


class SmtpTransport:
    """A mail server, over one connection as long as there is something to send."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        self.tls = options.get("tls", ["starttls"])[0]
        if self.tls not in ("starttls", "ssl", "none"):
            raise SettingsError(f"MAIL_URL: tls is starttls, ssl or none, not {self.tls!r}")
        self.host = parts.hostname or "localhost"
        self.port = parts.port or {"starttls": 587, "ssl": 465, "none": 25}[self.tls]
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.patience = patience
        self._connection: smtplib.SMTP | None = None

    def send(self, email: EmailMessage) -> None:
        """Hand the mail over to the server; returns once the server has taken charge of it."""
        connection = self._alive() or self._connect()
        try:
            connection.send_message(email, None, None, *_report_wishes(connection, email))
        except smtplib.SMTPServerDisconnected:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def _alive(self) -> smtplib.SMTP | None:
        """The present connection when the server still answers on it (many hang up after some mails)."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._connection.noop()[0] == 250:
                    return self._connection
        self._connection = None
        return None

    def _connect(self) -> smtplib.SMTP:
        try:
            connection = self._greet()
            if self.user:
                connection.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as error:
            raise TransportDown(f"{self.host}:{self.port}: {error}") from error
        self._connection = connection
        return connection

    def _greet(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.patience, context=context)
        connection = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        if self.tls == "starttls":
            connection.starttls(context=ssl.create_default_context())
        return connection


def _report_wishes(connection: smtplib.SMTP, email: EmailMessage) -> tuple[list[str], list[str]]:
    """What a server that knows RFC 3461 is asked: to tell of failures and delays, with a name by which we know the
    mail again, and its headers only."""
    if not connection.has_extn("dsn"):
        return [], []
    name = str(email["Message-ID"]).strip("<>").partition("@")[0]
    return ["RET=HDRS", f"ENVID={name}"], ["NOTIFY=FAILURE,DELAY"]


def transport_for(url: str) -> Transport:
    """The transport of MAIL_URL: file://DIRECTORY or smtp://user:password@host:port?tls=starttls|ssl|none."""
    scheme, _colon, rest = url.partition("://")
    if scheme == "file" and rest:
        return FileTransport(Path(unquote(rest)))
    if scheme == "smtp" and rest:
        return SmtpTransport(url)
    raise SettingsError(f"MAIL_URL must begin with file:// or smtp://, not {scheme!r}")
