"""Reasons, prices and cures, each tried out in the changed problem."""

from dataclasses import replace

import pytest
from hypothesis import given

from app.scheduling import Candidate, Participant, Problem, ProblemError, Schedule, Table, solve, unmet
from app.scheduling.explain import CURES, Cure, Why, explain
from app.scheduling.files import problem_to_json
from app.scheduling.verify import broken_rules, goal_values
from tests.scheduling.builders import make_problem
from tests.scheduling.strategies import examples, family_problems, tiny_problems


def as_files(schedule: Schedule) -> list[dict[str, str]]:
    return [{"a": m.a, "b": m.b, "slot": m.slot, "table": m.table} for m in schedule.meetings]


def cured(problem: Problem, cure: Cure, interpreter: str = "") -> Problem:
    """The problem with the cure in it, for a pair who needs this interpreter."""
    if cure.kind == "raise_limit":
        people = [
            replace(p, max_meetings=p.max_meetings + 1)
            if p.id in cure.people and p.max_meetings is not None
            else p
            for p in problem.participants
        ]
        return replace(problem, participants=tuple(people))
    if cure.kind == "free_slot":
        people = [
            replace(p, absent_slots=tuple(s for s in p.absent_slots if s != cure.slot))
            if p.id in cure.people
            else p
            for p in problem.participants
        ]
        return replace(problem, participants=tuple(people))
    if cure.kind in ("add_table", "add_interpreter"):
        assert (cure.kind == "add_interpreter") is (interpreter != "")
        others = tuple(slot.id for slot in problem.slots if slot.id != cure.slot)
        new = Table("new table", closed_slots=others, interpreter=interpreter)
        return replace(problem, tables=(*problem.tables, new))
    return problem


def works(problem: Problem, schedule: Schedule, why: Why) -> bool:
    """Whether the meeting fits with the cure, nobody else losing any: at some table, the others re-seated."""
    assert why.cure is not None
    changed = cured(problem, why.cure, why.candidate.interpreter)
    meetings = as_files(schedule)
    if why.cure.kind == "move":
        for meeting in meetings:
            if tuple(sorted((meeting["a"], meeting["b"]))) == why.cure.pair:
                meeting["slot"] = str(why.cure.slot)
                meeting["table"] = free_table(changed, meetings, meeting, str(why.cure.slot))
    new = {"a": why.candidate.a, "b": why.candidate.b, "slot": why.cure.at, "table": ""}
    new["table"] = free_table(changed, meetings, new, why.cure.at)
    return broken_rules(problem_to_json(changed), [*meetings, new]) == []


def free_table(problem: Problem, meetings: list[dict[str, str]], wanted: dict[str, str], slot: str) -> str:
    """A table for one more meeting: the host's own, else one that is open and that nobody keeps.

    It has the interpreter that the two need, or none.
    """
    pair = tuple(sorted((wanted["a"], wanted["b"])))
    needed = next(item.interpreter for item in problem.candidates if item.pair == pair)
    people = {person.id: person for person in problem.participants}
    own = [people[name].table for name in (wanted["a"], wanted["b"]) if people[name].table]
    taken = {m["table"] for m in meetings if m["slot"] == slot and m is not wanted}
    kept = {p.table for p in problem.participants if p.table and slot not in p.absent_slots}
    open_tables = [t for t in problem.tables if slot not in t.closed_slots and t.interpreter == needed]
    free = [t.id for t in open_tables if t.id not in taken | kept]
    return own[0] if own else (free or ["none"])[0]


@examples(150)
@given(tiny_problems())
def test_every_cure_works_in_problems_with_any_rule(problem: Problem) -> None:
    schedule = solve(problem, time_limit=5)
    if schedule.status in ("optimal", "feasible"):
        for why in explain(problem, schedule):
            assert why.cure is None or works(problem, schedule, why), why


@examples(40)
@given(family_problems())
def test_every_cure_works_and_every_price_is_right_in_every_family(problem: Problem) -> None:
    schedule = solve(problem, time_limit=2)
    data, meetings = problem_to_json(problem), as_files(schedule)
    before = goal_values(data, meetings)
    found = explain(problem, schedule)
    assert [why.candidate for why in found] == [item.candidate for item in unmet(problem, schedule)]
    assert [why.reason for why in found] == [item.reason for item in unmet(problem, schedule)]
    for why in found[:40]:
        assert why.cure is None or works(problem, schedule, why), why
        if why.at is None:
            continue
        left = [m for m in meetings if tuple(sorted((m["a"], m["b"]))) not in why.displaces]
        new = {"a": why.candidate.a, "b": why.candidate.b, "slot": why.at, "table": ""}
        new["table"] = free_table(problem, left, new, why.at)
        after = [*left, new]
        assert broken_rules(data, after) == []
        values = goal_values(data, after)
        assert values["worth"] - before["worth"] == why.worth
        assert values["promised"] - before["promised"] == why.promised


