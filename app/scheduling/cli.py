"""The engine's command line: solve, verify, the questions after a schedule, generate and read-dzn.

Exit codes: 0 done; 1 no sound schedule (solve) or something broken (verify); 2 a file or an option that
cannot be used, with the reason on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import verify
from .dzn import read_dzn
from .families import FAMILIES, generate
from .files import LARGEST_FILE, problem_from_bytes, problem_sha256, problem_to_bytes, schedule_to_bytes
from .options import add_limits, whole_number
from .questions import add_commands
from .schedule import Schedule
from .solve import solve
from .stop import Stop
from .values import Fault, ProblemError
from .watch import Progress

DONE, NO_SCHEDULE, UNUSABLE = 0, 1, 2
MOST_PARTICIPANTS, MOST_SLOTS = 20_000, 500


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except ProblemError as error:
        for fault in error.faults:
            print(verify.printable(str(fault)), file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.scheduling", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_solve(commands.add_parser("solve", help="make the best schedule for a problem"))
    add = commands.add_parser("verify", help="judge a schedule")
    add.add_argument("problem", metavar="PROBLEM")
    add.add_argument("schedule", metavar="SCHEDULE")
    add.set_defaults(command=_verify)
    add_commands(commands)
    _add_generate(commands.add_parser("generate", help="make up a problem"))
    add = commands.add_parser("read-dzn", help="turn a published instance into a problem")
    add.add_argument("file", metavar="FILE.dzn", type=Path)
    add.add_argument("--out", metavar="PROBLEM", type=Path, required=True)
    add.set_defaults(command=_read_dzn)
    return parser


def _add_solve(add: argparse.ArgumentParser) -> None:
    add.add_argument("problem", metavar="PROBLEM", type=Path)
    add.add_argument("--out", metavar="SCHEDULE", type=Path, required=True)
    add_limits(add)
    add.add_argument("--workers", metavar="N", type=whole_number(1, 64), default=1)
    add.add_argument("--progress", action="store_true", help="print a JSON object a line while working")
    add.set_defaults(command=_solve)


def _add_generate(add: argparse.ArgumentParser) -> None:
    add.add_argument("--participants", metavar="N", type=whole_number(0, MOST_PARTICIPANTS), required=True)
    add.add_argument("--family", choices=sorted(FAMILIES), default="plain")
    add.add_argument("--seed", metavar="S", type=whole_number(0, 2**31 - 1), default=1)
    add.add_argument("--slots", metavar="N", type=whole_number(1, MOST_SLOTS), default=12)
    add.add_argument("--wishes", metavar="N", type=whole_number(0, MOST_SLOTS), default=12)
    add.add_argument("--out", metavar="PROBLEM", type=Path, required=True)
    add.set_defaults(command=_generate)


def _content(path: Path) -> bytes:
    """Return a file's bytes; of one larger than any problem, one byte too many."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _solve(options: argparse.Namespace) -> int:
    content = _content(options.problem)
    try:
        problem = problem_from_bytes(content)
    except ProblemError as error:
        raise _in_file(options.problem, error) from None
    with Stop() as stop:
        schedule = solve(
            problem,
            seed=options.seed,
            time_limit=options.time_limit,
            workers=options.workers,
            on_progress=_print_progress if options.progress else None,
            should_stop=stop.is_asked,
        )
    options.out.write_bytes(schedule_to_bytes(schedule, problem_sha256(content)))
    print(json.dumps(_summary(schedule)))
    return DONE if schedule.status in ("optimal", "feasible") else NO_SCHEDULE


def _in_file(path: Path, error: ProblemError) -> ProblemError:
    return ProblemError([Fault(f"{path}: {fault.place}", fault.message) for fault in error.faults])


def _summary(schedule: Schedule) -> dict[str, Any]:
    return {
        "status": schedule.status,
        "way": schedule.way,
        "meetings": len(schedule.meetings),
        "goals": [
            {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
            for goal in schedule.goals
        ],
        "contradictions": [asdict(found) for found in schedule.contradictions],
        "seconds": round(schedule.seconds, 3),
    }


def _print_progress(progress: Progress) -> None:
    print(json.dumps(asdict(progress) | {"seconds": round(progress.seconds, 3)}), flush=True)


def _verify(options: argparse.Namespace) -> int:
    return verify.main([options.problem, options.schedule])


def _generate(options: argparse.Namespace) -> int:
    problem = generate(
        options.participants,
        family=options.family,
        seed=options.seed,
        slots=options.slots,
        wishes=options.wishes,
    )
    options.out.write_bytes(problem_to_bytes(problem))
    return DONE


def _read_dzn(options: argparse.Namespace) -> int:
    try:
        published = read_dzn(_content(options.file).decode("ascii", "replace"))
    except ProblemError as error:
        raise _in_file(options.file, error) from None
    for a, b in published.repeated:
        print(
            f"{options.file}: {a}, {b} stands twice; a pair meets once, so one is left out", file=sys.stderr
        )
    options.out.write_bytes(problem_to_bytes(published.problem))
    return DONE
