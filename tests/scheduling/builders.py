"""Small problems for tests: a slot of twenty minutes every half hour, and files made of them."""

import json
from datetime import datetime, timedelta, timezone

from app.scheduling import Candidate, Participant, Problem, Slot, Table
from app.scheduling.verify import read_problem

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))


def slot(number, block="morning"):
    start = NINE + timedelta(minutes=30 * number)
    return Slot(f"s{number}", start, start + timedelta(minutes=20), block)


def counted(given, make):
    """What is given, or if that is a number, as many as that, counted from 1."""
    return tuple(make(number) for number in range(1, given + 1)) if isinstance(given, int) else given


def make_problem(people=4, slots=3, tables=2, candidates=None, **changes):
    """Everybody may meet everybody; the worth of a pair is the sum of the two numbers, counted from 1."""
    if candidates is None:
        candidates = [
            Candidate(f"p{a}", f"p{b}", a + b) for a in range(1, people + 1) for b in range(a + 1, people + 1)
        ]
    parts = {
        "slots": counted(slots, slot),
        "tables": counted(tables, lambda number: Table(f"t{number}")),
        "participants": tuple(Participant(f"p{number}") for number in range(1, people + 1)),
        "candidates": tuple(candidates),
    }
    return Problem(**(parts | changes))


def problem_file():
    """A problem file as a dictionary, complete and without fault, to be spoilt by a test."""
    return {
        "format": "campmatch-problem/1",
        "slots": [
            {
                "id": f"s{number}",
                "start": f"2026-11-23T{8 + number:02}:00:00+01:00",
                "end": f"2026-11-23T{8 + number:02}:20:00+01:00",
                "block": "morning" if number < 4 else "afternoon",
            }
            for number in range(1, 7)
        ],
        "tables": [
            {"id": "t1", "zone": "A", "closed_slots": []},
            {"id": "t2", "zone": "A", "closed_slots": ["s6"]},
            {"id": "t3", "zone": "B", "closed_slots": []},
        ],
        "participants": [
            {"id": "p1", "organisation": "o1", "absent_slots": ["s3"], "max_meetings": 2, "promised": 2},
            {"id": "p2", "organisation": "o1"},
            {"id": "p3", "organisation": "o2", "promised": 1},
            {"id": "p4", "organisation": "o2", "absent_slots": ["s2"], "table": "t3"},
        ],
        "candidates": [
            {"a": "p1", "b": "p2", "worth": 5, "slots": ["s1", "s2"]},
            {"a": "p1", "b": "p3", "worth": 4},
            {"a": "p1", "b": "p4", "worth": 9},
            {"a": "p2", "b": "p3", "worth": 3, "required": True},
            {"a": "p3", "b": "p4", "worth": 2, "after": [["p2", "p3"]]},
        ],
        "pinned": [{"a": "p4", "b": "p1", "slot": "s1"}],
        "previous": [{"a": "p2", "b": "p3", "slot": "s3"}],
        "goals": ["promised", "worth", "waiting", "moves", "changes"],
        "max_in_a_row": 3,
    }


def sound_meetings():
    """A sound schedule for `problem_file()`: promised 7, worth 19, waiting 1, moves 3, changes 1."""
    return [
        {"a": "p1", "b": "p4", "slot": "s1", "table": "t3"},
        {"a": "p2", "b": "p3", "slot": "s1", "table": "t1"},
        {"a": "p1", "b": "p2", "slot": "s2", "table": "t2"},
        {"a": "p3", "b": "p4", "slot": "s3", "table": "t3"},
    ]


def as_bytes(value):
    return json.dumps(value).encode()


def parsed(problem):
    return read_problem(as_bytes(problem))
