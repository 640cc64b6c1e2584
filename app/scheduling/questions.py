"""The command line's questions after a schedule: explain, repair, what-if, standins, fairness.

Each reads a problem and a schedule and writes JSON: to `--out`, or to standard output.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .events import Events, after
from .explain import REFUSALS, explain
from .fairness import fairness
from .files import (
    LARGEST_FILE,
    problem_from_bytes,
    problem_sha256,
    problem_to_bytes,
    schedule_from_bytes,
    schedule_to_bytes,
)
from .problem import Problem
from .repair import repair
from .schedule import Schedule
from .standins import standins
from .values import Fault, ProblemError
from .what_if import Variation, margins, what_if

DONE, NO_SCHEDULE = 0, 1


def add_commands(commands: Any) -> None:
    """Add the questions to a parser's commands."""
    add = _command(commands, "explain", _explain, "why each candidate was left out, and what would cure it")
    for refusal in REFUSALS:
        add.add_argument(f"--{refusal}", metavar=("P", "Q"), nargs=2, action="append", default=[],
                         help=f"these two have {refusal} it; may be repeated")  # fmt: skip
    add.add_argument("--out", metavar="WHY", type=Path, required=True)
    _add_repair(_command(commands, "repair", _repair, "mend a schedule with the fewest changes"))
    _add_what_if(_command(commands, "what-if", _what_if, "solve again with other tables, slots or promises"))
    add = _command(commands, "standins", _standins, "who could meet somebody who has been left alone")
    add.add_argument("--person", metavar="P", required=True)
    add.add_argument("--slot", metavar="S", required=True, help="the slot that it is now")
    add.add_argument(
        "--gone", metavar="P", action="append", default=[], help="who is not there; may be repeated"
    )
    _command(commands, "fairness", _fairness, "meetings and wishes of everybody, and who misses the promise")


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    add: argparse.ArgumentParser = commands.add_parser(name, help=text)
    add.add_argument("problem", metavar="PROBLEM", type=Path)
    add.add_argument("schedule", metavar="SCHEDULE", type=Path)
    add.set_defaults(command=run)
    return add


def _add_repair(add: argparse.ArgumentParser) -> None:
    add.add_argument("--gone", metavar="P", action="append", default=[], help="comes no more")
    add.add_argument(
        "--absent", metavar="P[:SLOT]", action="append", default=[], help="without a slot: as --gone"
    )
    add.add_argument("--close-table", metavar="T[:SLOT]", action="append", default=[])
    add.add_argument("--now", metavar="SLOT", help="the first slot that has not begun; earlier meetings stay")
    add.add_argument("--max-changes", metavar="K", type=int, help="else three more than the fewest")
    add.add_argument("--time-limit", metavar="S", type=float, default=10.0)
    add.add_argument("--seed", metavar="N", type=int, default=1)
    add.add_argument("--out", metavar="NEW", type=Path, required=True, help="the best schedule within --max-changes,"
                     " or with the fewest changes where that is not given")  # fmt: skip
    add.add_argument(
        "--problem-out", metavar="PROBLEM", type=Path, help="the problem as it now is, to verify NEW"
    )


def _add_what_if(add: argparse.ArgumentParser) -> None:
    add.add_argument("--tables", metavar="±N", type=int, action="append", default=[])
    add.add_argument("--slot", metavar="-SLOT|+SLOT", action="append", default=[],
                     help="without that slot, or with one more after it (write --slot=-s1)")  # fmt: skip
    add.add_argument("--promised", metavar="N", type=int, action="append", default=[])
    add.add_argument("--time-limit", metavar="S", type=float, default=10.0)
    add.add_argument("--seed", metavar="N", type=int, default=1)
    add.add_argument("--out", metavar="TABLE", type=Path, required=True)


