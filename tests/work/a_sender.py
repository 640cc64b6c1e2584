"""A sender process that sends until nothing waits any more: `python -m tests.work.a_sender HOLD`."""

import os
import sys
import time
from datetime import timedelta

from sqlalchemy import select

from app.config import settings_from
from app.extensions import db
from app.factory import create_app
from app.models import MessageStatus, OutboxMessage
from app.services import sending
from app.services.mail_transport import transport_for

if __name__ == "__main__":
    application = create_app(settings_from(os.environ))
    transport = transport_for(application.config["SETTINGS"].mail_url)
    waiting = select(OutboxMessage.id).where(OutboxMessage.status == MessageStatus.WAITING).limit(1)
    with application.app_context():
        while db.session.scalar(waiting) is not None:
            db.session.rollback()
            if not sending.send_due(transport, hold=timedelta(seconds=float(sys.argv[1]))):
                time.sleep(0.1)
    transport.close()
