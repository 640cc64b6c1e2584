"""Who could step in, and how evenly a schedule serves everybody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Candidate,
    Meeting,
    Participant,
    Problem,
    ProblemError,
    Schedule,
    StandIn,
    Table,
    fairness,
    solve,
    standins,
)
from app.scheduling.files import problem_to_json
from app.scheduling.verify import broken_rules
from tests.scheduling.builders import make_problem
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, tiny_problems


def names(found: list[StandIn]) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(one.person, one.is_free_now, one.later) for one in found]


def camp(*meetings: Meeting, **changes: object) -> tuple[Problem, Schedule]:
    """Five people, of whom p1 wants to meet all but p5, the higher the number the more."""
    candidates = [Candidate("p1", f"p{number}", number) for number in (2, 3, 4)] + [Candidate("p4", "p5", 1)]
    problem = make_problem(**{"people": 5, "slots": 3, "candidates": candidates, **changes})
    assert broken_rules(problem_to_json(problem), as_files(meetings)) == []
    return problem, Schedule("feasible", meetings)


def as_files(meetings: tuple[Meeting, ...]) -> list[dict[str, str]]:
    return [{"a": m.a, "b": m.b, "slot": m.slot, "table": m.table} for m in meetings]


def test_those_free_now_come_first_then_those_free_later_then_those_without_a_wish() -> None:
    problem, schedule = camp(Meeting("p1", "p2", "s1", "t1"), Meeting("p4", "p5", "s2", "t1"))
    assert names(standins(problem, schedule, "p1", "s2")) == [("p3", True, ("s3",)), ("p4", False, ("s3",))]
    assert names(standins(problem, schedule, "p1", "s3")) == [
        ("p4", True, ()), ("p3", True, ()), ("p5", True, ()),
    ]  # fmt: skip


def test_who_was_to_meet_somebody_who_is_gone_is_free() -> None:
    problem, schedule = camp(Meeting("p4", "p5", "s2", "t1"))
    assert "p4" not in {one.person for one in standins(problem, schedule, "p1", "s2") if one.is_free_now}
    first = standins(problem, schedule, "p1", "s2", gone=("p5",))[0]
    assert (first.person, first.is_free_now) == ("p4", True)


def test_the_meeting_that_fell_through_leaves_its_table() -> None:
    problem, schedule = camp(Meeting("p1", "p2", "s1", "t1"), tables=1)
    assert names(standins(problem, schedule, "p1", "s1", gone=("p2",)))[0] == ("p4", True, ("s2", "s3"))


def test_without_a_table_nobody_is_free() -> None:
    problem, schedule = camp(Meeting("p4", "p5", "s1", "t1"), tables=1)
    assert [one.person for one in standins(problem, schedule, "p1", "s1") if one.is_free_now] == []


@pytest.mark.parametrize(
    ("person", "slot", "gone"), [("p9", "s1", ()), ("p1", "s9", ()), ("p1", "s1", ("p9",))]
)
def test_who_or_what_does_not_exist_is_refused(person: str, slot: str, gone: tuple[str, ...]) -> None:
    with pytest.raises(ProblemError, match="there is no"):
        standins(*camp(), person, slot, gone)


@examples(60)
@given(tiny_problems(), st.data())
def test_whoever_is_named_can_meet_at_that_time(problem: Problem, data: st.DataObject) -> None:
    """Every meeting now or later that is offered is sound beside what stands, at some table."""
    problem = replace(problem, max_waiting_difference=None, pinned=(), candidates=tuple(
        replace(item, required=False) for item in problem.candidates
    ))  # fmt: skip
    schedule = solve(problem, time_limit=20)
    person = data.draw(st.sampled_from([item.id for item in problem.participants]))
    now = data.draw(st.sampled_from([item.id for item in problem.slots]))
    lost = {m for m in schedule.meetings if m.slot == now and person in (m.a, m.b)}
    left = as_files(tuple(m for m in schedule.meetings if m not in lost))
    pairs = {item.pair for item in problem.candidates}
    for one in standins(problem, schedule, person, now):
        assert bool(one.worth) == (tuple(sorted((person, one.person))) in pairs)
        for slot in one.later + ((now,) if one.is_free_now else ()):
            allowed = problem if one.worth else replace(
                problem, candidates=(*problem.candidates, Candidate(person, one.person, 1)), max_in_a_row=None
            )  # fmt: skip
            tries = [{"a": person, "b": one.person, "slot": slot, "table": t.id} for t in problem.tables]
            assert any(broken_rules(problem_to_json(allowed), [*left, new]) == [] for new in tries)


def test_shares_tell_meetings_wishes_and_why_a_promise_is_missed() -> None:
    problem = make_problem(
        people=6, slots=2, tables=(Table("t1"), Table("t2", closed_slots=("s2",))),
        candidates=[Candidate("p1", "p2", 5), Candidate("p1", "p3", 3), Candidate("p2", "p3", 1),
                    Candidate("p3", "p4", 2), Candidate("p1", "p5", 1)],
        participants=(
            Participant("p1", promised=2), Participant("p2", promised=2, absent_slots=("s2",)),
            Participant("p3", promised=2, max_meetings=1), Participant("p4", promised=1),
            Participant("p5", promised=1), Participant("p6", promised=1),
        ),
    )  # fmt: skip
    schedule = solve(problem, time_limit=60)
    found = fairness(problem, schedule)
    shares = {share.person: share for share in found.shares}
    assert (shares["p1"].met, shares["p1"].candidates, shares["p1"].worth_of_all) == (2, 3, 9)
    assert {name: share.shortfall for name, share in shares.items()} == {
        "p1": None, "p2": "few_slots", "p3": "limit", "p4": None, "p5": None, "p6": "few_candidates",
    }  # fmt: skip
    assert sum(number * people for number, people in found.meetings.items()) == 2 * len(schedule.meetings)


def test_equal_shares_are_perfectly_even_and_one_taking_all_is_not() -> None:
    even, schedule = camp(Meeting("p1", "p2", "s1", "t1"), people=2, candidates=[Candidate("p1", "p2", 1)])
    assert fairness(even, schedule).gini == 0
    uneven, schedule = camp(Meeting("p1", "p2", "s1", "t1"))
    assert fairness(uneven, schedule).gini == pytest.approx(0.6)
    assert fairness(uneven, Schedule("feasible")).gini == 0


def test_candidates_who_are_all_there_at_the_same_time_only_are_a_proof() -> None:
    late = tuple(Participant(f"p{number}", absent_slots=("s1", "s2"), promised=0) for number in (2, 3))
    problem = make_problem(
        people=3, slots=3, tables=3, participants=(Participant("p1", promised=2), *late),
        candidates=[Candidate("p1", "p2", 5), Candidate("p1", "p3", 3)],
    )  # fmt: skip
    assert fairness(problem, solve(problem)).shares[0].shortfall == "few_common_slots"


def test_the_bound_of_all_promises_is_a_proof_where_it_is_reached() -> None:
    problem = make_problem(people=4, slots=1, tables=1, participants=tuple(
        Participant(f"p{number}", promised=1) for number in range(1, 5)
    ))  # fmt: skip
    schedule = solve(problem, time_limit=60)
    assert sorted(str(s.shortfall) for s in fairness(problem, schedule).shares) == [
        "None",
        "None",
        "proven",
        "proven",
    ]
    doubtful = replace(schedule, goals=tuple(replace(goal, bound=goal.bound + 1) for goal in schedule.goals))
    assert {s.shortfall for s in fairness(problem, doubtful).shares} == {None, "open"}


@examples(60)
@given(tiny_problems())
def test_no_proof_of_a_missed_promise_is_refuted(problem: Problem) -> None:
    """Whoever is proven to miss their promise misses it in every sound schedule."""
    schedule = solve(replace(problem, goals=("worth", "promised")), time_limit=0)
    for share in fairness(problem, schedule).shares:
        if share.shortfall not in (None, "proven", "open"):
            alone = tuple(
                replace(one, promised=one.promised if one.id == share.person else 0)
                for one in problem.participants
            )
            possible = sound_values(replace(problem, participants=alone, goals=("promised",)))
            assert max((found[0] for found in possible), default=0) < share.promised
