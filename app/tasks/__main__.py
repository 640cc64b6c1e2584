"""`python -m app.tasks`: start one worker with the settings of the environment."""

import argparse
import os
import sys
from datetime import timedelta

from app.services.work.jobs import LEASE
from app.tasks.worker import Worker
from wsgi import app


def main() -> int:
    """Read the command line and work until told to stop."""
    parser = argparse.ArgumentParser("python -m app.tasks", description="Carry out jobs and send mail.")
    parser.add_argument("--solvers", type=int, default=1, help="how many jobs at once")
    parser.add_argument("--lease", type=float, default=LEASE.total_seconds(),
                        help="seconds after which a silent worker's job is taken up again")  # fmt: skip
    parser.add_argument("--round", type=float, default=10.0, help="seconds between housekeeping rounds")
    options = parser.parse_args()
    lease = timedelta(seconds=options.lease)
    worker = Worker(app, solvers=options.solvers, lease=lease, round_seconds=options.round)
    return worker.run()


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # threads that did not end in time must not hold the process