def _read(options: argparse.Namespace) -> tuple[Problem, Schedule, dict[str, str]]:
    """Return the problem, its schedule, and the head of an answer; refuse a schedule of another problem."""
    content = _content(options.problem)
    problem = _named(options.problem, lambda: problem_from_bytes(content))
    schedule, sha256 = _named(options.schedule, lambda: schedule_from_bytes(_content(options.schedule)))
    if sha256 != problem_sha256(content):
        raise ProblemError(
            [Fault(f"{options.schedule}: problem_sha256", f"is not that of {options.problem}")]
        )
    return problem, schedule, {"problem_sha256": sha256}


def _named(path: Path, read: Callable[[], Any]) -> Any:
    """Read, with the file's name before each fault."""
    try:
        return read()
    except ProblemError as error:
        raise ProblemError(
            [Fault(f"{path}: {fault.place}", fault.message) for fault in error.faults]
        ) from None


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _write(path: Path | None, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    if path is None:
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")


def _goals(schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
        for goal in schedule.goals
    ]


def _explain(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    refused = {(a, b): refusal for refusal in REFUSALS for a, b in getattr(options, refusal)}
    found = []
    for why in explain(problem, schedule, refused):
        row = asdict(why)
        row["candidate"] = {"a": why.candidate.a, "b": why.candidate.b, "worth": why.candidate.worth}
        found.append(row)
    _write(options.out, {"format": "campmatch-explanation/1", **head, "unmet": found})
    print(json.dumps({"unmet": len(found), "cured": sum(row["cure"] is not None for row in found)}))
    return DONE


def _repair(options: argparse.Namespace) -> int:
    problem, schedule, _head = _read(options)
    absent = [_split(text) for text in options.absent]
    events = Events(
        gone=(*options.gone, *(name for name, slot in absent if slot is None)),
        absent=tuple((name, slot) for name, slot in absent if slot is not None),
        closed=tuple(_split(text) for text in options.close_table),
        now=options.now,
    )
    changed = after(problem, schedule, events)
    front = repair(changed, max_changes=options.max_changes, seed=options.seed, time_limit=options.time_limit)
    content = problem_to_bytes(changed)
    if front:
        chosen = front[0 if options.max_changes is None else -1]
        options.out.write_bytes(schedule_to_bytes(chosen, problem_sha256(content)))
    if options.problem_out is not None:
        options.problem_out.write_bytes(content)
    print(json.dumps({"front": [{"meetings": len(step.meetings), "goals": _goals(step)} for step in front]}))
    return DONE if front else NO_SCHEDULE


def _split(text: str) -> tuple[str, str | None]:
    """A name, and after the last colon a slot, if there is one."""
    name, colon, slot = text.rpartition(":")
    return (name, slot) if colon else (text, None)


def _what_if(options: argparse.Namespace) -> int:
    problem, _schedule, head = _read(options)
    variations = [
        *(Variation(tables=more) for more in options.tables),
        *(
            Variation(slot_after=text[1:])
            if text.startswith("+")
            else Variation(without_slot=text.removeprefix("-"))
            for text in options.slot
        ),
        *(Variation(promised=number) for number in options.promised),
    ]
    answers = what_if(problem, variations, seed=options.seed, time_limit=options.time_limit)
    rows = [
        {
            "variation": {key: value for key, value in asdict(answer.variation).items() if value},
            "status": answer.schedule.status,
            "meetings": len(answer.schedule.meetings),
            "with_promise": answer.with_promise,
            "goals": _goals(answer.schedule),
        }
        for answer in answers
    ]
    marginal = [
        {
            "slot": margin.slot,
            "bounds": [{"name": g.name, "without": g.value, "with": g.bound} for g in margin.bounds],
        }
        for margin in margins(problem)
    ]
    _write(options.out, {"format": "campmatch-what-if/1", **head, "answers": rows, "margins": marginal})
    print(json.dumps({"answers": len(rows)}))
    return DONE


def _standins(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    found = standins(problem, schedule, options.person, options.slot, tuple(options.gone))
    _write(None, {**head, "standins": [asdict(one) for one in found]})
    return DONE


def _fairness(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    _write(None, {**head, **asdict(fairness(problem, schedule))})
    return DONE
