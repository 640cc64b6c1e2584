"""Sender processes that send until nothing waits any more: `send_all` is one, `nursery` brings forth as many as asked."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.connection import Connection

from flask import Flask
from sqlalchemy import select

from app.config import settings_from
from app.extensions import db
from app.factory import create_app
from app.models import MessageStatus, OutboxMessage
from app.services.mail import sending
from app.services.mail.mail_transport import transport_for


def send_all(environ: Mapping[str, str], hold: float) -> None:
    """Send with the settings of `environ`; `hold` is after how many seconds a dead sender's message is taken."""
    _send(create_app(settings_from(environ)), hold)


def nursery(environ: Mapping[str, str], hold: float, orders: Connection) -> None:
    """Fork a sender for each true word that comes and answer with its number, until a false one comes.

    The application is made once, and nothing is connected yet: a sender begins to send at once, however often one is
    killed and however slow the machine.
    """
    application = create_app(settings_from(environ))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone, and no zombie
    while orders.recv():
        number = os.fork()
        if number == 0:
            try:
                _send(application, hold)
            finally:
                os._exit(0)
        orders.send(number)


def _send(application: Flask, hold: float) -> None:
    transport = transport_for(application.config["SETTINGS"].mail_url)
    waiting = select(OutboxMessage.id).where(OutboxMessage.status == MessageStatus.WAITING).limit(1)
    with application.app_context():
        while db.session.scalar(waiting) is not None:
            db.session.rollback()
            if not sending.send_due(transport, hold=timedelta(seconds=hold)):
                time.sleep(0.1)
    transport.close()
