"""A worker's hold on a job: what the work may ask and tell from any thread, without the database."""

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock

from app.models import JobKind

MOST_POINTS = 400
Point = dict[str, object]


class LostLease(Exception):
    """Another worker has taken the job over; whatever this one still writes is refused."""


def thinned(points: list[Point]) -> list[Point]:
    """Every other point of a list that has grown too long; the first and the last stay."""
    return points if len(points) <= MOST_POINTS else points[:-1:2] + points[-1:]


@dataclass
class Claim:
    """One attempt at a job. `attempt` is the fence that goes into every write (services/work/jobs.py)."""

    job_id: int
    camp_id: int
    kind: JobKind
    settings: dict[str, object]
    user_id: int | None
    language: str
    attempt: int
    owner: str
    lease: timedelta
    _points: list[Point] = field(default_factory=list)
    _untold: bool = False
    _lock: Lock = field(default_factory=Lock)
    _stop: Event = field(default_factory=Event)
    _shutdown: Event = field(default_factory=Event)
    _lost: Event = field(default_factory=Event)

    def should_stop(self) -> bool:
        """Whether to end now with the best so far: asked for, worker going down, or lease lost."""
        return self._stop.is_set() or self._shutdown.is_set() or self._lost.is_set()

    def stop_was_asked(self) -> bool:
        """Whether an organiser asked to stop."""
        return self._stop.is_set()

    def shutting_down(self) -> bool:
        """Whether the worker is going down."""
        return self._shutdown.is_set()

    def report(self, point: Point) -> None:
        """Add a point of progress; the heartbeat's thread writes it within about a second."""
        with self._lock:
            self._points = thinned([*self._points, point])
            self._untold = True

    def has_news(self) -> bool:
        """Whether points wait to be written."""
        return self._untold

    def points(self) -> list[Point]:
        """All points so far, now being written."""
        with self._lock:
            self._untold = False
            return list(self._points)

    def ask_to_stop(self) -> None:
        """An organiser wants the best so far."""
        self._stop.set()

    def shut_down(self) -> None:
        """The worker must end soon."""
        self._shutdown.set()

    def lose(self) -> None:
        """The job belongs to another worker now."""
        self._lost.set()
