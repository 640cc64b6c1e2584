"""Variations of a problem: what they make of it, that answers are exact, and what a slot or table is worth."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from app.scheduling import (
    Candidate,
    Meeting,
    Participant,
    Placing,
    Problem,
    ProblemError,
    Schedule,
    Table,
    Variation,
    margins,
    solve,
    what_if,
)
from app.scheduling.families import generate
from app.scheduling.problem import HIGHER_IS_BETTER
from app.scheduling.variations import varied
from app.scheduling.verify import HIGHER
from tests.scheduling.builders import NINE, make_problem, slot
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, tiny_problems


def ranks(schedule: Schedule) -> tuple[int, ...]:
    return tuple(goal.value if goal.name in HIGHER else -goal.value for goal in schedule.goals)


def times(problem: Problem) -> list[tuple[str, int, int]]:
    """Each slot with its start and end in minutes after nine."""

    def minutes(moment):
        return int((moment - NINE) / timedelta(minutes=1))

    return [(item.id, minutes(item.start), minutes(item.end)) for item in problem.slots]


VARIATIONS = [
    Variation(tables=1), Variation(tables=-1), Variation(without_slot="s2"), Variation(slot_after="s3"),
    Variation(promised=1), Variation(minutes=15),
]  # fmt: skip


@examples(15)
@given(tiny_problems())
def test_every_answer_is_exact_and_begins_with_the_problem_itself(problem: Problem) -> None:
    tables = (replace(problem.tables[0], interpreter=""), *problem.tables[1:])  # one at least that can go
    people = tuple(replace(item, table=None) for item in problem.participants)
    problem = replace(problem, participants=people, tables=tables)
    present = solve(problem, time_limit=60)
    answers = what_if(problem, VARIATIONS, start=present, time_limit=60)
    assert [answer.variation for answer in answers] == [Variation(), *VARIATIONS]
    for answer in answers:
        possible = sound_values(varied(problem, answer.variation))
        assert answer.schedule.status == ("optimal" if possible else "infeasible")
        if possible:
            assert ranks(answer.schedule) == max(possible)


def test_an_answer_counts_those_who_keep_their_promise() -> None:
    problem = make_problem(people=4, slots=1, tables=1, participants=tuple(
        Participant(f"p{number}", promised=1) for number in range(1, 5)
    ))  # fmt: skip
    answers = what_if(problem, [Variation(tables=1), Variation(promised=0)])
    assert [answer.with_promise for answer in answers] == [2, 4, 4]


def test_the_search_begins_with_the_present_schedule() -> None:
    """With no time to improve anything, what stands is kept, and nothing worse is answered."""
    problem = generate(60, seed=2)
    present = solve(problem, time_limit=2)
    for answer in what_if(problem, [Variation(tables=2)], start=present, should_stop=lambda: True):
        assert ranks(answer.schedule)[:2] >= ranks(present)[:2]


def test_a_start_that_does_not_fit_is_only_a_hint() -> None:
    problem = make_problem(people=4, slots=2, tables=2)
    strange = Schedule("feasible", (
        Meeting("p1", "p2", "s1", "t1"), Meeting("p1", "p3", "s1", "t1"), Meeting("p9", "p3", "s7", "t4"),
    ))  # fmt: skip
    assert solve(problem, start=strange, time_limit=60).goals == solve(problem, time_limit=60).goals


def test_tables_come_open_and_go_from_the_end_unless_they_are_needed() -> None:
    problem = make_problem(tables=3, pinned=(Placing("p1", "p2", "s1", "t3"),))
    more = varied(problem, Variation(tables=2))
    assert more.tables[3:] == (Table("extra-1"), Table("extra-2"))
    assert [table.id for table in varied(problem, Variation(tables=-2)).tables] == ["t3"]
    with pytest.raises(ProblemError, match="cannot go"):
        varied(problem, Variation(tables=-3))


def test_a_slot_that_goes_takes_all_that_names_it_along() -> None:
    problem = make_problem(
        candidates=[Candidate("p1", "p2", 1, slots=("s1", "s2")), Candidate("p3", "p4", 1)],
        participants=(Participant("p1", absent_slots=("s2", "s3")), *make_problem().participants[1:]),
        tables=(Table("t1", closed_slots=("s2",)), Table("t2")),
        pinned=(Placing("p3", "p4", "s2"),), previous=(Placing("p3", "p4", "s2"), Placing("p1", "p2", "s1")),
    )  # fmt: skip
    less = varied(problem, Variation(without_slot="s2"))
    assert [item.id for item in less.slots] == ["s1", "s3"]
    assert less.candidates[0].slots == ("s1",)
    assert (less.participants[0].absent_slots, less.tables[0].closed_slots) == (("s3",), ())
    assert (less.pinned, less.previous) == ((), (Placing("p1", "p2", "s1"),))


@pytest.mark.parametrize(
    ("after", "new"),
    [("s3", ("extra-1", 120, 140)), ("s1", ("extra-1", 120, 140))],
    ids=["last", "where the block has time"],
)
def test_a_slot_is_added_where_there_is_time(after: str, new: tuple[str, int, int]) -> None:
    """Slots of twenty minutes begin every half hour: none fits between two of them."""
    assert new in times(varied(make_problem(), Variation(slot_after=after)))


def test_a_slot_for_which_there_is_no_time_is_refused() -> None:
    problem = make_problem(slots=(slot(1), slot(2, "noon")))
    with pytest.raises(ProblemError, match="no time for one more after 's1'"):
        varied(problem, Variation(slot_after="s1"))


def test_shorter_slots_are_cut_from_the_same_time_with_the_same_breaks() -> None:
    problem = make_problem(
        candidates=[Candidate("p1", "p2", 1, slots=("s2",)), Candidate("p3", "p4", 1)],
        participants=(Participant("p1", absent_slots=("s2",)), *make_problem().participants[1:]),
    )
    shorter = varied(problem, Variation(minutes=10))
    assert times(shorter) == [("s1", 30, 40), ("extra-1", 50, 60), ("extra-2", 70, 80), ("s3", 90, 100)]
    assert shorter.participants[0].absent_slots == ("extra-2",)
    assert shorter.candidates[0].slots == ("extra-2",)
    longer = varied(problem, Variation(minutes=35))
    assert times(longer) == [("s1", 30, 65), ("extra-1", 75, 110)]
    assert (longer.participants[0].absent_slots, longer.candidates[0].slots) == (("s1", "extra-1"), ())


def test_the_time_between_blocks_and_around_long_breaks_is_left_alone() -> None:
    problem = make_problem(slots=(slot(1), slot(2), slot(5), slot(6), slot(8, "noon")))
    assert times(varied(problem, Variation(minutes=50))) == [("s1", 30, 80), ("s5", 150, 200)]
    with pytest.raises(ProblemError, match="no block has time"):
        varied(problem, Variation(minutes=51))


def test_the_same_length_changes_nothing() -> None:
    problem = generate(30, seed=1)
    assert varied(problem, Variation(minutes=20)) == problem


@pytest.mark.parametrize("variation", [
    Variation(without_slot="s9"), Variation(slot_after="s9"), Variation(tables=-9), Variation(minutes=0),
    Variation(minutes=10**9), Variation(promised=-1),
])  # fmt: skip
def test_what_cannot_be_varied_is_refused(variation: Variation) -> None:
    with pytest.raises(ProblemError):
        what_if(make_problem(), [variation])


@examples(40)
@given(tiny_problems())
def test_no_schedule_passes_the_bound_that_a_margin_leaves(problem: Problem) -> None:
    first = next(goal for goal in problem.goals if goal in HIGHER_IS_BETTER)
    for margin in margins(problem):
        smaller = varied(problem, Variation(without_slot=margin.slot)) if margin.slot else replace(
            problem, tables=tuple(table for table in problem.tables if table.id != margin.tables[0])
        )  # fmt: skip
        possible = sound_values(replace(smaller, goals=(first,)))
        goal = next(goal for goal in margin.bounds if goal.name == first)
        # A slot takes its pinned meetings along, and without those more may be possible.
        assert goal.value <= goal.bound or margin.slot in {pin.slot for pin in problem.pinned}
        assert max((found[0] for found in possible), default=0) <= goal.value


def test_alike_tables_have_one_margin_and_those_of_hosts_none() -> None:
    problem = make_problem(
        people=4, slots=1, participants=(Participant("p1", table="t4"), *make_problem().participants[1:]),
        tables=(Table("t1"), Table("t2", closed_slots=("s1",)), Table("t3"), Table("t4")),
    )  # fmt: skip
    found = {margin.tables: margin.bounds for margin in margins(problem) if margin.slot is None}
    assert set(found) == {("t1", "t3"), ("t2",)}
    assert all(goal.value == goal.bound for goal in found["t2",])


@examples(40)
@given(tiny_problems())
def test_a_table_or_a_slot_more_never_lowers_what_is_proven(problem: Problem) -> None:
    problem = replace(problem, goals=tuple(goal for goal in problem.goals if goal != "changes"))
    before = solve(problem, time_limit=60)
    late = replace(slot(9, block="evening"), id="late")
    for more in (varied(problem, Variation(tables=1)), replace(problem, slots=(*problem.slots, late))):
        after = solve(more, time_limit=60)
        if before.status == "optimal":
            assert after.status == "optimal"
            assert ranks(after) >= ranks(before)


def test_each_answer_is_told_at_once_and_what_has_not_begun_is_left_out_when_stopped() -> None:
    problem, heard = make_problem(people=4, slots=3, tables=1), []
    answers = what_if(
        problem, VARIATIONS, should_stop=lambda: len(heard) == 2, on_answer=heard.append, time_limit=5
    )
    assert [answer.variation for answer in answers] == [Variation(), VARIATIONS[0]]
    assert heard == answers
