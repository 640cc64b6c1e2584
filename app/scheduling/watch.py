"""Time, the wish to stop, and news of progress: the only things of the outside world in a solve."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

# Seconds of the processor for which the thread may go on after a wish to stop, to hand out what it has: more where
# problems are not so large that a single step after it takes a good part of what is left to half a second.
GRACE, LONG_GRACE = 0.2, 0.35


@dataclass(frozen=True, slots=True)
class Progress:
    """News from a solve: seconds since the start, and a goal's value and bound so far.

    `value` is None as long as no schedule has been found.
    """

    seconds: float
    goal: str
    value: int | None
    bound: int


class Stopped(Exception):
    """Work is given up because a watch is over, or late; whoever began it goes on with what there is."""


class Watch:
    """Tells when to stop, by the clock or because somebody asked, and passes news on.

    Once it is `over` no work is begun; once it is `late` even handing out the result must end.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        time_limit: float,
        on_progress: Callable[[Progress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        processor: Callable[[], float] = time.thread_time,
    ) -> None:
        """Start the clock now; `processor` tells the seconds that this thread has worked."""
        self._clock = clock
        self._start = clock()
        self._limit = time_limit
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._told: dict[str, tuple[int | None, int]] = {}
        self._processor = processor
        self.grace = GRACE
        # When it was first heard, by the processor, that the time is up or somebody asked to stop.
        self._heard: float | None = None
        self._reserved = 0.0

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return self._clock() - self._start

    def worked(self) -> float:
        """Return the seconds that the processor has spent on this thread."""
        return self._processor()

    def left(self) -> float:
        """Return the seconds that remain, never less than none."""
        return max(0.0, self._limit - self._reserved - self.seconds())

    def reserve(self, seconds: float) -> None:
        """Be over so much before the time limit, since handing out the result takes as long."""
        self._reserved = min(seconds, self._limit)

    def is_over(self) -> bool:
        """Tell whether the time is up, but for what is reserved, or somebody asked to stop."""
        seconds = self.seconds()
        if seconds >= self._limit or (self._should_stop is not None and self._should_stop()):
            if self._heard is None:
                self._heard = self._processor()
            return True
        return seconds >= self._limit - self._reserved

    def is_late(self) -> bool:
        """Tell whether the wish to stop was heard so long ago that what is not ready must be left."""
        return self.is_over() and self._heard is not None and self._processor() - self._heard > self.grace

    def check(self) -> None:
        """Raise `Stopped` when the watch is over."""
        if self.is_over():
            raise Stopped

    def check_late(self) -> None:
        """Raise `Stopped` when the watch is late."""
        if self.is_late():
            raise Stopped

    def part(self, share: float) -> Watch:
        """Return a watch for a share of the time that is left, which hears the same wish to stop."""
        return Watch(self._clock, self.left() * share, None, self._should_stop, self._processor)

    def tell(self, goal: str, value: int | None, bound: int) -> None:
        """Pass on a goal's value and bound, unless they were told before."""
        if self._on_progress is not None and self._told.get(goal) != (value, bound):
            self._told[goal] = (value, bound)
            self._on_progress(Progress(self.seconds(), goal, value, bound))
