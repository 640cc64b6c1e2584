"""Time, the wish to stop, and news of progress: the only things of the outside world in a solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """News from a solve: seconds since the start, and a goal's value and bound so far.

    `value` is None as long as no schedule has been found.
    """

    seconds: float
    goal: str
    value: int | None
    bound: int


class Watch:
    """Tells when to stop, by the clock or because somebody asked, and passes news on."""

    def __init__(
        self,
        clock: Callable[[], float],
        time_limit: float,
        on_progress: Callable[[Progress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        """Start the clock now."""
        self._clock = clock
        self._start = clock()
        self._limit = time_limit
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._told: dict[str, tuple[int | None, int]] = {}

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return self._clock() - self._start

    def left(self) -> float:
        """Return the seconds that remain, never less than none."""
        return max(0.0, self._limit - self.seconds())

    def is_over(self) -> bool:
        """Tell whether the time is up or somebody asked to stop."""
        return self.seconds() >= self._limit or (self._should_stop is not None and self._should_stop())

    def part(self, share: float) -> Watch:
        """Return a watch for a share of the time that is left, which hears the same wish to stop."""
        return Watch(self._clock, self.left() * share, None, self._should_stop)

    def tell(self, goal: str, value: int | None, bound: int) -> None:
        """Pass on a goal's value and bound, unless they were told before."""
        if self._on_progress is not None and self._told.get(goal) != (value, bound):
            self._told[goal] = (value, bound)
            self._on_progress(Progress(self.seconds(), goal, value, bound))
