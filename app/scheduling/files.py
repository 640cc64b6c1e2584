"""Read and write `campmatch-problem/1` and `campmatch-schedule/1`.

The reader is the engine's own; `verify.py` has another. A file that one refuses the other refuses too,
which the tests hold them to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from .problem import LARGEST_NUMBER, MOST_FAULTS, Problem
from .schedule import Goal, Meeting, Schedule
from .values import Candidate, Fault, Participant, Placing, ProblemError, Slot, Table

PROBLEM_FORMAT = "campmatch-problem/1"
SCHEDULE_FORMAT = "campmatch-schedule/1"
LARGEST_FILE = 64 * 1024 * 1024
LONGEST_TEXT = 200
# A file of so many values, however small they are, would fill the memory before it could be judged.
MOST_VALUES = 10_000_000
MOST = {"slots": 2_000, "tables": 50_000, "participants": 100_000, "candidates": 1_000_000}


class FormatError(ProblemError):
    """A file that is not in its format; `faults` names what is wrong, each with its place."""


class _Wrong(Exception):
    """A value that is not of its kind; the message says what was expected."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("must be text")
    if len(value) > LONGEST_TEXT:
        raise _Wrong(f"is longer than {LONGEST_TEXT} characters")
    if not value.isprintable():
        raise _Wrong("holds a character that cannot be printed")
    return value


def _identifier(value: Any) -> str:
    if value == "":
        raise _Wrong("must not be empty")
    return _text(value)


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise _Wrong("must be a whole number")
    return value


def _natural(value: Any) -> int:
    if not 0 <= _integer(value) <= LARGEST_NUMBER * MOST["candidates"]:
        raise _Wrong("must not be negative, nor beyond all measure")
    return int(value)


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise _Wrong("must be a number of seconds")
    return float(value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise _Wrong("must be true or false")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError):
        raise _Wrong("must be a date and time in ISO 8601") from None
    if moment.utcoffset() is None:
        raise _Wrong("must say its offset from UTC")
    return moment


