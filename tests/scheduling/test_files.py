"""Files that are not in the format: both readers refuse them, and name every fault with its place."""

import copy
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Goal,
    Meeting,
    ProblemError,
    Schedule,
    problem_from_bytes,
    problem_to_bytes,
    problem_to_json,
    schedule_from_bytes,
    schedule_to_bytes,
)
from app.scheduling.files import LARGEST_FILE
from app.scheduling.verify import UnreadableError, read_problem, read_schedule
from tests.scheduling.builders import as_bytes, problem_file, slot
from tests.scheduling.strategies import examples, tiny_problems


def faults_of_both(content):
    """The places of the faults that the engine's reader and the verifier's name."""
    with pytest.raises(ProblemError) as engines:
        problem_from_bytes(content)
    with pytest.raises(UnreadableError) as verifiers:
        read_problem(content)
    return {fault.place for fault in engines.value.faults}, {fault.place for fault in verifiers.value.faults}


def spoilt(path, value):
    """The problem file with one entry changed; a path of keys and positions, or all but the last of them."""
    problem = problem_file()
    inside = problem
    for key in path[:-1]:
        inside = inside[key]
    if value is Ellipsis:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return problem


PERSON = {"id": "p1"}
CYCLE = [
    {"a": "p1", "b": "p2", "worth": 5, "after": [["p4", "p3"]]},
    {"a": "p2", "b": "p3", "worth": 5, "after": [["p1", "p2"]]},
    {"a": "p3", "b": "p4", "worth": 5, "after": [["p3", "p2"]]},
]
FAULTS = {
    "unknown key": (["colour"], 1, "the file"),
    "unknown key inside": (["slots", 2, "colour"], 1, "slots[2]"),
    "missing list": (["tables"], ..., "the file"),
    "missing key": (["candidates", 1, "worth"], ..., "candidates[1]"),
    "other format": (["format"], "campmatch-problem/2", "format"),
    "list as number": (["slots"], 5, "slots"),
    "entry as text": (["participants", 1], "p2", "participants[1]"),
    "number as id": (["participants", 1, "id"], 2, "participants[1].id"),
    "empty id": (["tables", 0, "id"], "", "tables[0].id"),
    "control character": (["tables", 0, "id"], "t\u0000", "tables[0].id"),
    "lone surrogate": (["participants", 1, "organisation"], "\ud800", "participants[1].organisation"),
    "text as worth": (["candidates", 0, "worth"], "5", "candidates[0].worth"),
    "true as worth": (["candidates", 0, "worth"], True, "candidates[0].worth"),
    "fraction as worth": (["candidates", 0, "worth"], 5.0, "candidates[0].worth"),
    "no worth": (["candidates", 0, "worth"], 0, "candidates[0].worth"),
    "negative worth": (["candidates", 0, "worth"], -3, "candidates[0].worth"),
    "worth beyond measure": (["candidates", 0, "worth"], 10**30, "candidates[0].worth"),
    "negative promise": (["participants", 0, "promised"], -1, "participants[0].promised"),
    "negative limit": (["participants", 0, "max_meetings"], -1, "participants[0].max_meetings"),
    "no row": (["max_in_a_row"], 0, "max_in_a_row"),
    "negative difference": (["max_waiting_difference"], -1, "max_waiting_difference"),
    "other measure": (["waiting"], "boredom", "waiting"),
    "other goal": (["goals", 1], "fame", "goals[1]"),
    "goal twice": (["goals", 1], "promised", "goals[1]"),
    "time without offset": (["slots", 0, "start"], "2026-11-23T09:00:00", "slots[0].start"),
    "no time": (["slots", 0, "end"], "soon", "slots[0].end"),
    "end before start": (["slots", 0, "end"], "2026-11-23T08:59:00+01:00", "slots[0].end"),
    "overlapping slots": (["slots", 1, "start"], "2026-11-23T09:10:00+01:00", "slots[1].start"),
    "slot twice": (["slots", 1, "id"], "s1", "slots[1].id"),
    "table twice": (["tables", 1, "id"], "t1", "tables[1].id"),
    "participant twice": (["participants", 2, "id"], "p1", "participants[2].id"),
    "absence twice": (["participants", 1, "absent_slots"], ["s1", "s1"], "participants[1].absent_slots[1]"),
    "unknown slot": (["participants", 1, "absent_slots"], ["s9"], "participants[1].absent_slots[0]"),
    "unknown closed slot": (["tables", 0, "closed_slots"], ["s9"], "tables[0].closed_slots[0]"),
    "unknown slot of a candidate": (["candidates", 0, "slots"], ["s9"], "candidates[0].slots[0]"),
    "unknown table": (["participants", 1, "table"], "t9", "participants[1].table"),
    "unknown participant": (["candidates", 0, "b"], "p9", "candidates[0].b"),
    "pinned nobody": (["pinned", 0, "a"], "p9", "pinned[0].a"),
    "pinned in no slot": (["pinned", 0, "slot"], "s9", "pinned[0].slot"),
    "pinned at no table": (["pinned", 0, "table"], "t9", "pinned[0].table"),
    "pinned strangers": (["pinned", 0], {"a": "p2", "b": "p4", "slot": "s1"}, "pinned[0]"),
    "previous in no slot": (["previous", 0, "slot"], "s9", "previous[0].slot"),
    "itself": (["candidates", 0], {"a": "p1", "b": "p1", "worth": 1}, "candidates[0]"),
    "pair twice": (["candidates", 1], {"a": "p2", "b": "p1", "worth": 1}, "candidates[1]"),
    "after strangers": (["candidates", 4, "after"], [["p2", "p4"]], "candidates[4].after[0]"),
    "after no pair": (["candidates", 4, "after"], [["p2"]], "candidates[4].after[0]"),
    "after itself": (["candidates", 3, "after"], [["p3", "p2"]], "candidates[3].after"),
}


