"""What the worker does again and again: keep house, and send mail. Each in a thread of its own."""

from collections.abc import Callable
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.services.accounts import browsers, sign_in
from app.services.afterwards.follow_up import rounds as follow_ups
from app.services.calendars import agenda_files
from app.services.day import next_meetings
from app.services.mail import outbox, sending
from app.services.mail.mail_transport import Transport, TransportDown
from app.services.mailbox import received_mails
from app.services.mailbox.reply_boxes import Box, BoxDown
from app.services.people import people_imports
from app.services.registration import drafts, registrations
from app.services.reminding import timely_mails
from app.services.repairing import settling
from app.services.requests import request_rounds
from app.services.work import bell, jobs, pulse

log = structlog.get_logger()
TIDY_EVERY = 60
MAIL_PAUSE = 1.0
MAIL_PAUSE_WHEN_DOWN = 15.0
REPLIES_PAUSE = 30.0


class Round(Thread):
    """Calls `work` in an application context, over and over; `work` returns the seconds until next time."""

    def __init__(self, name: str, app: Flask, stopping: Event, work: Callable[[], float]) -> None:
        super().__init__(name=name, daemon=True)
        self.app, self.stopping, self.work = app, stopping, work

    def run(self) -> None:
        """Until the worker stops; no failure ends it."""
        pause = 0.0
        while not self.stopping.wait(pause):
            pause = 5.0
            try:
                with self.app.app_context():
                    pause = self.work()
            except SQLAlchemyError as error:
                log.error("database away", round=self.name, error=str(error))
            except Exception:
                log.exception("round failed", round=self.name)


class Housekeeping:
    """A sign of life, jobs whose worker or bell was lost, and now and then what may be forgotten."""

    def __init__(self, worker: str, run_soon: Callable[[int], None], every: float) -> None:
        self.worker, self.run_soon, self.every = worker, run_soon, every
        self._rounds = 0

    def __call__(self) -> float:
        """One round; returns the seconds until the next."""
        pulse.beat(self.worker)
        for job_id in jobs.reap():
            if not bell.ring(job_id):
                self.run_soon(job_id)
        settling.take_up()
        next_meetings.tell()
        if self._rounds % TIDY_EVERY == 0:
            outbox.forget_secrets()
            sign_in.forget_old_tokens()
            drafts.forget_old()
            browsers.forget_old()
            received_mails.forget_old()
            people_imports.forget_old()
            registrations.lapse_unconfirmed()
            request_rounds.remind()
            request_rounds.end()
            follow_ups.ask()
            follow_ups.remind()
            timely_mails.tell_of_tomorrow()
            timely_mails.tell_of_closing()
        self._rounds += 1
        return self.every


class Mailing:
    """Sends what is due; leaves the mail server alone for a while when it does not answer."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def __call__(self) -> float:
        """One round; returns the seconds until the next."""
        if not sending.something_is_due():
            return MAIL_PAUSE
        try:
            while sending.send_due(self.transport, write_file=agenda_files.agenda_for):
                pass
        except TransportDown as error:
            log.error("mail server away", error=str(error))
            return MAIL_PAUSE_WHEN_DOWN
        finally:
            self.transport.close()
        return MAIL_PAUSE


class Replies:
    """Reads what calendars have answered; a mailbox that is away is tried again."""

    def __init__(self, box: Box) -> None:
        self.box = box

    def __call__(self) -> float:
        """One round; returns the seconds until the next."""
        try:
            received_mails.take_in_all(self.box)
        except BoxDown as error:
            log.error("mailbox for replies away", error=str(error))
        return REPLIES_PAUSE
