"""Many mails from several sender processes to a mail server on this machine, with senders killed meanwhile.

What is promised: no message is lost; without a crash none is sent twice; a sender that is killed may have sent the
one that it held, which then comes again with the same Message-ID. Everything ends by itself, also when it fails.
"""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete

from app.config import settings_from
from app.extensions import db
from app.factory import create_app
from app.models import OutboxMessage
from app.services.mail import outbox

from .mail_sender import nursery

HOLD = 10.0
AT_ONCE = 500
MAILS_BETWEEN_KILLS = 20
KEY = "bench:"


class Sink:
    """A mail server that notes each recipient with the Message-ID."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take the mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        head = content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        named = [line for line in head.splitlines() if line.lower().startswith("message-id:")]
        self.taken.extend((address, named[0].partition(":")[2].strip()) for address in envelope.rcpt_tos)
        return "250 taken"


@dataclass(frozen=True)
class Sent:
    """How it went. `other_ids` counts mails that came twice under two Message-IDs, which must not be."""

    database: str
    messages: int
    senders: int
    kills: int
    seconds: float
    lost: int
    doubled: int
    other_ids: int

    @property
    def is_sound(self) -> bool:
        """Whether what is promised was kept."""
        return not self.lost and not self.other_ids and self.doubled <= self.kills

    def line(self) -> str:
        """The figures in a line."""
        return (
            f"{self.database}: {self.messages} mails, {self.senders} senders, {self.kills} killed: {self.lost} lost, "
            f"{self.doubled} twice, {self.other_ids} of them under another Message-ID; {self.seconds:.0f} s, "
            f"{self.messages / self.seconds:.0f} a second"
        )


def measure(environ: Mapping[str, str], messages: int, senders: int, kill_every: float | None = None) -> Sent:
    """Send that many mails of a database that the migrations have made, killing a sender so often (in seconds).

    Its own rows are taken out again. RuntimeError when it takes longer than is thinkable.
    """
    sink, port = Sink(), _free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings = {**environ, "MAIL_URL": f"smtp://127.0.0.1:{port}?tls=none"}
        app = create_app(settings_from(settings))
        expected = _put(app, messages)
        began = time.monotonic()
        kills = _send(settings, senders, kill_every, 120 + messages / 10, sink)
        seconds = time.monotonic() - began
        _take_out(app)
    finally:
        server.stop()
    came = Counter(address for address, _name in sink.taken)
    names = len(set(sink.taken))
    return Sent(
        database=app.config["SETTINGS"].database_url.partition(":")[0], messages=messages, senders=senders,
        kills=kills, seconds=seconds, lost=len(expected - came.keys()),
        doubled=sum(came.values()) - len(came), other_ids=names - len(came),
    )  # fmt: skip


def figures(messages: int) -> Iterator[Sent]:
    """Four senders of which one is killed each second, on DATABASE_URL; a tenth as many mails without that, and
    both on SQLite, where one sender alone is the rule."""
    with tempfile.TemporaryDirectory() as folder:
        lite = {"CAMPMATCH_DATA": folder, "SECRET_KEY": "x" * 32}
        given = {**lite, "DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else lite
        for environ in (given,) if given is lite else (given, lite):
            with create_app(settings_from(environ)).app_context():
                upgrade()
        few = max(messages // 10, 1)
        yield measure(given, messages, 4, kill_every=1)
        yield measure(given, few, 4)
        if given is not lite:
            yield measure(lite, few, 4, kill_every=1)
            yield measure(lite, few, 1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _put(app: Flask, messages: int) -> set[str]:
    """The mails in the outbox; their recipients."""
    recipients = [f"person{number}@example.org" for number in range(messages)]
    with app.app_context():
        for number, address in enumerate(recipients, 1):
            outbox.enqueue(address, "Hello", "Words.\n", dedupe_key=f"{KEY}{address}")
            if number % AT_ONCE == 0:
                db.session.commit()
        db.session.commit()
        db.engine.dispose()
    return set(recipients)


def _take_out(app: Flask) -> None:
    with app.app_context():
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.dedupe_key.startswith(KEY)))
        db.session.commit()
        db.engine.dispose()


class _Senders:
    """Processes that send; each is known by its number."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["bench.mail_sender"])
        self._orders, theirs = context.Pipe()
        self._nursery = context.Process(target=nursery, args=(dict(settings), HOLD, theirs), daemon=True)
        self._nursery.start()
        theirs.close()
        self.running: list[int] = []

    def start(self) -> None:
        """One more."""
        self._orders.send(True)
        self.running.append(self._orders.recv())

    def kill_the_oldest(self) -> None:
        """Without a chance to do anything any more."""
        os.kill(self.running.pop(0), signal.SIGKILL)

    def are_at_it(self) -> bool:
        """Whether any has not ended yet; who has is forgotten."""
        self.running = [number for number in self.running if _runs(number)]
        return bool(self.running)

    def end(self) -> None:
        """All of them, and what brought them forth."""
        while self.are_at_it():
            self.kill_the_oldest()
        self._nursery.kill()
        self._nursery.join()


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _send(
    settings: Mapping[str, str], count: int, kill_every: float | None, patience: float, sink: Sink
) -> int:
    """Let so many processes send until all have ended by themselves; returns how many were killed.

    The oldest is killed, and only when mails have come since the last one was: on a slow machine they would all die
    before they have begun.
    """
    senders, seen, kills = _Senders(settings), 0, 0
    try:
        for _number in range(count):
            senders.start()
        deadline = time.monotonic() + patience
        while senders.are_at_it():
            if time.monotonic() > deadline:
                raise RuntimeError(f"still sending after {patience:.0f} s")
            time.sleep(kill_every or 0.1)
            if kill_every and senders.are_at_it() and len(sink.taken) >= seen + MAILS_BETWEEN_KILLS:
                senders.kill_the_oldest()
                senders.start()
                kills, seen = kills + 1, len(sink.taken)
    finally:
        senders.end()
    return kills
