"""What is impossible is named before anything is solved, and solved as infeasible."""

from dataclasses import replace

import pytest

from app.scheduling import Candidate, Participant, Placing, Table, contradictions, solve
from tests.scheduling.builders import make_problem


def pair(a, b, **changes):
    return Candidate(f"p{a}", f"p{b}", 1, **changes)


def person(number, **changes):
    return Participant(f"p{number}", **changes)


PEOPLE = tuple(person(number) for number in range(1, 5))
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
    candidates = [pair(1, 2, required=True), pair(2, 3, required=True), pair(1, 3, required=True)]
    problem = make_problem(people=3, slots=2, candidates=candidates)
    assert contradictions(problem) == ()
    assert solve(problem).status == "infeasible"


def test_all_contradictions_are_named_together():
    parts = CASES["pinned_absent"]
    problem = replace(make_problem(**parts), candidates=(pair(1, 2), pair(3, 4, required=True, slots=())))
    assert {found.code for found in contradictions(problem)} == {"pinned_absent", "required_nowhere"}