@pytest.mark.parametrize(("path", "value", "place"), FAULTS.values(), ids=FAULTS)
def test_both_readers_name_the_place_of_a_fault(path, value, place):
    engines, verifiers = faults_of_both(json.dumps(spoilt(path, value)).encode())
    assert place in engines
    assert place in verifiers


def test_every_candidate_of_a_cycle_is_named_and_no_other():
    waiting = {"a": "p1", "b": "p4", "worth": 1, "after": [["p1", "p2"]]}
    problem = problem_file() | {"candidates": [*CYCLE, waiting], "pinned": [], "previous": []}
    places = {f"candidates[{number}].after" for number in range(3)}
    assert faults_of_both(as_bytes(problem)) == (places, places)


def test_all_faults_are_named_at_once():
    problem = spoilt(["slots", 2, "colour"], 1)
    problem["candidates"][0]["worth"] = "much"
    problem["tables"] = None
    places = {"slots[2]", "candidates[0].worth", "tables"}
    assert faults_of_both(as_bytes(problem)) == (places, places)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"format": "campmatch-problem/1"',
        b'{"format": "campmatch-problem/1", "slots": NaN}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=["empty", "not UTF-8", "a list", "null", "cut off", "NaN", "too deep", "too long a number"],
)
def test_what_is_no_json_object_is_refused(content):
    assert all(place == {"the file"} or "format" in str(place) for place in faults_of_both(content))


def test_a_key_that_stands_twice_is_refused():
    content = as_bytes(problem_file()).replace(b'"zone": "A"', b'"zone": "A", "zone": "B"', 1)
    faults_of_both(content)


def test_a_million_slots_are_refused_in_no_time():
    entry = as_bytes({"id": "s", "start": "2026-11-23T09:00Z", "end": "2026-11-23T09:01Z"}).replace(b" ", b"")
    content = (
        b'{"format": "campmatch-problem/1", "tables": [], "participants": [], "candidates": [], "slots": ['
        + b",".join([entry] * 1_000_000)
        + b"]}"
    )
    assert len(content) < LARGEST_FILE
    start = time.process_time()
    assert faults_of_both(content) == ({"slots"}, {"slots"})
    assert time.process_time() - start < 1


@pytest.mark.parametrize("value", [b"[]", b"{}", b'"ab"', b"1.5"])
def test_ten_million_values_are_refused_before_they_fill_the_memory(value):
    content = b'{"format": "campmatch-problem/1", "slots": [' + b",".join([value] * 10_000_002) + b"]}"
    assert faults_of_both(content) == ({"the file"}, {"the file"})


