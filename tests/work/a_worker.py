"""What runs in other processes: a worker whose jobs count tenths of seconds, and somebody who asks for follow-ups."""

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

import time_machine

from app.config import settings_from
from app.factory import create_app
from app.models import JobKind
from app.services.afterwards.follow_up import rounds
from app.services.work import jobs
from app.tasks.worker import Worker


def count(held: jobs.Claim) -> None:
    """Count to `tenths`, telling each; a worker that goes down gives the job back."""
    for number in range(int(str(held.settings["tenths"]))):
        if held.should_stop():
            break
        held.report({"at": number, "by": os.getpid()})
        time.sleep(0.1)
    if held.shutting_down():
        jobs.release(held)
    else:
        jobs.finish(held, None)


def work(environ: Mapping[str, str], lease: float, pause: float) -> None:
    """Be a worker until told to stop."""
    worker = Worker(
        create_app(settings_from(environ)),
        lease=timedelta(seconds=lease),
        round_seconds=pause,
        handlers={JobKind.SOLVE: count},
    )
    os._exit(worker.run())


def ask(environ: Mapping[str, str], moment: datetime) -> None:
    """Ask whoever is to be asked at this moment what came of it."""
    with create_app(settings_from(environ)).app_context(), time_machine.travel(moment, tick=True):
        rounds.ask()
