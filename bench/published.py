"""The published instances: all meetings given, fewest breaks. The engine beside one SAT thread.

The baseline is the usual one: a variable for each meeting and slot, CaDiCaL through python-sat, and a
totalizer over the breaks that is tightened from above until nothing is left to find. Both work on the
problem as `read-dzn` gives it.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.scheduling import Problem, problem_sha256, problem_to_bytes, schedule_to_bytes, solve
from app.scheduling.dzn import read_dzn
from app.scheduling.instance import Instance
from app.scheduling.verify import verify

ROOT = Path(__file__).parents[1]
WAYS = ("engine", "one-thread SAT")
HEADER = (
    "| instance | published | way | status | breaks | bound | seconds | processor | sound |\n|" + "---|" * 9
)


@dataclass(frozen=True, slots=True)
class Closed:
    """What one way did with one file; `status` as in a schedule, `violations` of the engine's only."""

    name: str
    way: str
    status: str
    value: int | None
    bound: int | None
    seconds: float
    processor: float
    violations: int


def published(folder: Path, limit: float) -> Iterator[str]:
    """Yield the lines of a table of all files in a folder, and the totals at its end."""
    with (folder / "best-known.csv").open() as file:
        known = {
            f"{row['instance']}.{row['variant']}": row["published_optimum_breaks_d2"]
            for row in csv.DictReader(file)
        }
    found: dict[str, list[Closed]] = {way: [] for way in WAYS}
    yield HEADER
    for name, optimum in known.items():
        for way in WAYS:
            closed = _measure(way, folder / f"{name}.dzn", limit)
            found[way].append(closed)
            yield _row(closed, optimum)
    totals = {way: sum(one.processor for one in rows) for way, rows in found.items()}
    for way, rows in found.items():
        closed_rows = [one for one in rows if one.status in ("optimal", "infeasible")]
        yield f"\n{way}: {len(closed_rows)} of {len(rows)} closed, {totals[way]:.1f} s of the processor"
    yield f"\nengine to one-thread SAT: {totals[WAYS[0]] / max(0.01, totals[WAYS[1]]):.2f}"


def _row(closed: Closed, optimum: str) -> str:
    cells = (
        closed.name,
        optimum,
        closed.way,
        closed.status,
        "" if closed.value is None else closed.value,
        "" if closed.bound is None else closed.bound,
        f"{closed.seconds:.2f}",
        f"{closed.processor:.2f}",
        "yes" if closed.violations == 0 else f"{closed.violations} violations",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _measure(way: str, path: Path, limit: float) -> Closed:
    """Run one way on one file in a process of its own."""
    command = [sys.executable, "-m", "bench.published", way, str(path), str(limit)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return Closed(**json.loads(printed.splitlines()[-1]))


def _run(way: str, path: Path, limit: float) -> Closed:
    problem = read_dzn(path.read_text()).problem
    start, started = time.monotonic(), time.process_time()
    violations = 0
    if way == "engine":
        schedule = solve(problem, time_limit=limit)
        status = schedule.status
        value, bound = (schedule.goals[0].value, schedule.goals[0].bound) if schedule.goals else (None, None)
        content = problem_to_bytes(problem)
        violations = len(verify(content, schedule_to_bytes(schedule, problem_sha256(content))))
    else:
        status, value, bound = fewest_by_sat(problem, limit)
    seconds, processor = time.monotonic() - start, time.process_time() - started
    return Closed(path.stem, way, status, value, bound, seconds, processor, violations)


def fewest_by_sat(problem: Problem, limit: float) -> tuple[str, int | None, int | None]:
    """Return status, fewest breaks and bound by one SAT thread, within a time limit.

    The published rule of a difference of two becomes "nobody breaks more than twice", which is the same
    as somebody has one meeting at most in every file; otherwise `ValueError`.
    """
    from pysat.card import CardEnc, EncType, ITotalizer  # noqa: PLC0415 — a development dependency
    from pysat.formula import IDPool  # noqa: PLC0415
    from pysat.solvers import Solver  # noqa: PLC0415

    instance = Instance(problem)
    if min(map(len, instance.of_person)) > 1:
        raise ValueError("somebody must have one meeting at most")
    pool, clauses = IDPool(), []
    slots = range(instance.slot_count)

    def encode(literals: list[int], kind: str, bound: int = 1) -> None:
        make = {"atmost": CardEnc.atmost, "equals": CardEnc.equals}[kind]
        # For "one of these" pairs propagate best; counts go through a cardinality network.
        how = EncType.pairwise if bound == 1 and len(literals) < 30 else EncType.cardnetwrk
        clauses.extend(make(literals, bound, vpool=pool, encoding=how).clauses)

    at = [
        {slot: pool.id(("at", c, slot)) for slot in slots if allowed >> slot & 1}
        for c, allowed in enumerate(instance.allowed)
    ]
    for places in at:
        encode(list(places.values()), "equals")
    for slot in slots:
        here = [places[slot] for places in at if slot in places]
        if len(here) > instance.capacity[slot]:
            encode(here, "atmost", instance.capacity[slot])
    for later, earlier in instance.after:
        for slot, literal in at[later].items():
            clauses.extend([-literal, -other] for where, other in at[earlier].items() if where >= slot)
    breaks: list[int] = []
    for person, own in enumerate(instance.of_person):
        busy = [pool.id(("busy", person, slot)) for slot in slots]
        met = [pool.id(("met", person, slot)) for slot in slots]
        ends = [pool.id(("end", person, slot)) for slot in slots[1:]]
        for slot in slots:
            here = [at[c][slot] for c in own if slot in at[c]]
            if len(here) > 1:
                encode(here, "atmost")
            clauses.append([-busy[slot], *here])
            clauses.extend([-one, busy[slot]] for one in here)
            clauses.append([-busy[slot], met[slot]])
            if slot:
                clauses.append([-met[slot - 1], met[slot]])
                clauses.append([-met[slot], met[slot - 1], busy[slot]])
                # A break ends in a slot with a meeting after one without, when there was one before.
                clauses.append([-busy[slot], busy[slot - 1], -met[slot - 1], ends[slot - 1]])
            else:
                clauses.append([-met[0], busy[0]])
        if own:
            encode(busy, "equals", len(own))
        if len(own) > 1:
            encode(ends, "atmost", 2)
            breaks.extend(ends)
    best: int | None = None
    until = time.monotonic() + limit
    with Solver("cadical153", bootstrap_with=clauses) as solver:
        while solver.solve():
            model = set(solver.get_model())
            first, best = best, sum(literal in model for literal in breaks)
            if best == 0:
                return "optimal", 0, 0
            if first is None:
                tree = ITotalizer(breaks, ubound=best, top_id=pool.top)
                for clause in tree.cnf.clauses:
                    solver.add_clause(clause)
                right = tree.rhs
                tree.delete()
            solver.add_clause([-right[best - 1]])
            if time.monotonic() > until:
                return "feasible", best, 0
    return ("infeasible", None, None) if best is None else ("optimal", best, best)


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))))