def only(problem: Problem) -> Why:
    """The one candidate that is left out."""
    (why,) = explain(problem, solve(problem))
    return why


def test_a_limit_is_raised_for_whoever_has_reached_it() -> None:
    problem = make_problem(
        people=3, slots=2, candidates=[Candidate("p1", "p2", 5), Candidate("p1", "p3", 3)],
        participants=(Participant("p1", max_meetings=1), Participant("p2"), Participant("p3")),
    )  # fmt: skip
    why = only(problem)
    assert (why.reason, why.displaces, why.worth) == ("limit_reached", (("p1", "p2"),), -2)
    assert why.cure is not None
    assert (why.cure.kind, why.cure.people) == ("raise_limit", ("p1",))


def test_a_table_is_added_where_both_are_free() -> None:
    problem = make_problem(
        people=4, slots=1, tables=1, candidates=[Candidate("p1", "p2", 5), Candidate("p3", "p4", 3)]
    )
    why = only(problem)
    assert (why.reason, why.displaces, why.worth) == ("tables_taken", (("p1", "p2"),), -2)
    assert why.cure == Cure("add_table", "s1", slot="s1")


def test_an_absence_is_given_up_where_the_other_is_free() -> None:
    problem = make_problem(
        people=2, slots=2, candidates=[Candidate("p1", "p2", 5)],
        participants=(Participant("p1", absent_slots=("s1",)), Participant("p2", absent_slots=("s2",))),
    )  # fmt: skip
    why = only(problem)
    assert (why.reason, why.at, why.displaces) == ("no_slot_in_common", None, ())
    assert why.cure == Cure("free_slot", "s2", ("p2",), "s2") or why.cure == Cure(
        "free_slot", "s1", ("p1",), "s1"
    )


def test_the_kinds_of_cures_are_those_that_are_named() -> None:
    assert CURES == ("move", "raise_limit", "free_slot", "add_table")


@pytest.mark.parametrize("hosts", [("t1", "t2")])
def test_two_hosts_cannot_be_helped(hosts: tuple[str, str]) -> None:
    people = tuple(Participant(f"p{n}", table=table) for n, table in enumerate(hosts, 1))
    why = only(make_problem(people=2, participants=people, candidates=[Candidate("p1", "p2", 1)]))
    assert (why.reason, why.cure) == ("two_hosts", None)


def test_what_was_refused_is_told_as_that_and_never_cured() -> None:
    problem = make_problem(
        people=4, slots=1, tables=1, candidates=[Candidate("p1", "p2", 5), Candidate("p3", "p4", 3)]
    )
    schedule = solve(problem)
    refused = {("p4", "p3"): "declined", ("p1", "p3"): "vetoed", ("p1", "p2"): "vetoed"}
    first, second = explain(problem, schedule, refused)
    assert (first.candidate, first.reason) == (Candidate("p3", "p4", 3), "declined")
    assert (second.candidate, second.reason) == (Candidate("p1", "p3", 0), "vetoed")
    assert {(why.at, why.displaces, why.cure) for why in (first, second)} == {(None, (), None)}


@pytest.mark.parametrize("refused", [{("p1", "p9"): "vetoed"}, {("p1", "p2"): "disliked"}])
def test_a_refusal_of_what_does_not_exist_is_refused(refused: dict[tuple[str, str], str]) -> None:
    problem = make_problem()
    with pytest.raises(ProblemError, match="there is no"):
        explain(problem, solve(problem), refused)


def test_the_same_waiting_limits_the_cures() -> None:
    """A table in s3 would do, were it not for the slot that p1 then waits."""
    problem = make_problem(
        people=3, slots=3, tables=(Table("t1", closed_slots=("s2", "s3")),), max_waiting_difference=0,
        candidates=[Candidate("p1", "p2", 5), Candidate("p1", "p3", 3)],
        participants=(Participant("p1"), Participant("p2"), Participant("p3", absent_slots=("s1", "s2"))),
    )  # fmt: skip
    assert only(problem).cure is None
    cure = only(replace(problem, max_waiting_difference=1)).cure
    assert cure is not None
    assert (cure.kind, cure.slot) == ("add_table", "s3")
