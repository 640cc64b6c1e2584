"""Run one way on one generated problem in a process of its own, and measure it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.scheduling import Meeting, Problem, Progress, problem_to_bytes, solve
from app.scheduling.families import generate
from app.scheduling.verify import broken_rules, goal_values, read_problem

from .baselines import WAYS

ROOT = Path(__file__).parents[1]
SEED = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way reached: values by goal, bounds where it has any, seconds, megabytes at the peak.

    `chosen` are the seconds of the processor after which promised meetings and worth were what they are at the
    end; for the baselines all of them.
    """

    way: str
    family: str
    size: int
    candidates: int
    meetings: int
    values: dict[str, int]
    bounds: dict[str, int]
    seconds: float
    processor: float
    chosen: float
    megabytes: int
    violations: int


def measure(way: str, family: str, size: int, seconds: float) -> Measured:
    """Return what a way reaches within a time limit, run in a process of its own."""
    command = [sys.executable, "-m", "bench.run", way, family, str(size), str(seconds)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return Measured(**json.loads(printed.splitlines()[-1]))


def _run(way: str, family: str, size: int, limit: float) -> Measured:
    problem = generate(size, family=family, seed=SEED)
    start, started = time.monotonic(), processor_seconds()
    news: list[tuple[float, Progress]] = []

    def note(progress: Progress) -> None:
        news.append((processor_seconds() - started, progress))

    meetings, bounds = _solve(problem, limit, note) if way == "engine" else (WAYS[way](problem, limit), {})
    seconds, processor = time.monotonic() - start, processor_seconds() - started
    # The process of a large flow has a memory of its own.
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = sum(resource.getrusage(who).ru_maxrss for who in used) // 1024
    data = read_problem(problem_to_bytes(problem))
    plain = [{"a": m.a, "b": m.b, "slot": m.slot, "table": m.table} for m in meetings]
    return Measured(
        way=way,
        family=family,
        size=size,
        candidates=len(problem.candidates),
        meetings=len(meetings),
        values=goal_values(data, plain),
        bounds=bounds,
        seconds=seconds,
        processor=processor,
        chosen=_chosen(news) if news else processor,
        megabytes=peak,
        violations=len(broken_rules(data, plain)),
    )


def processor_seconds() -> float:
    """Return the seconds of the processor of this process and those that it has started, ended or not."""
    clock, total = os.sysconf("SC_CLK_TCK"), time.process_time()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total += ended.ru_utime + ended.ru_stime
    for children in Path("/proc/self/task").glob("*/children"):
        # A thread or a process may end while it is looked at.
        with suppress(OSError):
            for child in children.read_text().split():
                times = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                total += (int(times[11]) + int(times[12])) / clock
    return total


def _chosen(news: list[tuple[float, Progress]]) -> float:
    """Return when the last value of `promised` or `worth` was first heard of."""
    last: dict[str, tuple[int, float]] = {}
    for seconds, progress in news:
        goal, value = progress.goal, progress.value
        if goal in ("promised", "worth") and value is not None and last.get(goal, (-1, 0.0))[0] != value:
            last[goal] = value, seconds
    return max((seconds for _, seconds in last.values()), default=0.0)


def _solve(
    problem: Problem, limit: float, note: Callable[[Progress], None]
) -> tuple[list[Meeting], dict[str, int]]:
    schedule = solve(problem, time_limit=limit, seed=SEED, on_progress=note)
    return list(schedule.meetings), {goal.name: goal.bound for goal in schedule.goals}


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))
