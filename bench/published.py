"""The published instances: all meetings given, fewest breaks. The engine beside one SAT thread.

The baseline is the usual one: a variable for each meeting and slot, CaDiCaL through python-sat, and a
totalizer over the breaks that is tightened from above until nothing is left to find. Both work on the
problem as `read-dzn` gives it, at the same time, one thread each; limit and times are the processor's.
"""

from __future__ import annotations

import csv
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
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

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is left to be found."""
        return self.status in ("optimal", "infeasible")

    @property
    def answer(self) -> str:
        """Return the proven answer as the published table writes it."""
        return "UNSAT" if self.status == "infeasible" else str(self.value)


class Fault(str):
    """A line of the output that says what is wrong."""


def published(folder: Path, limit: float) -> Iterator[str | Fault]:
    """Yield the lines of a table of all files in a folder, the totals at its end, and every fault met."""
    with (folder / "best-known.csv").open() as file:
        known = list(csv.DictReader(file))
    rows: list[tuple[Closed, Closed]] = []
    yield HEADER
    for row in known:
        name, optimum = f"{row['instance']}.{row['variant']}", row["published_optimum_breaks_d2"]
        path = folder / f"{name}.dzn"
        repeated = len(read_dzn(path.read_text()).repeated)
        both = _measure(path, limit)
        rows.append(both)
        for closed in both:
            yield _row(closed, optimum + (" (*)" if repeated else ""))
        for text in faults(*both, None if repeated else optimum):
            yield Fault(f"{name}: {text}")
    yield "\n(*) A pair stands twice in the file and meets once here: another problem than the published one."
    yield from _totals(rows, limit)
    recorded = sum(float(row.get("recheck_pysat_cadical_s") or 0) for row in known)
    yield f"\nrecorded with the files for one SAT thread on a quiet machine: {recorded:.1f} s"


def _totals(rows: list[tuple[Closed, Closed]], limit: float) -> Iterator[str]:
    totals = []
    for way, found in zip(WAYS, zip(*rows, strict=True), strict=True):
        times = [one.processor if one.is_closed else max(limit, one.processor) for one in found]
        totals.append(sum(times))
        yield (
            f"\n{way}: {sum(one.is_closed for one in found)} of {len(found)} closed, {totals[-1]:.1f} s of the "
            f"processor, longest {max(times):.1f} s; what was not closed counts as the limit of {limit:g} s"
        )
    yield f"\nengine to one-thread SAT: {totals[0] / max(0.01, totals[1]):.2f}"


def faults(engine: Closed, other: Closed, optimum: str | None) -> list[str]:
    """Return what is wrong with the engine's answer; `optimum` is what is published, if that is the problem."""
    found = []
    if engine.violations:
        found.append(f"the engine's schedule breaks {engine.violations} rules or claims")
    if engine.is_closed and other.is_closed and engine.answer != other.answer:
        found.append(f"the engine says {engine.answer}, the SAT thread {other.answer}")
    if optimum is not None and engine.is_closed and engine.answer != optimum:
        found.append(f"the engine says {engine.answer}, published is {optimum}")
    if optimum is not None and not engine.is_closed and engine.value is not None:
        least = None if optimum == "UNSAT" else int(optimum)
        if least is None or engine.value < least or (engine.bound or 0) > least:
            found.append(f"{engine.value} breaks, at least {engine.bound}: published is {optimum}")
    return found


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


