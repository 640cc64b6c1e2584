"""A worker process whose jobs count tenths of seconds: `python -m tests.work.a_worker LEASE ROUND`."""

import os
import sys
import time
from datetime import timedelta

from app.config import settings_from
from app.factory import create_app
from app.models import JobKind
from app.services import jobs
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


if __name__ == "__main__":
    lease, pause = timedelta(seconds=float(sys.argv[1])), float(sys.argv[2])
    application = create_app(settings_from(os.environ))
    worker = Worker(application, lease=lease, round_seconds=pause, handlers={JobKind.SOLVE: count})
    os._exit(worker.run())
