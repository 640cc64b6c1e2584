"""The command line's questions after a schedule: explain, repair, what-if, standins, fairness.

Each reads a problem and a schedule and writes JSON: to `--out`, or to standard output.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import verify
from .contradictions import Contradiction
from .events import Events, after
from .explain import REFUSALS, explain
from .fairness import fairness
from .files import (
    LARGEST_FILE,
    problem_from_bytes,
    problem_sha256,
    problem_to_bytes,
    problem_to_json,
    schedule_from_bytes,
    schedule_to_bytes,
)
from .options import add_limits, more_or_fewer, whole_number
from .problem import LARGEST_NUMBER, Problem
from .repair import repair
from .schedule import Schedule
from .solve import solve
from .standins import standins
from .stop import Stop
from .values import Candidate, Fault, Participant, ProblemError
from .variations import LONGEST, Variation
from .what_if import Answer, Margin, margins, what_if

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
    add.add_argument(
        "--arrive", metavar="P", action="append", default=[], help="somebody who was not expected"
    )
    add.add_argument("--wish", metavar=("P", "Q", "WORTH"), nargs=3, action="append", default=[],
                     help="a new candidate, or another worth")  # fmt: skip
    add.add_argument("--now", metavar="SLOT", help="the first slot that has not begun; earlier meetings stay")
    add.add_argument(
        "--max-changes",
        metavar="K",
        type=whole_number(0, LARGEST_NUMBER),
        help="else three more than the fewest",
    )
    add_limits(add)
    add.add_argument("--out", metavar="NEW", type=Path, required=True, help="the best schedule within --max-changes,"
                     " or with the fewest changes where that is not given")  # fmt: skip
    add.add_argument(
        "--problem-out", metavar="PROBLEM", type=Path, help="the problem as it now is, to verify NEW"
    )


def _add_what_if(add: argparse.ArgumentParser) -> None:
    add.add_argument("--tables", metavar="±N", type=more_or_fewer, action="append", default=[])
    add.add_argument("--slot", metavar="-SLOT|+SLOT", action="append", default=[],
                     help="without that slot, or with one more after it (write --slot=-s1)")  # fmt: skip
    add.add_argument(
        "--promised", metavar="N", type=whole_number(0, LARGEST_NUMBER), action="append", default=[]
    )
    add.add_argument("--minutes", metavar="N", type=whole_number(1, LONGEST), action="append", default=[],
                     help="the time of every block cut anew into slots of so many minutes")  # fmt: skip
    add_limits(add)
    add.add_argument("--out", metavar="TABLE", type=Path, required=True,
                     help="one row an answer as CSV when the name ends so, else JSON with the margins too")  # fmt: skip


def _read(options: argparse.Namespace) -> tuple[Problem, Schedule, dict[str, str]]:
    """Return the problem, its schedule, and the head of an answer.

    Refuse a schedule of another problem, and one that is not sound: what follows from it would mean nothing.
    """
    content = _content(options.problem)
    problem = _named(options.problem, lambda: problem_from_bytes(content))
    schedule, sha256 = _named(options.schedule, lambda: schedule_from_bytes(_content(options.schedule)))
    if sha256 != problem_sha256(content):
        raise ProblemError(
            [Fault(f"{options.schedule}: problem_sha256", f"is not that of {options.problem}")]
        )
    meetings = [{"a": m.a, "b": m.b, "slot": m.slot, "table": m.table} for m in schedule.meetings]
    broken = verify.broken_rules(problem_to_json(problem), meetings) if meetings else []
    if broken:
        raise ProblemError([Fault(f"{options.schedule}: {rule}", text) for rule, text in broken])
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
        arrived=tuple(Participant(name) for name in options.arrive),
        wished=tuple(Candidate(a, b, _worth(worth)) for a, b, worth in options.wish),
    )
    changed = after(problem, schedule, events)
    with Stop() as stop:
        front = repair(
            changed,
            max_changes=options.max_changes,
            seed=options.seed,
            time_limit=options.time_limit,
            should_stop=stop.is_asked,
        )
    content = problem_to_bytes(changed)
    if front:
        chosen = front[0 if options.max_changes is None else -1]
        options.out.write_bytes(schedule_to_bytes(chosen, problem_sha256(content)))
    if options.problem_out is not None:
        options.problem_out.write_bytes(content)
    answer: dict[str, Any] = {
        "front": [{"meetings": len(step.meetings), "goals": _goals(step)} for step in front]
    }
    if not front:
        answer["contradictions"] = [asdict(found) for found in _why_not(changed, options)]
    print(json.dumps(answer))
    return DONE if front else NO_SCHEDULE


def _worth(text: str) -> int:
    try:
        return whole_number(1, LARGEST_NUMBER)(text)
    except argparse.ArgumentTypeError as error:
        raise ProblemError([Fault("--wish", str(error))]) from None


def _why_not(problem: Problem, options: argparse.Namespace) -> tuple[Contradiction, ...]:
    """What makes a problem impossible for which no repair was found, if it is."""
    with Stop() as stop:
        found = solve(problem, seed=options.seed, time_limit=options.time_limit, should_stop=stop.is_asked)
    return found.contradictions


def _split(text: str) -> tuple[str, str | None]:
    """A name, and after the last colon a slot, if there is one."""
    name, colon, slot = text.rpartition(":")
    return (name, slot) if colon else (text, None)


def _what_if(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    variations = [
        *(Variation(tables=more) for more in options.tables),
        *(
            Variation(slot_after=text[1:])
            if text.startswith("+")
            else Variation(without_slot=text.removeprefix("-"))
            for text in options.slot
        ),
        *(Variation(promised=promised) for promised in options.promised),
        *(Variation(minutes=minutes) for minutes in options.minutes),
    ]
    with Stop() as stop:
        answers = what_if(
            problem,
            variations,
            start=schedule,
            seed=options.seed,
            time_limit=options.time_limit,
            should_stop=stop.is_asked,
        )
        is_table = options.out.suffix.lower() == ".csv"
        marginal = [] if is_table else [_margin(margin) for margin in margins(problem, stop.is_asked)]
    if is_table:
        _write_table(options.out, answers)
    else:
        rows = [_answer(answer) for answer in answers]
        _write(options.out, {"format": "campmatch-what-if/1", **head, "answers": rows, "margins": marginal})
    print(json.dumps({"answers": len(answers)}))
    return DONE


def _margin(margin: Margin) -> dict[str, Any]:
    prices = margin.prices or {}
    return {
        "slot": margin.slot,
        "tables": margin.tables,
        "bounds": [
            {"name": goal.name, "without": goal.value, "with": goal.bound, "price": prices.get(goal.name)}
            for goal in margin.bounds
        ],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "variation": _said(answer.variation),
        "status": answer.schedule.status,
        "meetings": len(answer.schedule.meetings),
        "with_promise": answer.with_promise,
        "goals": _goals(answer.schedule),
        "prices": answer.prices,
    }


def _said(variation: Variation) -> dict[str, Any]:
    """What a variation changes: those of its entries that say something."""
    usual = asdict(Variation())
    return {key: value for key, value in asdict(variation).items() if value != usual[key]}


def _write_table(path: Path, answers: list[Answer]) -> None:
    """Write one row an answer: what is varied, the figures, and how each goal differs from the first row."""
    present = {goal.name: goal.value for goal in answers[0].schedule.goals}
    columns = ["variation", "status", "meetings", "with_promise"]
    columns += [f"{name}{end}" for name in present for end in ("", "_bound", "_proven", "_difference")]
    columns += [f"{name}_price" for name in answers[0].prices or ()]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        table.writeheader()
        for answer in answers:
            said = " ".join(f"{key}={value}" for key, value in _said(answer.variation).items())
            row: dict[str, Any] = _answer(answer) | {"variation": said or "as it is"}
            for goal in answer.schedule.goals:
                row |= {goal.name: goal.value, f"{goal.name}_bound": goal.bound,
                        f"{goal.name}_proven": goal.proven,
                        f"{goal.name}_difference": goal.value - present.get(goal.name, goal.value)}  # fmt: skip
            row |= {f"{name}_price": price for name, price in (answer.prices or {}).items()}
            table.writerow(row)


def _standins(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    found = standins(problem, schedule, options.person, options.slot, tuple(options.gone))
    _write(None, {**head, "standins": [asdict(one) for one in found]})
    return DONE


def _fairness(options: argparse.Namespace) -> int:
    problem, schedule, head = _read(options)
    _write(None, {**head, **asdict(fairness(problem, schedule))})
    return DONE
