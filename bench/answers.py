"""Measure what is asked of a schedule once it is there: reasons, repair, stand-ins, fairness."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.scheduling import Problem, Schedule, solve
from app.scheduling.events import Events, after
from app.scheduling.explain import explain
from app.scheduling.fairness import fairness
from app.scheduling.families import generate
from app.scheduling.repair import repair
from app.scheduling.standins import standins

ROOT = Path(__file__).parents[1]
SEED = 1
SOLVING = 20.0


@dataclass(frozen=True, slots=True)
class Answered:
    """How long one question took, on the clock and of the processor, and the answer in words."""

    question: str
    size: int
    seconds: float
    processor: float
    megabytes: int
    answer: str


def _reasons(problem: Problem, schedule: Schedule) -> str:
    whys = explain(problem, schedule)
    cured = sum(why.cure is not None for why in whys)
    return f"{len(whys)} reasons, {cured} with a cure"


def _departure(problem: Problem, schedule: Schedule) -> str:
    busiest = problem.participants[0].id
    changed = after(problem, schedule, Events(gone=(busiest,)))
    mended = repair(changed, max_changes=0, time_limit=SOLVING)[0]
    goal = mended.goal("changes")
    return f"{goal.value} changes, {'proven' if goal.proven else f'bound {goal.bound}'}"


def _stand_ins(problem: Problem, schedule: Schedule) -> str:
    left = schedule.meetings[0]
    found = standins(problem, schedule, left.a, left.slot, (left.b,))
    return f"{sum(one.worth > 0 for one in found)} who wish to meet"


def _fairness(problem: Problem, schedule: Schedule) -> str:
    short = sum(share.shortfall is not None for share in fairness(problem, schedule).shares)
    return f"{short} miss the promise"


QUESTIONS: dict[str, Callable[[Problem, Schedule], str]] = {
    "reasons for all unmet candidates": _reasons,
    "repair after one departure": _departure,
    "stand-ins for one person now": _stand_ins,
    "fairness of all": _fairness,
}


def answers(size: int) -> list[Answered]:
    """Ask everything about one plain camp, in a process of its own."""
    command = [sys.executable, "-m", "bench.answers", str(size)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Answered(**line) for line in json.loads(printed.splitlines()[-1])]


def lines(found: list[Answered]) -> list[str]:
    """Return the table in Markdown."""
    rows = ["| question | people | seconds | processor | MB | answer |", "|---|---|---|---|---|---|"]
    for one in found:
        figures = f"{one.seconds:.2f} | {one.processor:.2f} | {one.megabytes}"
        rows.append(f"| {one.question} | {one.size} | {figures} | {one.answer} |")
    return rows


def _ask(size: int) -> list[Answered]:
    problem = generate(size, seed=SEED)
    schedule = solve(problem, time_limit=SOLVING, seed=SEED)
    found = []
    for question, ask in QUESTIONS.items():
        start, started = time.monotonic(), time.process_time()
        answer = ask(problem, schedule)
        seconds, processor = time.monotonic() - start, time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found.append(Answered(question, size, seconds, processor, peak, answer))
    return found


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in _ask(int(sys.argv[1]))]))