@examples(50)
@given(tiny_problems())
def test_a_problem_is_read_back_as_it_was_written(problem):
    content = problem_to_bytes(problem)
    assert problem_from_bytes(content) == problem
    whole = problem_to_json(problem)
    for key in ("tables", "candidates"):  # which are as they were before there were interpreters
        whole[key] = [
            {name: value for name, value in part.items() if (name, value) != ("interpreter", "")}
            for part in whole[key]
        ]
    assert json.loads(content) == whole
    read_problem(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | st.text(max_size=3),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=3), inside, max_size=2),
    max_leaves=4,
)


def paths_into(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield from paths_into(inside, (*path, key))


@examples(150)
@given(st.data())
def test_both_readers_accept_and_refuse_the_same(data):
    problem = copy.deepcopy(problem_file())
    path = data.draw(st.sampled_from([path for path in paths_into(problem) if path]))
    inside = problem
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(JSON | st.sampled_from(["s1", "p1", "t1", ["s1"], [["p2", "p3"]]]))
    content = json.dumps(problem).encode()
    accepted = []
    for read, refusal in ((problem_from_bytes, ProblemError), (read_problem, UnreadableError)):
        try:
            read(content)
            accepted.append(True)
        except refusal:
            accepted.append(False)
    assert accepted[0] == accepted[1]


def test_left_out_keys_take_the_values_of_the_format():
    problem = problem_from_bytes(
        as_bytes(
            {
                "format": "campmatch-problem/1",
                "slots": [{"id": "s1", "start": "2026-11-23T09:00:00Z", "end": "2026-11-23T09:20:00Z"}],
                "tables": [{"id": "t1"}],
                "participants": [{"id": "p1"}, {"id": "p2"}],
                "candidates": [{"a": "p1", "b": "p2", "worth": 7}],
            }
        )
    )
    written = problem_to_json(problem)
    assert written["participants"][0] == {
        "id": "p1",
        "organisation": "",
        "absent_slots": [],
        "max_meetings": None,
        "promised": 4,
        "table": None,
    }
    assert written["candidates"] == [
        {"a": "p1", "b": "p2", "worth": 7, "required": False, "slots": None, "after": [], "interpreter": ""}
    ]
    assert written["goals"] == ["promised", "worth", "waiting", "moves"]
    assert (written["waiting"], written["max_waiting_difference"], written["max_in_a_row"]) == (
        "idle_slots",
        None,
        None,
    )


def test_a_schedule_is_read_back_as_it_was_written():
    schedule = Schedule(
        "feasible", (Meeting("p1", "p2", "s1", "t1"),), (Goal("worth", 5, 6),), 3, 1.5, {"ortools": "9.15"}
    )
    content = schedule_to_bytes(schedule, "ab" * 32)
    assert schedule_from_bytes(content) == (schedule, "ab" * 32)
    assert read_schedule(content)["goals"] == [{"name": "worth", "value": 5, "bound": 6, "proven": False}]


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("status", "splendid", "status"),
        ("meetings", [{"a": "p1", "b": "p2", "slot": "s1"}], "meetings[0]"),
        ("meetings", None, "meetings"),
        ("goals", [{"name": "worth", "value": 1.5, "bound": 2, "proven": False}], "goals[0].value"),
        ("goals", [{"name": "worth", "value": 1, "bound": 2}], "goals[0]"),
        ("colour", "red", "the file"),
        ("seconds", "long", "seconds"),
        ("versions", ["9.15"], "versions"),
    ],
)
def test_both_readers_name_the_place_of_a_fault_in_a_schedule(key, value, place):
    schedule = json.loads(schedule_to_bytes(Schedule("unknown"), "0" * 64)) | {key: value}
    with pytest.raises(ProblemError) as engines:
        schedule_from_bytes(as_bytes(schedule))
    with pytest.raises(UnreadableError) as verifiers:
        read_schedule(as_bytes(schedule))
    assert {fault.place for fault in engines.value.faults} == {place}
    assert {fault.place for fault in verifiers.value.faults} == {place}


def test_slots_are_written_with_their_offset():
    assert slot(1).start.isoformat() == "2026-11-23T09:30:00+01:00"
