"""What is impossible is named before anything is solved, and solved as infeasible."""

import time
from dataclasses import replace

import pytest
from hypothesis import given

from app.scheduling import Candidate, Participant, Placing, Table, contradictions, solve
from app.scheduling.conflict import MOST_NAMED, conflict, only, requirements
from app.scheduling.watch import Watch
from tests.scheduling.builders import make_problem
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, tiny_problems


def pair(a, b, **changes):
    return Candidate(f"p{a}", f"p{b}", 1, **changes)


def person(number, **changes):
    return Participant(f"p{number}", **changes)


PEOPLE = tuple(person(number) for number in range(1, 5))
TRIANGLE = [pair(1, 2, required=True), pair(2, 3, required=True), pair(1, 3, required=True)]
ALL_NEEDED = [pair(1, 2, required=True), pair(1, 3, required=True), pair(1, 4, required=True)]

CASES = {
    "pinned_absent": {
        "candidates": [pair(1, 2)],
        "participants": (person(1, absent_slots=("s1",)), *PEOPLE[1:]),
        "pinned": (Placing("p1", "p2", "s1"),),
    },
    "pinned_outside_slots": {
        "candidates": [pair(1, 2, slots=("s2",))],
        "pinned": (Placing("p1", "p2", "s1"),),
    },
    "pinned_table_closed": {
        "candidates": [pair(1, 2)],
        "tables": (Table("t1", closed_slots=("s1",)), Table("t2")),
        "pinned": (Placing("p1", "p2", "s1", "t1"),),
    },
    "pinned_away_from_own_table": {
        "candidates": [pair(1, 2)],
        "participants": (person(1, table="t1"), *PEOPLE[1:]),
        "pinned": (Placing("p1", "p2", "s1", "t2"),),
    },
    "pinned_at_hosts_table": {
        "candidates": [pair(1, 2)],
        "participants": (*PEOPLE[:3], person(4, table="t1")),
        "pinned": (Placing("p1", "p2", "s1", "t1"),),
    },
    "pinned_at_other_interpreter": {
        "candidates": [pair(1, 2, interpreter="de")],
        "tables": (Table("t1"), Table("t2", interpreter="de")),
        "pinned": (Placing("p1", "p2", "s1", "t1"),),
    },
    "pinned_twice_at_once": {
        "candidates": [pair(1, 2), pair(1, 3)],
        "pinned": (Placing("p1", "p2", "s1"), Placing("p1", "p3", "s1")),
    },
    "pinned_at_one_table": {
        "candidates": [pair(1, 2), pair(3, 4)],
        "pinned": (Placing("p1", "p2", "s1", "t1"), Placing("p3", "p4", "s1", "t1")),
    },
    "pinned_over_tables": {
        "tables": 1,
        "candidates": [pair(1, 2), pair(3, 4)],
        "pinned": (Placing("p1", "p2", "s1"), Placing("p3", "p4", "s1")),
    },
    "pinned_order": {
        "candidates": [pair(1, 2), pair(3, 4, after=(("p1", "p2"),))],
        "pinned": (Placing("p1", "p2", "s2"), Placing("p3", "p4", "s1")),
    },
    "required_nowhere": {
        "candidates": [pair(1, 2, required=True)],
        "participants": (person(1, absent_slots=("s1", "s2")), person(2, absent_slots=("s3",)), *PEOPLE[2:]),
    },
    "required_over_limit": {
        "candidates": ALL_NEEDED,
        "participants": (person(1, max_meetings=2), *PEOPLE[1:]),
    },
    "required_over_tables": {
        "slots": 1,
        "tables": 1,
        "candidates": [pair(1, 2, required=True), pair(3, 4, required=True)],
    },
}


@pytest.mark.parametrize(("code", "parts"), CASES.items(), ids=CASES)
def test_a_contradiction_is_named_and_nothing_is_scheduled(code, parts):
    problem = make_problem(**parts)
    assert {found.code for found in contradictions(problem)} == {code}
    schedule = solve(problem)
    assert (schedule.status, schedule.meetings, schedule.goals) == ("infeasible", (), ())
    assert schedule.contradictions == contradictions(problem)


