"""Gunicorn's settings: few processes, some threads, no control socket, no worker without its master.

Each process keeps its own count for rate limits unless RATE_LIMIT_STORAGE names a shared place.
"""

import os

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from deploy.child import die_with

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats, nothing else
graceful_timeout = 10
timeout = 60
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Bind each worker's life to its master's."""
    die_with(server.pid)
