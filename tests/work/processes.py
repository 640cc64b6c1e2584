"""Worker processes for tests, on the database of the application under test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from app.config import ROOT
from app.extensions import db


def environment(app: Flask, **others: str) -> dict[str, str]:
    """What makes another process an installation with the same data."""
    settings = app.config["SETTINGS"]
    return {
        **os.environ, "CAMPMATCH_DATA": str(settings.data_dir), "DATABASE_URL": settings.database_url,
        "QUEUE_URL": settings.queue_url, "MAIL_URL": settings.mail_url, "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url, "RATE_LIMITS": "0", **others,
    }  # fmt: skip


@contextmanager
def a_worker(
    app: Flask, *, lease: float = 2, pause: float = 0.5, **environ: str
) -> Iterator[subprocess.Popen]:
    """A worker that counts (tests/work/a_worker.py); killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.work.a_worker", str(lease), str(pause)]
    db.session.rollback()
    process = subprocess.Popen(command, cwd=ROOT, env=environment(app, **environ))
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
