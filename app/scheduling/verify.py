"""Decide whether a schedule is sound and as good as it claims, from two files and nothing else.

This file is the definition of a sound schedule. It needs only Python's standard library, shares no
code with the solver, and runs alone::

    python verify.py PROBLEM SCHEDULE

It ends with 0 when the schedule is sound and every claim it makes holds, with 1 when something is
broken (each violation on a line), and with 2 when a file cannot be read (each fault with its place).
What it cannot do is prove a bound: it refutes a bound that a value passes, and a proof whose value
and bound differ.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

PROBLEM_FORMAT = "campmatch-problem/1"
SCHEDULE_FORMAT = "campmatch-schedule/1"
HIGHER = ("promised", "worth")
LOWER = ("waiting", "moves", "changes")
STATUSES = ("optimal", "feasible", "infeasible", "unknown")
MEASURES = ("idle_slots", "idle_blocks")
MAX_BYTES = 64 * 1024 * 1024
MAX_FAULTS = 1000
MAX_NUMBER = 1_000_000_000
MAX_TEXT = 200
MAX_COUNTS = {"slots": 2_000, "tables": 50_000, "participants": 100_000, "candidates": 1_000_000}
MAX_LIST = 1_000_000
MAX_VALUES = 10_000_000


class Fault(NamedTuple):
    """One thing wrong with a file: where it stands in it, as in `slots[3].end`, and what it is."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Violation(NamedTuple):
    """One broken rule: the rule as a sentence, and who or what breaks it."""

    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class UnreadableError(Exception):
    """A file that is not in the format; `faults` names every fault found, at most 1,000."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults[:5]))


# ---------------------------------------------------------------------- reading: the shape of a file

Faults = list[Fault]
Check = Callable[[Any, str, Faults], Any]
NEEDED = object()


class _Repeated(dict[str, Any]):
    """A JSON object in which a key stands twice."""

    key = ""


class _Objects:
    """Makes objects of their pairs; gives up on too many slots before all of them are read."""

    def __init__(self) -> None:
        self.slots = 0

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Keep the fact that a key stood twice, which `json` forgets silently."""
        found = dict(pairs)
        if "start" in found:
            self.slots += 1
            if self.slots > MAX_COUNTS["slots"]:
                raise UnreadableError([Fault("slots", f"are more than {MAX_COUNTS['slots']}")])
        if len(found) == len(pairs):
            return found
        repeated = _Repeated(found)
        repeated.key = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return repeated


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def _show(value: Any) -> str:
    """Quote a value for a message: short, and printable whatever it holds."""
    shown = ascii(value) if isinstance(value, (str, int, float, bool, type(None))) else type(value).__name__
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _text(value: Any, place: str, faults: Faults) -> Any:
    if not isinstance(value, str):
        faults.append(Fault(place, f"must be text, not {_show(value)}"))
    elif len(value) > MAX_TEXT:
        faults.append(Fault(place, f"is longer than {MAX_TEXT} characters"))
    elif not value.isprintable():
        faults.append(Fault(place, f"holds a character that cannot be printed: {_show(value)}"))
    else:
        return value
    return None


def _identifier(value: Any, place: str, faults: Faults) -> Any:
    if value == "":
        faults.append(Fault(place, "must not be empty"))
        return None
    return _text(value, place, faults)


def _moment(value: Any, place: str, faults: Faults) -> Any:
    try:
        moment = datetime.fromisoformat(value)
        aware = moment.utcoffset() is not None
    except (TypeError, ValueError, OverflowError):
        faults.append(Fault(place, f"must be a date and time in ISO 8601, not {_show(value)}"))
        return None
    if not aware:
        faults.append(Fault(place, f"must say its offset from UTC: {_show(value)}"))
        return None
    return moment


def _flag(value: Any, place: str, faults: Faults) -> Any:
    if not isinstance(value, bool):
        faults.append(Fault(place, f"must be true or false, not {_show(value)}"))
    return value


def _number(least: int, most: int = MAX_NUMBER) -> Check:
    def check(value: Any, place: str, faults: Faults) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            faults.append(Fault(place, f"must be a whole number, not {_show(value)}"))
        elif not least <= value <= most:
            faults.append(Fault(place, f"must be from {least} to {most}, not {_show(value)}"))
        else:
            return value
        return None

    return check


def _seconds(value: Any, place: str, faults: Faults) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        faults.append(Fault(place, f"must be a number of seconds, not {_show(value)}"))
    return value


