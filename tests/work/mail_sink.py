"""A mail server on this machine that keeps what it is given, and may be told to misbehave."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Refuses recipients that begin with `refused`, hangs up after the data of those with `hang-up`."""

    def __init__(self, pause: float = 0) -> None:
        self.pause = pause
        self.envelopes: list[tuple[list[str], EmailMessage]] = []

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        if address.startswith("refused"):
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.pause)
        message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        if envelope.rcpt_tos[0].startswith("hang-up"):
            server.transport.close()
            return "451 never seen"
        self.envelopes.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    def recipients(self) -> list[str]:
        return [address for addresses, _message in self.envelopes for address in addresses]

    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _addresses, message in self.envelopes]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def listening(sink: Sink, port: int) -> Iterator[None]:
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
