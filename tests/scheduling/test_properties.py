"""What must hold for every problem, however large or strange: of solving, explaining and repairing it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Events,
    Placing,
    Problem,
    Schedule,
    Table,
    after,
    explain,
    repair,
    solve,
    standins,
    unmet,
)
from app.scheduling.families import FAMILIES, generate
from app.scheduling.verify import HIGHER
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, family_problems, ruled_problems, tiny_problems
from tests.scheduling.test_explain import works
from tests.scheduling.test_solve import ranks, renamed, violations

pytestmark = pytest.mark.slow


def is_there(schedule: Schedule) -> bool:
    return schedule.status in ("optimal", "feasible")


def agree(one: Schedule, other: Schedule) -> None:
    """Two answers to the same question: as far as both are proven they are equal, and no bound is passed."""
    for ours, theirs in zip(one.goals, other.goals, strict=True):
        higher = ours.name in HIGHER
        for value, bound in ((ours.value, theirs.bound), (theirs.value, ours.bound)):
            assert value <= bound if higher else value >= bound
        if ours.value != theirs.value:
            return
        assert not ours.proven or not theirs.proven or ours.bound == theirs.bound


@examples(60)
@given(ruled_problems())
def test_every_schedule_is_sound_and_as_claimed_whatever_the_rules(problem: Problem) -> None:
    schedule = solve(problem, time_limit=1)
    assert violations(problem, schedule) == []


@examples(40)
@given(ruled_problems())
def test_every_cure_works_whatever_the_rules(problem: Problem) -> None:
    schedule = solve(problem, time_limit=1)
    if is_there(schedule):
        found = explain(problem, schedule)
        assert [(why.candidate, why.reason) for why in found] == unmet(problem, schedule)
        for why in found[:40]:
            assert why.cure is None or works(problem, schedule, why), why


@examples(40)
@given(ruled_problems(), st.data())
def test_every_repair_is_sound_and_as_claimed_whatever_the_rules(
    problem: Problem, data: st.DataObject
) -> None:
    schedule = solve(problem, time_limit=1)
    if not is_there(schedule):
        return
    people, tables, slots = (
        [item.id for item in part] for part in (problem.participants, problem.tables, problem.slots)
    )
    events = Events(
        gone=tuple(data.draw(st.lists(st.sampled_from(people), max_size=2, unique=True))),
        absent=tuple(data.draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(slots)), max_size=2))),
        closed=tuple(data.draw(st.lists(st.tuples(st.sampled_from(tables), st.sampled_from([None, *slots])), max_size=2))),
        now=data.draw(st.sampled_from([None, *slots])),
    )  # fmt: skip
    changed = after(problem, schedule, events)
    front = repair(changed, time_limit=5)
    for step in front:
        assert violations(changed, step) == []
    changes = [step.goal("changes").value for step in front]
    assert changes == sorted(changes)
    values = [
        tuple(goal.value for goal in step.goals if goal.name in ("promised", "worth")) for step in front
    ]
    assert values == sorted(set(values))


@examples(30)
@given(ruled_problems())
def test_a_repair_after_nothing_changes_nothing(problem: Problem) -> None:
    schedule = solve(problem, time_limit=1)
    if is_there(schedule):
        first = repair(after(problem, schedule, Events()), max_changes=0, time_limit=30)[0]
        assert first.goal("changes").value == 0
        assert first.goal("changes").proven
        assert set(schedule.meetings) <= set(first.meetings)


@examples(30)
@given(ruled_problems(), st.data())
def test_stand_ins_are_found_whatever_the_rules(problem: Problem, data: st.DataObject) -> None:
    schedule = solve(problem, time_limit=0)
    if is_there(schedule):
        person = data.draw(st.sampled_from([item.id for item in problem.participants]))
        slot = data.draw(st.sampled_from([item.id for item in problem.slots]))
        for one in standins(problem, schedule, person, slot):
            assert one.person != person
            assert one.is_free_now or one.later


@examples(20)
@given(family_problems(), st.integers(0, 100))
def test_other_names_and_another_order_change_nothing_that_is_proven(problem: Problem, seed: int) -> None:
    agree(solve(problem, time_limit=0.4), solve(renamed(problem, seed), time_limit=0.4))


@examples(20)
@given(family_problems())
def test_no_camp_with_a_table_less_passes_the_bound(problem: Problem) -> None:
    less, more = solve(problem, time_limit=0.4), replace(problem, tables=(*problem.tables, Table("one more")))
    first = solve(more, time_limit=0.4).goals[0]
    assert less.goals[0].value <= first.bound
    assert not first.proven or not less.goals[0].proven or less.goals[0].value <= first.value


@examples(40)
@given(
    tiny_problems(),
    st.sampled_from([("promised", "worth", "waiting", "moves"), ("moves",), ("worth", "moves")]),
)
def test_no_schedule_has_fewer_moves_than_the_bound(problem: Problem, goals: tuple[str, ...]) -> None:
    """Moves are counted right and never claimed to be fewer than can be; they need not be the fewest."""
    problem = replace(problem, goals=goals)
    schedule, possible = solve(problem, time_limit=20), sound_values(problem)
    assert violations(problem, schedule) == []
    if possible:
        before, best = ranks(schedule)[:-1], max(possible)
        assert before == best[:-1]
        assert ranks(schedule) in possible
        assert -schedule.goal("moves").bound >= best[-1]


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_what_was_solved_is_kept_when_it_is_solved_again(family: str) -> None:
    problem = replace(generate(60, family=family, seed=6), goals=("promised", "worth", "changes"))
    first = solve(problem, time_limit=2)
    previous = tuple(Placing(m.a, m.b, m.slot, m.table) for m in first.meetings)
    again = solve(replace(problem, previous=previous), start=first, time_limit=2)
    assert ranks(again) >= (*ranks(first)[:2], 0)
