"""Worker processes for tests, on the database of the application under test."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context

from flask import Flask

from app.extensions import db
from tests.work.a_worker import work


def environment(app: Flask, **others: str) -> dict[str, str]:
    """What makes another process an installation with the same data."""
    settings = app.config["SETTINGS"]
    return {
        **os.environ, "CAMPMATCH_DATA": str(settings.data_dir), "DATABASE_URL": settings.database_url,
        "QUEUE_URL": settings.queue_url, "MAIL_URL": settings.mail_url, "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url, "RATE_LIMITS": "0", **others,
    }  # fmt: skip


class Started:
    """A process of its own that runs a function. It is forked from one that has the modules loaded already."""

    def __init__(self, run: Callable[..., None], *arguments: object) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["bench.mail_sender", "tests.work.a_worker"])
        self._process = context.Process(target=run, args=arguments, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def status(self) -> int | None:
        """How it has ended, a signal as a negative number; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        self._process.join(seconds)
        return self._process.exitcode


@contextmanager
def a_worker(app: Flask, *, lease: float = 2, pause: float = 0.5, **environ: str) -> Iterator[Started]:
    """A worker that counts (tests/work/a_worker.py); killed at the end if it still runs."""
    db.session.rollback()
    process = Started(work, environment(app, **environ), lease, pause)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true in the database; patient, for a process may start slowly."""
    began = time.monotonic()
    while True:
        db.session.rollback()
        db.session.expire_all()
        found = true()
        db.session.rollback()
        if found:
            return
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.05)