def _word(*words: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise _Wrong(f"must be one of {', '.join(words)}")
        return value

    return check


def _versions(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _Wrong("must be an object")
    return {_text(key): _text(item) for key, item in value.items()}


def _pair(value: Any) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise _Wrong("must be a pair [a, b]")
    return _identifier(value[0]), _identifier(value[1])


def _maybe(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else kind(value)


class _Reader:
    """Collects faults while a file is turned into values."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def list(self, value: Any, place: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
        """Read a list item by item, unless it is longer than any real camp needs."""
        if not isinstance(value, list):
            self.faults.append(Fault(place, "must be a list"))
            return ()
        if len(value) > MOST.get(place, 1_000_000):
            self.faults.append(Fault(place, f"holds {len(value)} entries, too many to be a camp"))
            return ()
        found = []
        for index, item in enumerate(value):
            if len(self.faults) >= MOST_FAULTS:
                break
            found.append(read(item, f"{place}[{index}]"))
        return tuple(found)

    def value(self, kind: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
        """Make a reader of one value out of a check that raises `_Wrong`."""

        def read(value: Any, place: str) -> Any:
            try:
                return kind(value)
            except _Wrong as error:
                self.faults.append(Fault(place, str(error)))
                return None

        return read

    def object(self, kinds: dict[str, Any], needed: Iterable[str]) -> Callable[[Any, str], dict[str, Any]]:
        """Make a reader of an object with known keys: `kinds` maps a key to a check, or to [check]."""
        needed = frozenset(needed)

        def read(value: Any, place: str) -> dict[str, Any]:
            if not isinstance(value, dict):
                self.faults.append(Fault(place, "must be an object"))
                return {}
            found = {}
            for key, item in value.items():
                found[key] = self._entry(kinds, key, item, place)
            for key in needed - value.keys():
                self.faults.append(Fault(place or "the file", f"lacks the key {key!r}"))
            return found

        return read

    def _entry(self, kinds: dict[str, Any], key: str, item: Any, place: str) -> Any:
        kind = kinds.get(key)
        inside = f"{place}.{key}" if place else key
        if kind is None:
            self.faults.append(Fault(place or "the file", f"has the unknown key {ascii(key)[:60]}"))
        elif isinstance(kind, list):
            return self.list(item, inside, self.value(kind[0]))
        elif kind is _optional_slots:
            return None if item is None else self.list(item, inside, self.value(_identifier))
        else:
            try:
                return kind(item)
            except _Wrong as error:
                self.faults.append(Fault(inside, str(error)))
        return None


def _optional_slots(value: Any) -> Any:
    """Mark the one list that may be null."""
    return value


_KINDS: dict[type, dict[str, Any]] = {
    Slot: {"id": _identifier, "start": _moment, "end": _moment, "block": _text},
    Table: {"id": _identifier, "zone": _text, "closed_slots": [_identifier], "interpreter": _text},
    Participant: {
        "id": _identifier,
        "organisation": _text,
        "absent_slots": [_identifier],
        "max_meetings": _maybe(_integer),
        "promised": _integer,
        "table": _maybe(_identifier),
    },
    Candidate: {
        "a": _identifier,
        "b": _identifier,
        "worth": _integer,
        "required": _flag,
        "slots": _optional_slots,
        "after": [_pair],
        "interpreter": _text,
    },
    Placing: {"a": _identifier, "b": _identifier, "slot": _identifier, "table": _maybe(_identifier)},
    Meeting: {"a": _identifier, "b": _identifier, "slot": _identifier, "table": _identifier},
}
CHECK_EVERY = 2_048
# A key that came later: it is written where it says something only, so that files without it stay as they were,
# and so do their checksums.
YOUNGER = "interpreter"
_PARTS: dict[str, type] = {
    "slots": Slot,
    "tables": Table,
    "participants": Participant,
    "candidates": Candidate,
    "pinned": Placing,
    "previous": Placing,
}
_OPTIONS: dict[str, Any] = {
    "goals": [_text],
    "waiting": _text,
    "max_waiting_difference": _maybe(_integer),
    "max_in_a_row": _maybe(_integer),
}
_GOAL = {"name": _text, "value": _natural, "bound": _natural, "proven": _flag}
_CLAIMS: dict[str, Any] = {
    "problem_sha256": _text,
    "status": _word("optimal", "feasible", "infeasible", "unknown"),
    "seed": _natural,
    "seconds": _seconds,
    "versions": _versions,
}


class _Objects:
    """Makes objects out of their pairs while JSON is read; gives up at a million slots, not after them."""

    def __init__(self) -> None:
        self.slots = 0

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("an object has a key twice")
        if "start" in found:
            self.slots += 1
            if self.slots > MOST["slots"]:
                raise FormatError([Fault("slots", f"are more than {MOST['slots']}, too many to be a camp")])
        return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def _load(content: bytes, name: str) -> dict[str, Any]:
    """Return the JSON object of a file without its format line; raise `FormatError`."""
    if len(content) > LARGEST_FILE:
        raise FormatError([Fault("the file", f"is larger than {LARGEST_FILE} bytes")])
    if content.count(b",") > MOST_VALUES:
        raise FormatError([Fault("the file", f"holds more than {MOST_VALUES} values")])
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_Objects(), parse_constant=_no_constant)
    except FormatError:
        raise
    except (ValueError, RecursionError) as error:
        raise FormatError([Fault("the file", f"is not JSON in UTF-8: {error}")]) from None
    if not isinstance(value, dict):
        raise FormatError([Fault("the file", "must be an object")])
    if value.pop("format", None) != name:
        raise FormatError([Fault("format", f"must be {name}")])
    return value


def problem_from_bytes(content: bytes) -> Problem:
    """Return the problem in a file; raise `ProblemError` (or its `FormatError`) naming every fault."""
    value, reader = _load(content, PROBLEM_FORMAT), _Reader()
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key in _PARTS:
            found[key] = _read_parts(reader, _PARTS[key], item, key)
        else:
            found[key] = reader._entry(_OPTIONS, key, item, "")
    for key in ("slots", "tables", "participants", "candidates"):
        if key not in value:
            reader.faults.append(Fault("the file", f"lacks the key {key!r}"))
    if reader.faults:
        raise FormatError(reader.faults)
    return Problem(**found)


def _read_parts(reader: _Reader, part: type, value: Any, place: str) -> tuple[Any, ...]:
    """Read a list of one kind of part; an entry with a fault is left out."""
    needed = [item.name for item in fields(part) if item.default is MISSING]
    read = reader.object(_KINDS[part], needed)

    def build(item: Any, where: str) -> Any:
        before = len(reader.faults)
        found = read(item, where)
        return part(**found) if len(reader.faults) == before else None

    return reader.list(value, place, build)


def schedule_from_bytes(content: bytes) -> tuple[Schedule, str]:
    """Return the schedule in a file and the SHA-256 of the problem that it is for.

    Raise `FormatError`. Whether the schedule is sound, and its claims hold, is for `verify` to say.
    """
    value, reader = _load(content, SCHEDULE_FORMAT), _Reader()
    meetings = _read_parts(reader, Meeting, value.pop("meetings", None), "meetings")
    goals = reader.list(value.pop("goals", None), "goals", reader.object(_GOAL, _GOAL))
    claims = reader.object(_CLAIMS, ("problem_sha256", "status"))(value, "")
    if reader.faults:
        raise FormatError(reader.faults)
    sha = claims.pop("problem_sha256")
    made = tuple(Goal(goal["name"], goal["value"], goal["bound"]) for goal in goals)
    return Schedule(meetings=meetings, goals=made, **claims), sha


def _as_json(part: Any) -> dict[str, Any]:
    keys, read, nested = _READING[type(part)]
    found = dict(zip(keys, read(part), strict=True))
    for key in nested:
        found[key] = _plain(found[key])
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


# For each kind of part its keys, what reads them all at once, and those that JSON has no value for as they are.
_READING: dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[str, ...]]] = {
    kind: (
        tuple(keys),
        attrgetter(*keys),
        tuple(
            item.name
            for item in fields(kind)
            if item.name in keys and str(item.type).startswith(("tuple", "datetime"))
        ),
    )
    for kind, keys in _KINDS.items()
}


def problem_to_json(problem: Problem, check: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Return the problem as its file holds it, every key written out.

    `check` is asked now and then, and may raise to end it.
    """
    found: dict[str, Any] = {"format": PROBLEM_FORMAT}
    for key in _PARTS:
        parts, found[key] = getattr(problem, key), []
        for start in range(0, len(parts), CHECK_EVERY):
            check()
            found[key] += [_as_json(part) for part in parts[start : start + CHECK_EVERY]]
    return found | {key: _plain(getattr(problem, key)) for key in _OPTIONS}


def problem_to_bytes(problem: Problem) -> bytes:
    """Return the bytes of the problem's file; equal problems give equal bytes."""
    found = problem_to_json(problem)
    for part in (*found["tables"], *found["candidates"]):
        if not part[YOUNGER]:
            del part[YOUNGER]
    return _bytes(found)


def problem_sha256(content: bytes) -> str:
    """Return what a schedule's `problem_sha256` must be for a problem file of these bytes."""
    return hashlib.sha256(content).hexdigest()


def schedule_to_json(schedule: Schedule, sha256: str) -> dict[str, Any]:
    """Return the schedule as its file holds it, for the problem file with that SHA-256."""
    return {
        "format": SCHEDULE_FORMAT,
        "problem_sha256": sha256,
        "status": schedule.status,
        "meetings": [_as_json(meeting) for meeting in schedule.meetings],
        "goals": [
            {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
            for goal in schedule.goals
        ],
        "seed": schedule.seed,
        "seconds": round(schedule.seconds, 3),
        "versions": dict(schedule.versions),
    }


def schedule_to_bytes(schedule: Schedule, sha256: str) -> bytes:
    """Return the bytes of the schedule's file, for the problem file with that SHA-256."""
    return _bytes(schedule_to_json(schedule, sha256))


def _bytes(value: dict[str, Any]) -> bytes:
    """Write one entry of a list a line, so that files can be compared line by line."""
    lines = []
    for key, item in value.items():
        if isinstance(item, list) and item and isinstance(item[0], dict):
            inner = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in item)
            lines.append(f'"{key}": [\n  {inner}\n ]')
        else:
            lines.append(f'"{key}": {json.dumps(item, ensure_ascii=False)}')
    return ("{" + ",\n ".join(lines) + "}\n").encode("utf-8")