def _measure(path: Path, limit: float) -> tuple[Closed, Closed]:
    """Run both ways on one file at the same time, each in a process of its own."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.published", way, str(path), str(limit)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for way in WAYS
    ]  # fmt: skip
    found = []
    for way, process in zip(WAYS, started, strict=True):
        printed = process.communicate()[0].splitlines()
        if process.returncode not in (0, -signal.SIGXCPU):
            raise RuntimeError(f"{way} ended with {process.returncode} on {path.stem}")
        found.append(Closed(**json.loads(printed[-1])))
    return found[0], found[1]


def _run(way: str, path: Path, limit: float) -> Iterator[Closed]:
    """Yield what is known, the last word last: a search by SAT is cut short by the system."""
    problem = read_dzn(path.read_text()).problem
    start, started = time.monotonic(), time.process_time()

    def closed(status: str, value: int | None, bound: int | None, violations: int = 0) -> Closed:
        seconds, processor = time.monotonic() - start, time.process_time() - started
        return Closed(path.stem, way, status, value, bound, seconds, processor, violations)

    if way != "engine":
        resource.setrlimit(resource.RLIMIT_CPU, (int(started + limit) + 1, -1))
        yield closed("unknown", None, None)
        for answer in fewest_by_sat(problem):
            yield closed(*answer)
        return
    schedule = solve(problem, time_limit=limit, clock=time.process_time)
    value, bound = (schedule.goals[0].value, schedule.goals[0].bound) if schedule.goals else (None, None)
    found = closed(schedule.status, value, bound)
    content = problem_to_bytes(problem)
    violations = verify(content, schedule_to_bytes(schedule, problem_sha256(content)))
    yield replace(found, violations=len(violations))


def fewest_by_sat(problem: Problem) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield status, breaks and bound by one SAT thread, better ones until the last is proven.

    The published rule of a difference of two becomes "nobody breaks more than twice", which is the same
    as somebody has one meeting at most in every file; otherwise `ValueError`.
    """
    from pysat.card import CardEnc, EncType, ITotalizer  # noqa: PLC0415 — a development dependency
    from pysat.formula import IDPool  # noqa: PLC0415
    from pysat.solvers import Solver  # noqa: PLC0415

    instance = Instance(problem)
    if min(map(len, instance.of_person)) > 1:
        raise ValueError("somebody must have one meeting at most")
    if not all(instance.allowed) or any(len(own) > instance.slot_count for own in instance.of_person):
        yield "infeasible", None, None
        return
    pool, clauses = IDPool(), []
    slots = range(instance.slot_count)

    def encode(literals: list[int], kind: str, bound: int = 1) -> None:
        make = {"atmost": CardEnc.atmost, "equals": CardEnc.equals}[kind]
        # For "one of these" pairs propagate best; counts go through a totalizer.
        how = EncType.pairwise if bound == 1 and len(literals) < 30 else EncType.totalizer
        clauses.extend(make(literals, bound, vpool=pool, encoding=how).clauses)

    at = [
        {slot: pool.id(("at", c, slot)) for slot in slots if allowed >> slot & 1}
        for c, allowed in enumerate(instance.allowed)
    ]
    for places in at:
        encode(list(places.values()), "equals")
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
    # Two people to a table: counting people instead of meetings shows at once which breaks tables force.
    for slot in slots:
        people = [
            pool.id(("busy", person, slot))
            for person, own in enumerate(instance.of_person)
            if any(slot in at[c] for c in own)
        ]
        if len(people) > 2 * instance.most_meetings_in(slot):
            encode(people, "atmost", 2 * instance.most_meetings_in(slot))
    best: int | None = None
    with Solver("cadical153", bootstrap_with=clauses) as solver:
        while solver.solve():
            model = set(solver.get_model())
            first, best = best, sum(literal in model for literal in breaks)
            if best == 0:
                yield "optimal", 0, 0
                return
            yield "feasible", best, 0
            if first is None:
                tree = ITotalizer(breaks, ubound=best, top_id=pool.top)
                for clause in tree.cnf.clauses:
                    solver.add_clause(clause)
                right = tree.rhs
                tree.delete()
            solver.add_clause([-right[best - 1]])
    yield ("infeasible", None, None) if best is None else ("optimal", best, best)


if __name__ == "__main__":
    for news in _run(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])):
        print(json.dumps(asdict(news)), flush=True)
