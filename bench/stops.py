"""Measure how long a wish to stop waits to be fulfilled: solve, stop at many moments, and look at the clock.

Moments are counted by the processor, so that a busy machine does not make them earlier.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.scheduling import Problem, Schedule, problem_to_bytes, solve
from app.scheduling.families import generate
from app.scheduling.verify import broken_rules, read_problem

from .run import processor_seconds

ROOT = Path(__file__).parents[1]
SEED = 1
# When somebody asks to stop, in parts of the time that the search may take; most of it happens early.
MOMENTS = (0.0, 0.002, 0.01, 0.02, 0.04, 0.07, 0.12, 0.2, 0.35, 0.6)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The longest that a wish to stop waited, on the clock and of the processor, and how often it was asked.

    `meetings` are the fewest that a schedule had, `first` the earliest wish with any, in seconds.
    """

    family: str
    size: int
    moments: int
    seconds: float
    processor: float
    meetings: int
    first: float
    sound: bool


class _Wish:
    """Says stop from a moment on, and knows how long ago that was."""

    def __init__(self, moment: float) -> None:
        self.moment = processor_seconds() + moment
        self._asked: float | None = None

    def is_asked(self) -> bool:
        """Tell whether the moment has come."""
        if self._asked is None and processor_seconds() >= self.moment:
            self._asked = time.monotonic()
        return self._asked is not None

    def waited(self) -> tuple[float, float]:
        """Seconds since it was heard that the moment has come, and of the processor since it came."""
        clock = 0.0 if self._asked is None else time.monotonic() - self._asked
        return clock, processor_seconds() - self.moment


def stops(family: str, size: int, seconds: float) -> Stopped:
    """Stop the search for one generated camp at many moments, in a process of its own."""
    command = [sys.executable, "-m", "bench.stops", family, str(size), str(seconds)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return Stopped(**json.loads(printed.splitlines()[-1]))


def lines(found: Iterable[Stopped]) -> Iterator[str]:
    """Yield the table in Markdown, each row when it is known."""
    yield "| family | people | stops | longest wait to stop | processor | fewest meetings | first after | sound |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in found:
        figures = f"{one.seconds:.2f} | {one.processor:.2f} | {one.meetings} | {one.first:.2f}"
        yield f"| {one.family} | {one.size} | {one.moments} | {figures} | {'yes' if one.sound else 'no'} |"


def measured(problem: Problem, family: str, seconds: float, moments: tuple[float, ...] = MOMENTS) -> Stopped:
    """Stop at parts of a time limit, and return the longest waits."""
    data = read_problem(problem_to_bytes(problem))
    waits, counts, sound, first = [], [], True, seconds
    for part in moments:
        wish = _Wish(part * seconds)
        schedule = solve(
            problem, time_limit=seconds, seed=SEED, should_stop=wish.is_asked, clock=processor_seconds
        )
        waits.append(wish.waited())
        counts.append(len(schedule.meetings))
        first = min(first, part * seconds) if schedule.meetings else first
        sound = sound and _is_sound(data, schedule)
    # Where the search ended before the wish came, nobody waited.
    return Stopped(
        family=family,
        size=len(problem.participants),
        moments=len(moments),
        seconds=max(0.0, *(wait for wait, _ in waits)),
        processor=max(0.0, *(processor for _, processor in waits)),
        meetings=min(counts),
        first=first,
        sound=sound,
    )


def _is_sound(data: dict[str, object], schedule: Schedule) -> bool:
    plain = [{"a": m.a, "b": m.b, "slot": m.slot, "table": m.table} for m in schedule.meetings]
    return not broken_rules(data, plain)


if __name__ == "__main__":
    camp = generate(int(sys.argv[2]), family=sys.argv[1], seed=SEED)
    print(json.dumps(asdict(measured(camp, sys.argv[1], float(sys.argv[3])))))
