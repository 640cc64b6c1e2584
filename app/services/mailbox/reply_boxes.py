"""Where replies of calendars arrive: a folder of files, a maildir, or a mailbox on a server (IMAP).

Nothing is ever deleted: what was read goes into another folder or gets a mark, what was refused another one.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from app.config import SettingsError
from app.services.mail.reply_mail import MOST_BYTES

PATIENCE = 20.0
AT_ONCE = 100
LOCAL = ("localhost", "127.0.0.1", "::1")


class BoxDown(Exception):
    """The mailbox cannot be read just now."""


@dataclass(frozen=True)
class Arrived:
    """One mail that nobody has read. `data` is None when it is too large to be looked at; `digest` tells it from
    every other. `put_away` marks it as read, and as refused when it is."""

    digest: str
    data: bytes | None
    put_away: Callable[[bool], None]


class Box(Protocol):
    """Something that mails arrive in."""

    def arrived(self) -> Iterator[Arrived]:
        """What nobody has read, the oldest first, a bounded number. Raises BoxDown."""


class FolderBox:
    """A maildir, or a folder into which something puts one .eml file a mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def arrived(self) -> Iterator[Arrived]:
        """Regular files only; a name that begins with a dot, or another ending, is not there yet."""
        is_maildir = (self.folder / "new").is_dir() and (self.folder / "cur").is_dir()
        source = self.folder / "new" if is_maildir else self.folder
        try:
            paths = sorted(path for path in source.iterdir() if self._is_mail(path, is_maildir))
            for path in paths[:AT_ONCE]:
                with suppress(FileNotFoundError):  # another worker was faster
                    yield self._one(path, is_maildir)
        except OSError as error:
            raise BoxDown(f"{self.folder}: {error}") from error

    def _is_mail(self, path: Path, is_maildir: bool) -> bool:
        has_name = not path.name.startswith(".") and (is_maildir or path.suffix == ".eml")
        return has_name and path.is_file() and not path.is_symlink()

    def _one(self, path: Path, is_maildir: bool) -> Arrived:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else None
        digest = sha256(data if data is not None else f"{path.name}:{size}".encode()).hexdigest()

        def put_away(refused: bool) -> None:
            with suppress(FileNotFoundError):
                path.rename(self._target(path, is_maildir, refused))

        return Arrived(digest, data, put_away)

    def _target(self, path: Path, is_maildir: bool, refused: bool) -> Path:
        """A name that is not taken: nothing may be written over."""
        if is_maildir:
            return self.folder / "cur" / f"{path.name.partition(':2,')[0]}:2,{'FS' if refused else 'S'}"
        folder = self.folder / ("refused" if refused else "read")
        folder.mkdir(exist_ok=True)
        names = (path.name, *(f"{path.stem}-{number}.eml" for number in range(1, 10_000)))
        return next(folder / name for name in names if not (folder / name).exists())


class ImapBox:
    """A folder of a mail server, by the standard library's client. What is read is \\Seen, what is refused \\Flagged."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        self.tls = "ssl" if parts.scheme == "imaps" else parse_qs(parts.query).get("tls", ["starttls"])[0]
        if self.tls not in ("ssl", "starttls") and not (self.tls == "none" and parts.hostname in LOCAL):
            raise SettingsError(
                "REPLIES_URL: imap:// speaks TLS (tls=starttls) to any other machine than this one"
            )
        self.host, self.port = (
            parts.hostname or "localhost",
            parts.port or (993 if self.tls == "ssl" else 143),
        )
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.folder = unquote(parts.path.strip("/")) or "INBOX"
        self.patience = patience

    def arrived(self) -> Iterator[Arrived]:
        """What is not \\Seen, over one connection."""
        try:
            connection = self._connect()
            try:
                yield from self._unseen(connection)
            finally:
                with suppress(imaplib.IMAP4.error, OSError):
                    connection.logout()
        except (imaplib.IMAP4.error, OSError) as error:
            raise BoxDown(f"{self.host}:{self.port}: {error}") from error

    def _connect(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        if self.tls == "ssl":
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                self.host, self.port, ssl_context=context, timeout=self.patience
            )
        else:
            connection = imaplib.IMAP4(self.host, self.port, timeout=self.patience)
            if self.tls == "starttls":
                connection.starttls(context)
        connection.login(self.user, self.password)
        quoted = self.folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, _data = connection.select(f'"{quoted}"')
        if answer != "OK":
            raise BoxDown(f"{self.host}: there is no folder {self.folder!r}")
        return connection

    def _unseen(self, connection: imaplib.IMAP4) -> Iterator[Arrived]:
        _answer, [found] = connection.uid("SEARCH", "UNSEEN")
        for uid in (found or b"").split()[:AT_ONCE]:
            yield self._one(connection, uid.decode())

    def _one(self, connection: imaplib.IMAP4, uid: str) -> Arrived:
        """Its size first: what is too large is never fetched."""
        _answer, told = connection.uid("FETCH", uid, "(RFC822.SIZE)")
        size = re.search(rb"RFC822\.SIZE (\d+)", _joined(told))
        data = None
        if size is None or int(size[1]) <= MOST_BYTES:
            _answer, told = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
            data = next((bytes(part[1]) for part in told if isinstance(part, tuple)), b"")
        which = connection.response("UIDVALIDITY")[1]
        name = f"{self.host}:{self.folder}:{which}:{uid}".encode()

        def put_away(refused: bool) -> None:
            connection.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)" if refused else r"(\Seen)")

        return Arrived(sha256(data if data is not None else name).hexdigest(), data, put_away)


def _joined(told: list[object]) -> bytes:
    parts = (part[0] if isinstance(part, tuple) else part for part in told)
    return b" ".join(part for part in parts if isinstance(part, bytes))


def box_for(url: str) -> Box:
    """The mailbox of REPLIES_URL: file://FOLDER, imaps://user:password@host/FOLDER or imap://…?tls=starttls."""
    if url.startswith("file://"):
        return FolderBox(Path(unquote(url.removeprefix("file://"))))
    return ImapBox(url)