def _one_of(*words: str) -> Check:
    def check(value: Any, place: str, faults: Faults) -> Any:
        if not isinstance(value, str) or value not in words:
            faults.append(Fault(place, f"must be one of {', '.join(words)}, not {_show(value)}"))
            return None
        return value

    return check


def _or_null(check: Check) -> Check:
    return lambda value, place, faults: None if value is None else check(value, place, faults)


def _list_of(check: Check, most: int = MAX_LIST) -> Check:
    def check_list(value: Any, place: str, faults: Faults) -> Any:
        if not isinstance(value, list):
            faults.append(Fault(place, f"must be a list, not {_show(value)}"))
            return []
        if len(value) > most:
            faults.append(Fault(place, f"holds {len(value)} entries, at most {most} are read"))
            return []
        found = []
        for index, item in enumerate(value):
            found.append(check(item, f"{place}[{index}]", faults))
            if len(faults) >= MAX_FAULTS:
                break
        return found

    return check_list


def _pair(value: Any, place: str, faults: Faults) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        faults.append(Fault(place, f"must be a pair [a, b], not {_show(value)}"))
        return None
    return [_identifier(item, f"{place}[{index}]", faults) for index, item in enumerate(value)]


def _object(keys: dict[str, tuple[Check, Any]]) -> Check:
    """Check an object of known keys; a key that is left out takes its default unless it is needed."""

    def check(value: Any, place: str, faults: Faults) -> Any:
        if not isinstance(value, dict):
            faults.append(Fault(place, f"must be an object, not {_show(value)}"))
            return None
        if isinstance(value, _Repeated):
            faults.append(Fault(place, f"has the key {_show(value.key)} twice"))
        if not value.keys() <= keys.keys():
            faults.extend(
                Fault(place, f"has the unknown key {_show(key)}") for key in value if key not in keys
            )
        found = {}
        for key, (check_value, default) in keys.items():
            if key in value:
                found[key] = check_value(value[key], f"{place}.{key}" if place else key, faults)
            elif default is NEEDED:
                faults.append(Fault(place or "the file", f"lacks the key {key!r}"))
            else:
                found[key] = default
        return found

    return check


def _versions(value: Any, place: str, faults: Faults) -> Any:
    if not isinstance(value, dict):
        faults.append(Fault(place, f"must be an object, not {_show(value)}"))
        return {}
    return {key: _text(item, f"{place}.{ascii(key)[1:-1]}", faults) for key, item in value.items()}


_ids = _list_of(_identifier)
_placing = {"a": (_identifier, NEEDED), "b": (_identifier, NEEDED), "slot": (_identifier, NEEDED)}
_check_slot = _object(
    {
        "id": (_identifier, NEEDED),
        "start": (_moment, NEEDED),
        "end": (_moment, NEEDED),
        "block": (_text, ""),
    }
)
_check_table = _object(
    {
        "id": (_identifier, NEEDED),
        "zone": (_text, ""),
        "closed_slots": (_ids, ()),
        "interpreter": (_text, ""),
    }
)
_check_participant = _object(
    {
        "id": (_identifier, NEEDED),
        "organisation": (_text, ""),
        "absent_slots": (_ids, ()),
        "max_meetings": (_or_null(_number(0)), None),
        "promised": (_number(0), 4),
        "table": (_or_null(_identifier), None),
    }
)
_check_candidate = _object(
    {
        "a": (_identifier, NEEDED),
        "b": (_identifier, NEEDED),
        "worth": (_number(1), NEEDED),
        "required": (_flag, False),
        "slots": (_or_null(_ids), None),
        "after": (_list_of(_pair), ()),
        "interpreter": (_text, ""),
    }
)
_check_pinned = _object(_placing | {"table": (_or_null(_identifier), None)})
_check_problem = _object(
    {
        "format": (_one_of(PROBLEM_FORMAT), NEEDED),
        "slots": (_list_of(_check_slot, MAX_COUNTS["slots"]), NEEDED),
        "tables": (_list_of(_check_table, MAX_COUNTS["tables"]), NEEDED),
        "participants": (_list_of(_check_participant, MAX_COUNTS["participants"]), NEEDED),
        "candidates": (_list_of(_check_candidate, MAX_COUNTS["candidates"]), NEEDED),
        "pinned": (_list_of(_check_pinned), ()),
        "previous": (_list_of(_check_pinned), ()),
        "goals": (_list_of(_one_of(*HIGHER, *LOWER)), ("promised", "worth", "waiting", "moves")),
        "waiting": (_one_of(*MEASURES), "idle_slots"),
        "max_waiting_difference": (_or_null(_number(0)), None),
        "max_in_a_row": (_or_null(_number(1)), None),
    }
)
_check_goal = _object(
    {
        "name": (_one_of(*HIGHER, *LOWER), NEEDED),
        "value": (_number(0, MAX_NUMBER * MAX_LIST), NEEDED),
        "bound": (_number(0, MAX_NUMBER * MAX_LIST), NEEDED),
        "proven": (_flag, NEEDED),
    }
)
_check_schedule = _object(
    {
        "format": (_one_of(SCHEDULE_FORMAT), NEEDED),
        "problem_sha256": (_text, NEEDED),
        "status": (_one_of(*STATUSES), NEEDED),
        "meetings": (_list_of(_object(_placing | {"table": (_identifier, NEEDED)})), NEEDED),
        "goals": (_list_of(_check_goal), NEEDED),
        "seed": (_number(0, 2**63 - 1), 0),
        "seconds": (_seconds, 0),
        "versions": (_versions, {}),
    }
)


