"""The bell that wakes a worker: Huey on SQLite, Redis or PostgreSQL, as the settings say.

Only a job's number travels, and it is signed. A lost ring loses nothing, for the job is its row
(services/work/jobs.py) and the reaper rings again; so a queue that is away never fails a request.
"""

from collections.abc import Callable
from functools import cached_property
from threading import Lock
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.config import Settings, SettingsError

log = structlog.get_logger()
_REDIS_PATIENCE = {"socket_timeout": 3, "socket_connect_timeout": 2}


def _queue(settings: Settings) -> Huey:
    """The queue of `settings.queue_url`; the SQLite and PostgreSQL kinds connect at once."""
    url = settings.queue_url
    serializer = SignedSerializer(secret=settings.secret_key, salt="campmatch.bell")
    common = {"results": False, "serializer": serializer}
    match urlsplit(url).scheme.partition("+")[0]:
        case "sqlite":
            return SqliteHuey("campmatch", filename=url.partition("///")[2], fsync=True, **common)
        case "redis" | "rediss" | "unix":
            pool = ConnectionPool.from_url(url, retry=Retry(NoBackoff(), 0), **_REDIS_PATIENCE)
            return RedisHuey("campmatch", connection_pool=pool, **common)
        case "postgresql" | "postgres":
            dsn = "postgresql://" + url.partition("://")[2]
            return PostgresHuey("campmatch", dsn=dsn, connect_timeout=2, **common)
    raise SettingsError(f"QUEUE_URL must begin with sqlite:///, redis:// or postgresql://, not {url!r}")


class Bell:
    """One application's bell. `answer` is what a worker does with the number that arrives."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.answer: Callable[[int], None] | None = None
        self._making = Lock()

    @cached_property
    def queue(self) -> Huey:
        """The queue, made at the first use, so that the site starts while the queue is away."""
        return _queue(self.settings)

    @cached_property
    def _task(self) -> Callable[[int], object]:
        def answer_bell(job_id: int) -> None:
            if self.answer is not None:
                self.answer(job_id)

        return self.queue.task(name="answer_bell")(answer_bell)

    def prepare(self) -> Huey:
        """The queue with its task known to it, for a worker to consume; raises what the queue raises."""
        with self._making:
            _registered = self._task  # made at first use, and with it known to the queue
            return self.queue

    def ring(self, job_id: int) -> bool:
        """Send the job's number to the workers; False, and a line in the log, when the queue is away."""
        try:
            self.prepare()
            self._task(job_id)
        except Exception as error:  # each kind of queue has errors of its own
            log.warning("the bell did not ring", job=job_id, error=repr(error))
            return False
        return True


def init_app(app: Flask) -> None:
    """Give the application its bell."""
    app.extensions["bell"] = Bell(app.config["SETTINGS"])


def ring(job_id: int) -> bool:
    """Ring the present application's bell; False when the queue is away."""
    return bool(current_app.extensions["bell"].ring(job_id))
