"""Run one way on one generated problem in a process of its own, and measure it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from app.scheduling import Meeting, Problem, problem_to_bytes, solve
from app.scheduling.families import generate
from app.scheduling.verify import broken_rules, goal_values, read_problem

from .baselines import WAYS

ROOT = Path(__file__).parents[1]
SEED = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way reached: values by goal, bounds where it has any, seconds, megabytes at the peak."""

    way: str
    family: str
    size: int
    candidates: int
    meetings: int
    values: dict[str, int]
    bounds: dict[str, int]
    seconds: float
    processor: float
    megabytes: int
    violations: int


def measure(way: str, family: str, size: int, seconds: float) -> Measured:
    """Return what a way reaches within a time limit, run in a process of its own."""
    command = [sys.executable, "-m", "bench.run", way, family, str(size), str(seconds)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return Measured(**json.loads(printed.splitlines()[-1]))


def _run(way: str, family: str, size: int, limit: float) -> Measured:
    problem = generate(size, family=family, seed=SEED)
    start, started = time.monotonic(), time.process_time()
    meetings, bounds = _solve(problem, limit) if way == "engine" else (WAYS[way](problem, limit), {})
    seconds, processor = time.monotonic() - start, time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
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
        megabytes=peak,
        violations=len(broken_rules(data, plain)),
    )


def _solve(problem: Problem, limit: float) -> tuple[list[Meeting], dict[str, int]]:
    schedule = solve(problem, time_limit=limit, seed=SEED)
    return list(schedule.meetings), {goal.name: goal.bound for goal in schedule.goals}


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))