def _parse(content: bytes, check: Check) -> Any:
    """Return what stands in a file when its shape is right; raise `UnreadableError` with every fault."""
    if len(content) > MAX_BYTES:
        raise UnreadableError([Fault("the file", f"is larger than {MAX_BYTES} bytes")])
    if content.count(b",") > MAX_VALUES:
        raise UnreadableError([Fault("the file", f"holds more than {MAX_VALUES} values")])
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_Objects(), parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableError([Fault("the file", f"is not JSON in UTF-8: {error}")]) from None
    faults: Faults = []
    found = check(value, "", faults)
    if faults:
        raise UnreadableError(fault._replace(place=fault.place or "the file") for fault in faults)
    return found


# ---------------------------------------------------------- reading: what the ids in a file refer to


def _repeated(values: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the place and value of each entry that stood before."""
    seen: set[Any] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)


def _key(item: dict[str, Any]) -> tuple[str, str]:
    """Name the pair of a candidate or meeting, whatever the order in which it is written."""
    a, b = item["a"], item["b"]
    return (a, b) if a <= b else (b, a)


def _duplicate_faults(problem: dict[str, Any]) -> Iterator[Fault]:
    for kind in ("slots", "tables", "participants"):
        for index, value in _repeated(item["id"] for item in problem[kind]):
            yield Fault(f"{kind}[{index}].id", f"{_show(value)} stands twice")
    for kind in ("candidates", "pinned", "previous"):
        for index, pair in _repeated(map(_key, problem[kind])):
            yield Fault(f"{kind}[{index}]", f"the pair {pair[0]}, {pair[1]} stands twice")
    for index, name in _repeated(problem["goals"]):
        yield Fault(f"goals[{index}]", f"{_show(name)} stands twice")
    lists = [("tables", "closed_slots"), ("participants", "absent_slots"), ("candidates", "slots")]
    for kind, key in lists:
        for index, item in enumerate(problem[kind]):
            for position, value in _repeated(item[key] or ()):
                yield Fault(f"{kind}[{index}].{key}[{position}]", f"{_show(value)} stands twice")


def _unknown_id_faults(problem: dict[str, Any]) -> Iterator[Fault]:
    slots, tables, participants = (
        {item["id"] for item in problem[kind]} for kind in ("slots", "tables", "participants")
    )
    for kind, key in (("tables", "closed_slots"), ("participants", "absent_slots"), ("candidates", "slots")):
        for index, item in enumerate(problem[kind]):
            for position, slot in enumerate(item[key] or ()):
                if slot not in slots:
                    yield Fault(f"{kind}[{index}].{key}[{position}]", f"there is no slot {_show(slot)}")
    for kind in ("candidates", "pinned", "previous"):
        for index, item in enumerate(problem[kind]):
            for key in ("a", "b"):
                if item[key] not in participants:
                    yield Fault(f"{kind}[{index}].{key}", f"there is no participant {_show(item[key])}")
            if "slot" in item and item["slot"] not in slots:
                yield Fault(f"{kind}[{index}].slot", f"there is no slot {_show(item['slot'])}")
    for kind in ("participants", "pinned", "previous"):
        for index, item in enumerate(problem[kind]):
            if item["table"] is not None and item["table"] not in tables:
                yield Fault(f"{kind}[{index}].table", f"there is no table {_show(item['table'])}")
    with_interpreter = {item["id"] for item in problem["tables"] if item["interpreter"]}
    for index, item in enumerate(problem["participants"]):
        if item["table"] in with_interpreter:
            yield Fault(f"participants[{index}].table", f"an interpreter sits at {_show(item['table'])}")


def _pair_faults(problem: dict[str, Any]) -> Iterator[Fault]:
    candidates = set(map(_key, problem["candidates"]))
    for kind in ("candidates", "pinned", "previous"):
        for index, item in enumerate(problem[kind]):
            if item["a"] == item["b"]:
                yield Fault(f"{kind}[{index}]", f"{_show(item['a'])} cannot meet itself")
    for index, item in enumerate(problem["pinned"]):
        if _key(item) not in candidates:
            yield Fault(f"pinned[{index}]", f"{item['a']}, {item['b']} is not a candidate")
    for index, item in enumerate(problem["candidates"]):
        for position, (a, b) in enumerate(item["after"]):
            if (min(a, b), max(a, b)) not in candidates:
                yield Fault(f"candidates[{index}].after[{position}]", f"{a}, {b} is not a candidate")


def _time_faults(problem: dict[str, Any]) -> Iterator[Fault]:
    for index, slot in enumerate(problem["slots"]):
        if slot["end"] <= slot["start"]:
            yield Fault(f"slots[{index}].end", "is not after the start")
    for index, (before, slot) in enumerate(pairwise(problem["slots"]), start=1):
        if slot["start"] < before["end"]:
            yield Fault(
                f"slots[{index}].start",
                f"slot {_show(slot['id'])} starts before slot {_show(before['id'])} has ended",
            )


def _cycle_faults(problem: dict[str, Any]) -> Iterator[Fault]:
    """Name each candidate that can never stand because it must come after itself.

    Candidates are taken away as soon as all they wait for is gone (Kahn); what remains waits for a
    cycle, and what remains after taking away from the other end too lies on a cycle or between two.
    """
    places = {_key(item): index for index, item in enumerate(problem["candidates"])}
    after = {
        _key(item): {(min(a, b), max(a, b)) for a, b in item["after"]} & places.keys()
        for item in problem["candidates"]
        if item["after"]
    }
    left = _without_ends(after)
    turned: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for pair in left:
        for before in after[pair] & left:
            turned[before].add(pair)
    for pair in sorted(_without_ends(turned), key=places.__getitem__):
        yield Fault(
            f"candidates[{places[pair]}].after", f"{pair[0]}, {pair[1]} would have to come after itself"
        )


def _without_ends(after: dict[tuple[str, str], set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Return the pairs that wait, directly or not, for a pair on a cycle of `after`."""
    waiting = {pair: len(before) for pair, before in after.items() if before}
    waited_for: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for pair, before in after.items():
        for other in before:
            waited_for[other].append(pair)
    ready = [pair for pair in waited_for if pair not in waiting]
    while ready:
        for pair in waited_for[ready.pop()]:
            waiting[pair] -= 1
            if not waiting[pair]:
                del waiting[pair]
                ready.append(pair)
    return set(waiting)


def read_problem(content: bytes) -> dict[str, Any]:
    """Return a problem file as a dictionary with all defaults filled in and times as datetimes.

    Raise `UnreadableError` with every fault: first those of shape, and when the shape is right those of
    meaning (duplicate and unknown ids, overlapping slots, a cyclic `after`).
    """
    problem: dict[str, Any] = _parse(content, _check_problem)
    checks = (_duplicate_faults, _unknown_id_faults, _pair_faults, _time_faults, _cycle_faults)
    faults = [fault for check in checks for fault in check(problem)]
    if faults:
        raise UnreadableError(faults[:MAX_FAULTS])
    return problem


def read_schedule(content: bytes) -> dict[str, Any]:
    """Return a schedule file as a dictionary; raise `UnreadableError` with every fault of shape.

    Ids that the problem does not know are no fault here but violations, since they need the problem.
    """
    schedule: dict[str, Any] = _parse(content, _check_schedule)
    return schedule


# -------------------------------------------------------------------------- the camp and its agendas

Meeting = dict[str, Any]
Broken = Iterator[str]


class Camp:
    """A problem prepared for looking things up; slots count from 0 in the order of time."""

    def __init__(self, problem: dict[str, Any]) -> None:
        """Prepare a problem as `read_problem` returns it."""
        self.problem = problem
        self.position = {slot["id"]: index for index, slot in enumerate(problem["slots"])}
        self.block = [slot["block"] for slot in problem["slots"]]
        self.in_block: dict[str, list[int]] = defaultdict(list)
        for index, block in enumerate(self.block):
            self.in_block[block].append(index)
        self.absent = {item["id"]: set(item["absent_slots"]) for item in problem["participants"]}
        self.closed = {item["id"]: set(item["closed_slots"]) for item in problem["tables"]}
        self.interpreter = {item["id"]: item["interpreter"] for item in problem["tables"]}
        self.own_table = {item["id"]: item["table"] for item in problem["participants"] if item["table"]}
        self.hosts: dict[str, list[str]] = defaultdict(list)
        for person, table in self.own_table.items():
            self.hosts[table].append(person)
        self.candidates = {_key(item): item for item in problem["candidates"]}
        self.pinned = {_key(item): item for item in problem["pinned"]}

    def is_taken_by_hosts(self, table: str, slot: str) -> bool:
        """Tell whether a host of the table is in, so that nobody else may sit there."""
        return any(slot not in self.absent[host] for host in self.hosts.get(table, ()))


def _names(meeting: Meeting) -> str:
    return f"{meeting['a']} with {meeting['b']} in {meeting['slot']} at {meeting['table']}"


def _by_person(camp: Camp, meetings: list[Meeting]) -> dict[str, list[tuple[int, Meeting]]]:
    """Group the meetings by person, in the order of time, with the position of their slot."""
    agendas: dict[str, list[tuple[int, Meeting]]] = {person: [] for person in camp.absent}
    for meeting in meetings:
        slot = camp.position.get(meeting["slot"])
        if slot is not None:
            for person in (meeting["a"], meeting["b"]):
                agendas.setdefault(person, []).append((slot, meeting))
    for agenda in agendas.values():
        agenda.sort(key=lambda entry: entry[0])
    return agendas


# ----------------------------------------------------------------------------------------- the rules


def _every_meeting_is_a_candidate(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        if _key(meeting) not in camp.candidates:
            yield _names(meeting)


def _no_pair_meets_twice(camp: Camp, meetings: list[Meeting]) -> Broken:
    for pair, count in Counter(map(_key, meetings)).items():
        if count > 1:
            yield f"{pair[0]} and {pair[1]} meet {count} times"


def _every_slot_and_table_exists(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        if meeting["slot"] not in camp.position:
            yield f"{_names(meeting)}: no such slot"
        if meeting["table"] not in camp.closed:
            yield f"{_names(meeting)}: no such table"


def _nobody_meets_while_absent(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        for person in (meeting["a"], meeting["b"]):
            if meeting["slot"] in camp.absent.get(person, ()):
                yield f"{person} is absent: {_names(meeting)}"


def _every_table_is_open(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        if meeting["slot"] in camp.closed.get(meeting["table"], ()):
            yield f"{_names(meeting)}: the table is closed"


def _nobody_is_in_two_meetings_at_once(camp: Camp, meetings: list[Meeting]) -> Broken:
    counts = Counter((item[key], item["slot"]) for item in meetings for key in ("a", "b"))
    for (person, slot), count in counts.items():
        if count > 1:
            yield f"{person} is in {count} meetings in {slot}"


def _no_table_holds_two_meetings_at_once(camp: Camp, meetings: list[Meeting]) -> Broken:
    counts = Counter((meeting["table"], meeting["slot"]) for meeting in meetings)
    for (table, slot), count in counts.items():
        if count > 1:
            yield f"{table} holds {count} meetings in {slot}"


def _nobody_exceeds_their_limit(camp: Camp, meetings: list[Meeting]) -> Broken:
    counts = Counter(item[key] for item in meetings for key in ("a", "b"))
    for person in camp.problem["participants"]:
        limit = person["max_meetings"]
        if limit is not None and counts[person["id"]] > limit:
            yield f"{person['id']} has {counts[person['id']]} meetings, at most {limit} are allowed"


def _nobody_has_too_many_meetings_in_a_row(camp: Camp, meetings: list[Meeting]) -> Broken:
    most = camp.problem["max_in_a_row"]
    if most is None:
        return
    for person, agenda in _by_person(camp, meetings).items():
        busy = {slot for slot, _ in agenda}
        for positions in camp.in_block.values():
            row = 0
            for slot in positions:
                row = row + 1 if slot in busy else 0
                if row == most + 1:
                    last = camp.problem["slots"][slot]["id"]
                    yield f"{person} has more than {most} meetings in a row in {last}"


def _pinned_meetings_stand_where_they_are_pinned(camp: Camp, meetings: list[Meeting]) -> Broken:
    standing = {_key(meeting): meeting for meeting in meetings}
    for pair, pin in camp.pinned.items():
        meeting = standing.get(pair)
        where = f"{pin['a']} with {pin['b']} in {pin['slot']}"
        if meeting is None or meeting["slot"] != pin["slot"]:
            yield f"{where} does not stand"
        elif pin["table"] is not None and meeting["table"] != pin["table"]:
            yield f"{where} is not at {pin['table']}"


def _required_candidates_are_all_scheduled(camp: Camp, meetings: list[Meeting]) -> Broken:
    scheduled = set(map(_key, meetings))
    for pair, candidate in camp.candidates.items():
        if candidate["required"] and pair not in scheduled:
            yield f"{candidate['a']} with {candidate['b']} is missing"


def _candidates_stand_in_one_of_their_slots(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        candidate = camp.candidates.get(_key(meeting))
        slots = candidate["slots"] if candidate is not None else None
        if slots is not None and meeting["slot"] not in slots:
            yield _names(meeting)


def _candidates_stand_after_those_they_name(camp: Camp, meetings: list[Meeting]) -> Broken:
    """A candidate named in `after` that is not scheduled binds nothing."""
    candidates = ((meeting, camp.candidates.get(_key(meeting))) for meeting in meetings)
    waiting = [(meeting, found["after"]) for meeting, found in candidates if found and found["after"]]
    slots = {_key(meeting): camp.position.get(meeting["slot"]) for meeting in meetings if waiting}
    for meeting, after in waiting:
        own = camp.position.get(meeting["slot"])
        for a, b in after:
            other = slots.get((min(a, b), max(a, b)))
            if own is not None and other is not None and own <= other:
                yield f"{_names(meeting)} is not after {a} with {b}"


def _hosts_sit_at_their_table(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        for person in (meeting["a"], meeting["b"]):
            if camp.own_table.get(person, meeting["table"]) != meeting["table"]:
                yield f"{_names(meeting)}: {person} sits at {camp.own_table[person]}"


def _nobody_else_sits_at_a_hosts_table_while_the_host_is_in(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        table, slot = meeting["table"], meeting["slot"]
        hosts = camp.hosts.get(table, ())
        if meeting["a"] not in hosts and meeting["b"] not in hosts and camp.is_taken_by_hosts(table, slot):
            yield _names(meeting)


def _meetings_have_the_interpreter_they_need_and_no_other(camp: Camp, meetings: list[Meeting]) -> Broken:
    for meeting in meetings:
        candidate, table = camp.candidates.get(_key(meeting)), meeting["table"]
        if candidate is not None and camp.interpreter.get(table, "") != candidate["interpreter"]:
            there, needed = (
                name or "none" for name in (camp.interpreter.get(table, ""), candidate["interpreter"])
            )
            yield f"{_names(meeting)}: the interpreter there is {there}, the one needed {needed}"


def _waiting_differs_by_no_more_than_allowed(camp: Camp, meetings: list[Meeting]) -> Broken:
    most = camp.problem["max_waiting_difference"]
    waits = _waiting_by_person(camp, meetings) if most is not None else {}
    if not waits:
        return
    longest, shortest = max(waits, key=waits.__getitem__), min(waits, key=waits.__getitem__)
    if waits[longest] - waits[shortest] > most:
        yield f"{longest} waits {waits[longest]}, {shortest} {waits[shortest]}: more than {most} apart"


RULES: tuple[Callable[[Camp, list[Meeting]], Broken], ...] = (
    _every_meeting_is_a_candidate,
    _no_pair_meets_twice,
    _every_slot_and_table_exists,
    _nobody_meets_while_absent,
    _every_table_is_open,
    _nobody_is_in_two_meetings_at_once,
    _no_table_holds_two_meetings_at_once,
    _nobody_exceeds_their_limit,
    _nobody_has_too_many_meetings_in_a_row,
    _pinned_meetings_stand_where_they_are_pinned,
    _required_candidates_are_all_scheduled,
    _candidates_stand_in_one_of_their_slots,
    _candidates_stand_after_those_they_name,
    _hosts_sit_at_their_table,
    _nobody_else_sits_at_a_hosts_table_while_the_host_is_in,
    _meetings_have_the_interpreter_they_need_and_no_other,
    _waiting_differs_by_no_more_than_allowed,
)


def broken_rules(problem: dict[str, Any], meetings: list[Meeting]) -> list[Violation]:
    """Return every violation of a schedule's soundness; an empty list means that it is sound.

    `problem` is as `read_problem` returns it; a meeting has the keys a, b, slot and table.
    """
    camp = Camp(problem)
    return [Violation(_sentence(rule), message) for rule in RULES for message in rule(camp, meetings)]


def _sentence(rule: Callable[..., Any]) -> str:
    return rule.__name__.lstrip("_").replace("_", " ").capitalize()


# ----------------------------------------------------------------------------------------- the goals


def _promised(camp: Camp, meetings: list[Meeting]) -> int:
    counts = Counter(item[key] for item in meetings for key in ("a", "b"))
    return sum(min(counts[item["id"]], item["promised"]) for item in camp.problem["participants"])


def _worth(camp: Camp, meetings: list[Meeting]) -> int:
    pairs = set(map(_key, meetings)) & camp.candidates.keys()
    return sum(camp.candidates[pair]["worth"] for pair in pairs)


def _idle_slots(camp: Camp, person: str, busy: set[int]) -> int:
    idle = 0
    for positions in camp.in_block.values():
        inside = [slot for slot in positions if slot in busy]
        if inside:
            idle += sum(
                inside[0] < slot < inside[-1]
                and slot not in busy
                and camp.problem["slots"][slot]["id"] not in camp.absent.get(person, ())
                for slot in positions
            )
    return idle


def _idle_blocks(camp: Camp, person: str, busy: set[int]) -> int:
    return sum(later - earlier > 1 for earlier, later in pairwise(sorted(busy)))


def _waiting_by_person(camp: Camp, meetings: list[Meeting]) -> dict[str, int]:
    measure = {"idle_slots": _idle_slots, "idle_blocks": _idle_blocks}[camp.problem["waiting"]]
    return {
        person: measure(camp, person, {slot for slot, _ in agenda})
        for person, agenda in _by_person(camp, meetings).items()
    }


def _waiting(camp: Camp, meetings: list[Meeting]) -> int:
    return sum(_waiting_by_person(camp, meetings).values())


def _moves(camp: Camp, meetings: list[Meeting]) -> int:
    moves = 0
    for agenda in _by_person(camp, meetings).values():
        last: dict[str, str] = {}
        for slot, meeting in agenda:
            block = camp.block[slot]
            moves += last.get(block, meeting["table"]) != meeting["table"]
            last[block] = meeting["table"]
    return moves


def _could_stand(camp: Camp, meeting: Meeting) -> bool:
    """Tell whether a meeting of `previous` is still possible where it stood, the others left aside."""
    candidate, slot = camp.candidates.get(_key(meeting)), meeting["slot"]
    if candidate is None or (candidate["slots"] is not None and slot not in candidate["slots"]):
        return False
    if slot in camp.absent[meeting["a"]] or slot in camp.absent[meeting["b"]]:
        return False
    if camp.pinned.get(_key(meeting), meeting)["slot"] != slot:
        return False
    own = {camp.own_table[person] for person in _key(meeting) if person in camp.own_table}
    if own:
        table = own.pop()
        return not own and not candidate["interpreter"] and slot not in camp.closed[table]
    return any(
        slot not in closed
        and not camp.is_taken_by_hosts(table, slot)
        and camp.interpreter[table] == candidate["interpreter"]
        for table, closed in camp.closed.items()
    )


def _changes(camp: Camp, meetings: list[Meeting]) -> int:
    standing = {(_key(meeting), meeting["slot"]) for meeting in meetings}
    return sum(
        (_key(meeting), meeting["slot"]) not in standing and _could_stand(camp, meeting)
        for meeting in camp.problem["previous"]
    )


GOALS: dict[str, Callable[[Camp, list[Meeting]], int]] = {
    "promised": _promised,
    "worth": _worth,
    "waiting": _waiting,
    "moves": _moves,
    "changes": _changes,
}


def goal_values(problem: dict[str, Any], meetings: list[Meeting]) -> dict[str, int]:
    """Return the value of each goal that the problem asks for, in its order."""
    camp = Camp(problem)
    return {name: GOALS[name](camp, meetings) for name in problem["goals"]}


# ---------------------------------------------------------------------------------------- the claims


def _the_schedule_is_for_this_problem(problem: dict[str, Any], schedule: dict[str, Any], sha: str) -> Broken:
    if schedule["problem_sha256"] != sha:
        yield f"problem_sha256 is {_show(schedule['problem_sha256'])}, the problem's is {sha}"


def _values_are_as_claimed(problem: dict[str, Any], schedule: dict[str, Any], sha: str) -> Broken:
    claimed = [goal["name"] for goal in schedule["goals"]]
    if claimed != list(problem["goals"]):
        yield f"the goals claimed are {claimed}, those asked for {list(problem['goals'])}"
        return
    values = goal_values(problem, schedule["meetings"])
    for goal in schedule["goals"]:
        if goal["value"] != values[goal["name"]]:
            yield f"{goal['name']} is {values[goal['name']]}, not {goal['value']}"


def _no_value_passes_its_bound(problem: dict[str, Any], schedule: dict[str, Any], sha: str) -> Broken:
    for goal in schedule["goals"]:
        value, bound = goal["value"], goal["bound"]
        if value > bound if goal["name"] in HIGHER else value < bound:
            yield f"{goal['name']} {value} passes the bound {bound}"


def _nothing_is_called_proven_that_misses_its_bound(
    problem: dict[str, Any], schedule: dict[str, Any], sha: str
) -> Broken:
    for goal in schedule["goals"]:
        if goal["proven"] and goal["value"] != goal["bound"]:
            yield f"{goal['name']} {goal['value']} is called proven, its bound is {goal['bound']}"


def _only_a_proven_schedule_is_called_optimal(
    problem: dict[str, Any], schedule: dict[str, Any], sha: str
) -> Broken:
    if schedule["status"] == "optimal":
        for goal in schedule["goals"]:
            if not goal["proven"]:
                yield f"{goal['name']} is not proven"


CLAIMS: tuple[Callable[[dict[str, Any], dict[str, Any], str], Broken], ...] = (
    _the_schedule_is_for_this_problem,
    _values_are_as_claimed,
    _no_value_passes_its_bound,
    _nothing_is_called_proven_that_misses_its_bound,
    _only_a_proven_schedule_is_called_optimal,
)


def _without_a_schedule(problem: dict[str, Any], schedule: dict[str, Any], sha: str) -> Iterator[Violation]:
    """Check a file that says that there is no schedule, or that none was found."""
    rule = "A file without a schedule claims nothing else"
    if schedule["meetings"] or schedule["goals"]:
        yield Violation(rule, f"status {schedule['status']}, and yet meetings or goals")
    if schedule["status"] == "infeasible" and not broken_rules(problem, []):
        yield Violation("Infeasible means that no schedule is sound", "the schedule without meetings is")
    for message in _the_schedule_is_for_this_problem(problem, schedule, sha):
        yield Violation(_sentence(_the_schedule_is_for_this_problem), message)


def verify(problem_content: bytes, schedule_content: bytes) -> list[Violation]:
    """Return every violation and every false claim; raise `UnreadableError` for files not in the format."""
    sha = hashlib.sha256(problem_content).hexdigest()
    return violations(read_problem(problem_content), read_schedule(schedule_content), sha)


def violations(problem: dict[str, Any], schedule: dict[str, Any], sha: str) -> list[Violation]:
    """Return every violation and every false claim of a schedule; `sha` is that of the problem's bytes."""
    if schedule["status"] in ("infeasible", "unknown"):
        return list(_without_a_schedule(problem, schedule, sha))
    found = broken_rules(problem, schedule["meetings"])
    for claim in CLAIMS:
        found += [Violation(_sentence(claim), message) for message in claim(problem, schedule, sha)]
    return found


# ---------------------------------------------------------------------------------- the command line


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError([Fault("the file", f"cannot be read: {error}")]) from None


def _load(path: str, parse: Callable[[bytes], dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """Return what `parse` reads in a file and the file's SHA-256; name the file in every fault."""
    try:
        content = _read(path)
        return parse(content), hashlib.sha256(content).hexdigest()
    except UnreadableError as error:
        raise UnreadableError(Fault(f"{path}: {place}", text) for place, text in error.faults) from None


def _verdict(schedule: dict[str, Any]) -> str:
    if schedule["status"] in ("infeasible", "unknown"):
        return f"no schedule: {schedule['status']}, which this program cannot confirm"
    goals = ", ".join(
        f"{goal['name']} {goal['value']} ({'proven' if goal['proven'] else 'bound ' + str(goal['bound'])})"
        for goal in schedule["goals"]
    )
    return f"sound and as claimed: {len(schedule['meetings'])} meetings{', ' if goals else ''}{goals}"


def printable(line: str) -> str:
    """Escape what a terminal could not show, so that a hostile file cannot steer it."""
    if not line.isprintable():
        return ascii(line)[1:-1]
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def main(arguments: list[str]) -> int:
    """Verify the two files named in the arguments; print the verdict and return the exit code."""
    if len(arguments) != 2:
        print("usage: verify.py PROBLEM SCHEDULE", file=sys.stderr)
        return 2
    try:
        problem, sha = _load(arguments[0], read_problem)
        schedule, _ = _load(arguments[1], read_schedule)
    except UnreadableError as error:
        for fault in error.faults:
            print(printable(str(fault)), file=sys.stderr)
        return 2
    found = violations(problem, schedule, sha)
    for violation in found:
        print(printable(str(violation)))
    if not found:
        print(_verdict(schedule))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
