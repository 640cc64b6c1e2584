"""Mending a schedule: few changes, none of them needless, each claim checked by trying everything."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Candidate,
    Participant,
    Problem,
    ProblemError,
    Schedule,
    problem_sha256,
    problem_to_bytes,
    schedule_to_bytes,
    solve,
)
from app.scheduling.events import Events, after
from app.scheduling.families import generate
from app.scheduling.problem import HIGHER_IS_BETTER
from app.scheduling.repair import repair
from app.scheduling.verify import verify
from tests.scheduling.builders import make_problem
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, tiny_problems

pytestmark = pytest.mark.slow


def faults_of(problem: Problem, schedule: Schedule) -> list[str]:
    content = problem_to_bytes(problem)
    return [str(fault) for fault in verify(content, schedule_to_bytes(schedule, problem_sha256(content)))]


def values_of(schedule: Schedule) -> tuple[int, ...]:
    return tuple(goal.value for goal in schedule.goals if goal.name in HIGHER_IS_BETTER)


@pytest.fixture(scope="module")
def camp() -> tuple[Problem, Schedule]:
    problem = generate(60, seed=3)
    return problem, solve(problem, time_limit=5)


def busiest(schedule: Schedule) -> str:
    names = [name for meeting in schedule.meetings for name in (meeting.a, meeting.b)]
    return max(sorted(set(names)), key=names.count)


def test_without_an_event_nothing_changes(camp: tuple[Problem, Schedule]) -> None:
    problem, schedule = camp
    first = repair(after(problem, schedule, Events()), max_changes=0, time_limit=60)[0]
    assert set(schedule.meetings) <= set(first.meetings)
    assert first.goal("changes").proven


def test_whoever_leaves_takes_only_their_own_meetings_along(camp: tuple[Problem, Schedule]) -> None:
    problem, schedule = camp
    gone = busiest(schedule)
    changed = after(problem, schedule, Events(gone=(gone,)))
    first, *more = repair(changed, time_limit=15)

    assert {m for m in schedule.meetings if gone not in (m.a, m.b)} <= set(first.meetings)
    assert not any(gone in (m.a, m.b) for m in first.meetings)
    assert first.goal("changes").value == 0
    assert all(first.goal(name).proven for name in ("changes", "promised", "worth"))
    found = [first, *more]
    assert [values_of(step) for step in found] == sorted({values_of(step) for step in found})
    for step in found:
        assert faults_of(changed, step) == []


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_no_more_changes_than_allowed_and_each_one_gains(most: int) -> None:
    problem = generate(100, seed=1)
    schedule = solve(problem, time_limit=5)
    changed = after(problem, schedule, Events(gone=(busiest(schedule),)))
    assert [step.goal("changes").value for step in repair(changed, max_changes=most, time_limit=120)] == list(
        range(most + 1)
    )


def test_what_is_held_stays_and_nothing_is_added_to_it(camp: tuple[Problem, Schedule]) -> None:
    problem, schedule = camp
    gone, now = busiest(schedule), problem.slots[5].id
    past = {slot.id for slot in problem.slots[:5]}
    for step in repair(after(problem, schedule, Events(gone=(gone,), now=now))):
        assert {m for m in step.meetings if m.slot in past} == {
            m for m in schedule.meetings if m.slot in past
        }
        assert not any(gone in (m.a, m.b) for m in step.meetings if m.slot not in past)


def test_a_table_that_closes_when_all_are_taken_costs_one_change_and_no_more() -> None:
    problem = make_problem(people=6, slots=3, tables=3)
    schedule = solve(problem)
    assert len(schedule.meetings) == 9
    changed = after(problem, schedule, Events(closed=(("t2", "s2"),)))
    first = repair(changed, time_limit=60)[0]
    assert (first.goal("changes").value, first.goal("changes").bound) == (1, 1)
    assert faults_of(changed, first) == []


def test_the_table_of_a_meeting_that_stays_is_the_same(camp: tuple[Problem, Schedule]) -> None:
    problem, schedule = camp
    closed = problem.tables[0].id
    before = {meeting.pair: meeting for meeting in schedule.meetings}
    first = repair(after(problem, schedule, Events(closed=((closed, None),))), max_changes=0)
    for meeting in first[0].meetings if first else ():
        if meeting.pair in before and before[meeting.pair].table != closed:
            assert meeting.table == before[meeting.pair].table


@examples(60)
@given(tiny_problems(), st.data())
def test_nothing_that_could_be_tried_is_better(problem: Problem, data: st.DataObject) -> None:
    """Every step is as good as the best of all sound schedules with as few changes."""
    worths = data.draw(st.permutations([item.worth for item in problem.candidates]))
    others = tuple(
        replace(item, worth=9 - worth) for item, worth in zip(problem.candidates, worths, strict=True)
    )
    schedule = solve(replace(problem, previous=(), candidates=others, goals=("worth",)), time_limit=5)
    if schedule.status not in ("optimal", "feasible"):
        return
    person = data.draw(st.sampled_from([None, *(item.id for item in problem.participants)]))
    slot = data.draw(st.sampled_from([slot.id for slot in problem.slots]))
    table = data.draw(st.sampled_from([None, *(item.id for item in problem.tables)]))
    events = Events(
        absent=((person, slot),) if person else (), closed=((table, slot),) if table else (),
        now=data.draw(st.sampled_from([None, problem.slots[1].id])),
    )  # fmt: skip
    changed = after(problem, schedule, events)
    steps = repair(changed, max_changes=4, time_limit=60)
    values = sound_values(changed)
    if not values:
        assert steps == ()
        return
    wanted = [index for index, name in enumerate(changed.goals) if name in HIGHER_IS_BETTER]
    assert steps[0].goal("changes").value == min(-found[0] for found in values)
    assert steps[0].goal("changes").proven
    for step in steps:
        assert faults_of(changed, step) == []
    for most in range(steps[0].goal("changes").value, 5):
        tried = max(tuple(found[index] for index in wanted) for found in values if -found[0] <= most)
        assert tried == max(values_of(step) for step in steps if step.goal("changes").value <= most)
    assert [values_of(step) for step in steps] == sorted({values_of(step) for step in steps})


@examples(16)
@given(
    st.sampled_from(["plain", "two-sided", "scarce-tables", "heavy-absence"]), st.integers(0, 99), st.data()
)
def test_repairs_of_every_family_are_sound_and_as_claimed(
    family: str, seed: int, data: st.DataObject
) -> None:
    problem = generate(24, family=family, seed=seed, slots=5, wishes=5)
    schedule = solve(problem, time_limit=2)
    gone = data.draw(st.lists(st.sampled_from([item.id for item in problem.participants]), max_size=3))
    closed = data.draw(st.lists(st.sampled_from([item.id for item in problem.tables]), max_size=2))
    changed = after(
        problem, schedule, Events(gone=tuple(gone), closed=tuple((name, None) for name in closed))
    )
    for step in repair(changed, time_limit=5):
        assert faults_of(changed, step) == []


def test_somebody_who_arrives_late_meets_whom_they_wish_and_nobody_is_moved(
    camp: tuple[Problem, Schedule],
) -> None:
    problem, schedule = camp
    now = problem.slots[4].id
    past = {slot.id for slot in problem.slots[:4]}
    wished = tuple(Candidate("late", person.id, 50) for person in problem.participants)
    changed = after(problem, schedule, Events(arrived=(Participant("late"),), wished=wished, now=now))
    first = repair(changed, max_changes=0, time_limit=60)[0]
    new = [meeting for meeting in first.meetings if "late" in (meeting.a, meeting.b)]
    assert new
    assert not {meeting.slot for meeting in new} & past
    assert set(schedule.meetings) <= set(first.meetings)
    assert faults_of(changed, first) == []


def test_a_new_wish_for_a_known_pair_changes_its_worth_alone() -> None:
    problem = make_problem(candidates=[Candidate("p1", "p2", 1, slots=("s1",)), Candidate("p3", "p4", 1)])
    changed = after(
        problem, solve(problem), Events(wished=(Candidate("p2", "p1", 9), Candidate("p1", "p4", 3)))
    )
    assert changed.candidates == (
        Candidate("p1", "p2", 9, slots=("s1",)), Candidate("p3", "p4", 1), Candidate("p1", "p4", 3),
    )  # fmt: skip


@pytest.mark.parametrize("events", [
    Events(arrived=(Participant("p1"),)), Events(wished=(Candidate("p1", "nobody", 1),)),
    Events(wished=(Candidate("p1", "p1", 1),)), Events(wished=(Candidate("p1", "p2", 0),)),
    Events(arrived=(Participant("late"), Participant("late"))),
])  # fmt: skip
def test_an_arrival_or_a_wish_that_means_nothing_is_refused(events: Events) -> None:
    problem = make_problem()
    with pytest.raises(ProblemError):
        after(problem, solve(problem), events)


@pytest.mark.parametrize("events", [
    Events(gone=("nobody",)), Events(absent=(("p1", "never"),)), Events(closed=(("t99", None),)), Events(now="never"),
])  # fmt: skip
def test_an_event_of_what_does_not_exist_is_refused(events: Events) -> None:
    problem = make_problem()
    with pytest.raises(ProblemError, match="there is no"):
        after(problem, solve(problem), events)


def test_a_schedule_of_another_problem_is_refused() -> None:
    schedule = solve(make_problem(people=6))
    with pytest.raises(ProblemError, match="none of this problem's"):
        after(make_problem(people=4), schedule, Events())


def test_a_repair_must_count_changes_first() -> None:
    with pytest.raises(ValueError, match="changes"):
        repair(make_problem())


def test_a_table_less_in_a_full_camp_costs_one_change_a_slot_at_any_size() -> None:
    """Too many people for the model to see them all: the fewest changes are counted instead."""
    problem = generate(300, family="scarce-tables", seed=1)
    schedule = solve(problem, time_limit=3)
    full = sum(
        sum(meeting.slot == slot.id for meeting in schedule.meetings) == len(problem.tables)
        for slot in problem.slots
    )
    changed = after(problem, schedule, Events(closed=(("t1", None),)))
    first = repair(changed, max_changes=full, time_limit=5)[0]
    assert full > 0
    assert (first.goal("changes").value, first.goal("changes").bound) == (full, full)
    assert faults_of(changed, first) == []


def test_without_any_time_what_can_stay_stays(camp: tuple[Problem, Schedule]) -> None:
    problem, schedule = camp
    changed = after(problem, schedule, Events(gone=(busiest(schedule),)))
    [only] = repair(changed, should_stop=lambda: True)
    kept = {(m.pair, m.slot) for m in schedule.meetings if busiest(schedule) not in m.pair}
    assert {(m.pair, m.slot) for m in only.meetings} >= kept
    assert only.goal("changes").proven
    assert faults_of(changed, only) == []
