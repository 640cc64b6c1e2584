"""The worker process: it answers the bell, keeps house, sends mail, and stops in order when told."""

import logging
import os
import signal
import socket
import time
from collections.abc import Mapping
from datetime import timedelta
from threading import Event

import structlog
from flask import Flask
from huey.consumer import Consumer

from app.models import JobKind
from app.services.mail.mail_transport import transport_for
from app.services.mailbox.reply_boxes import box_for
from app.services.work import jobs
from app.tasks.rounds import Housekeeping, Mailing, Replies, Round
from app.tasks.runner import HANDLERS, Handler, JobRunner

log = structlog.get_logger()
LOOK_EVERY = 0.2
QUEUE_AGAIN_AFTER = 10.0
STOP_PATIENCE = 15.0


class OncePerMinute(logging.Filter):
    """Lets the same complaint through once a minute: a queue that is away is asked twice a second."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to print the record."""
        moment = time.monotonic()
        fresh = moment - self._said.get(record.msg, -60.0) >= 60.0
        if fresh:
            self._said[record.msg] = moment
        return fresh


class Worker:
    """One worker process of the installation. `round_seconds` is the pause between housekeeping rounds."""

    def __init__(
        self,
        app: Flask,
        *,
        solvers: int = 1,
        lease: timedelta = jobs.LEASE,
        round_seconds: float = 10.0,
        handlers: Mapping[JobKind, Handler] = HANDLERS,
    ) -> None:
        self.app = app
        self.solvers = solvers
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = Event()
        self.runner = JobRunner(app, self.name, handlers, solvers, lease)
        self.bell = app.extensions["bell"]
        self.bell.answer = self.runner.run
        keep_house = Housekeeping(self.name, self.runner.run_soon, round_seconds)
        send_mail = Mailing(transport_for(app.config["SETTINGS"].mail_url))
        self.rounds = [
            Round("housekeeping", app, self.stopping, keep_house),
            Round("mail", app, self.stopping, send_mail),
        ]
        if replies_url := app.config["SETTINGS"].replies_url:
            self.rounds.append(Round("replies", app, self.stopping, Replies(box_for(replies_url))))
        self.consumer: Consumer | None = None
        self._queue_tried_at = -QUEUE_AGAIN_AFTER

    def run(self) -> int:
        """Work until SIGTERM or SIGINT; a second signal ends the process at once. Returns the exit status."""
        logging.getLogger("huey.consumer.Worker").addFilter(OncePerMinute())
        logging.getLogger("huey.consumer.Scheduler").addFilter(OncePerMinute())
        for thread in self.rounds:
            thread.start()
        self._catch_signals()
        log.info("worker started", name=self.name)
        while not self.stopping.wait(LOOK_EVERY):
            self._look_after_the_queue()
        return self._stop()

    def _catch_signals(self) -> None:
        def stop(number: int, _frame: object) -> None:
            self.stopping.set()
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def _look_after_the_queue(self) -> None:
        """Start consuming as soon as the queue can be had. Until then housekeeping finds the jobs."""
        moment = time.monotonic()
        if self.consumer is not None or moment - self._queue_tried_at < QUEUE_AGAIN_AFTER:
            return
        self._queue_tried_at = moment
        try:
            queue = self.bell.prepare()
        except Exception as error:
            log.warning("the queue is away", error=repr(error))
            return
        self.consumer = queue.create_consumer(
            workers=self.solvers, periodic=False, max_delay=0.5, scheduler_interval=60
        )
        self.consumer.start()
        self._catch_signals()  # the consumer has put its own in their place

    def _stop(self) -> int:
        """Let running jobs and the mail in flight end; give up on them when that takes too long."""
        log.info("worker stopping", name=self.name)
        self.runner.stop()
        if self.consumer is not None:
            self.consumer.stop_flag.set()
        deadline = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < deadline:
            if self.runner.is_idle() and not any(thread.is_alive() for thread in self.rounds):
                return 0
            time.sleep(0.05)
        log.warning("worker ends with work unfinished", name=self.name)
        return 1
