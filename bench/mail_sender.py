"""A sender process that sends until nothing waits any more: `python -m bench.mail_sender HOLD`, or `send_all`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from app.config import settings_from
from app.extensions import db
from app.factory import create_app
from app.models import MessageStatus, OutboxMessage
from app.services import sending
from app.services.mail_transport import transport_for


def send_all(environ: Mapping[str, str], hold: float) -> None:
    """Send with the settings of `environ`; `hold` is after how many seconds a dead sender's message is taken."""
    application = create_app(settings_from(environ))
    transport = transport_for(application.config["SETTINGS"].mail_url)
    waiting = select(OutboxMessage.id).where(OutboxMessage.status == MessageStatus.WAITING).limit(1)
    with application.app_context():
        while db.session.scalar(waiting) is not None:
            db.session.rollback()
            if not sending.send_due(transport, hold=timedelta(seconds=hold)):
                time.sleep(0.1)
    transport.close()


if __name__ == "__main__":
    send_all(os.environ, float(sys.argv[1]))