@pytest.mark.parametrize("parts", [{"candidates": ALL_NEEDED}, CASES["pinned_order"] | {"pinned": ()}])
def test_what_can_be_done_is_no_contradiction(parts):
    assert contradictions(make_problem(**parts)) == ()


def test_a_host_whose_table_is_closed_cannot_be_pinned():
    problem = make_problem(
        tables=(Table("t1", closed_slots=("s1",)), Table("t2")),
        candidates=[pair(1, 2)],
        participants=(person(1, table="t1"), *PEOPLE[1:]),
        pinned=(Placing("p1", "p2", "s1"),),
    )
    assert [found.code for found in contradictions(problem)] == ["pinned_nowhere"]


def test_required_meetings_that_exclude_each_other_are_proven_infeasible():
    """Nobody is over a limit, yet three people cannot all meet each other in two slots."""
    problem = make_problem(people=3, slots=2, candidates=TRIANGLE)
    assert contradictions(problem) == ()
    schedule = solve(problem)
    assert schedule.status == "infeasible"
    [found] = schedule.contradictions
    assert (found.code, set(found.ids)) == ("conflict", {"p1", "p2", "p3"})
    assert found.message == (
        "cannot all be kept: p1 with p2 is required; p2 with p3 is required; p1 with p3 is required"
    )


def test_what_has_no_part_in_a_conflict_is_not_named():
    """Three people are in each other's way; the fourth, its limit, its order and rows are not."""
    candidates = [*TRIANGLE, pair(3, 4, after=(("p1", "p2"),))]
    people = (*PEOPLE[:3], person(4, max_meetings=1))
    problem = make_problem(slots=2, candidates=candidates, participants=people, max_in_a_row=2)
    [found] = solve(problem, time_limit=60).contradictions
    assert set(found.ids) == {"p1", "p2", "p3"}
    assert found.message.count("is required") == 3
    assert found.message.count(";") == 2


def test_a_rule_that_takes_part_in_a_conflict_is_named():
    problem = make_problem(people=3, slots=3, candidates=TRIANGLE[:2], participants=(
        person(1, absent_slots=("s2", "s3")), person(2), person(3, absent_slots=("s1", "s3")),
    ), max_in_a_row=1)  # fmt: skip
    [found] = solve(problem, time_limit=60).contradictions
    assert found.message == (
        "cannot all be kept: p1 with p2 is required; p2 with p3 is required; at most 1 meetings in a row"
    )


@examples(40)
@given(tiny_problems())
def test_a_conflict_is_one_and_none_of_its_requirements_can_be_left_out(problem):
    """Judged by trying every schedule of the problem with some of its requirements only."""
    problem = replace(problem, candidates=tuple(replace(item, required=True) for item in problem.candidates))
    if contradictions(problem) or solve(problem, time_limit=60).status != "infeasible":
        return
    [told] = conflict(problem, Watch(time.monotonic, 60))
    named = [
        item for item in requirements(problem) if item.message in told.message.split(": ", 1)[1].split("; ")
    ]
    assert {name for item in named for name in item.ids} == set(told.ids)
    assert sound_values(only(problem, named)) == set()
    for item in named:
        assert sound_values(only(problem, [other for other in named if other is not item]))


def test_a_conflict_for_which_there_is_no_time_is_told_whole_or_not_at_all():
    def told(extra):
        people = 3 + 2 * extra
        others = [pair(2 * n + 2, 2 * n + 3, required=True) for n in range(1, extra + 1)]
        problem = make_problem(people=people, slots=2, tables=people, candidates=[*TRIANGLE, *others])
        return [found.message.count("is required") for found in conflict(problem, Watch(time.monotonic, 0))]

    assert told(2) == [5]
    assert told(MOST_NAMED) == []


def test_all_contradictions_are_named_together():
    parts = CASES["pinned_absent"]
    problem = replace(make_problem(**parts), candidates=(pair(1, 2), pair(3, 4, required=True, slots=())))
    assert {found.code for found in contradictions(problem)} == {"pinned_absent", "required_nowhere"}
