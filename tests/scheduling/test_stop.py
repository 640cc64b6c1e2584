"""A wish to stop at any moment: what is returned is sound and the best so far, and no bound is untrue."""

import sys
import time
from contextlib import closing

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.scheduling import (
    Events,
    Variation,
    after,
    contradictions,
    margins,
    problem_sha256,
    problem_to_bytes,
    repair,
    schedule_to_bytes,
    solve,
    what_if,
)
from app.scheduling.board import Board
from app.scheduling.choose import Choice
from app.scheduling.families import generate
from app.scheduling.flow import Tier, best_flow, network
from app.scheduling.flow_process import Flows
from app.scheduling.instance import Instance
from app.scheduling.keeper import SMALL, Keeper
from app.scheduling.push import place_greedily
from app.scheduling.verify import HIGHER, verify
from app.scheduling.watch import GRACE, Stopped, Watch
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, ruled_problems, tiny_problems

pytestmark = pytest.mark.slow

# Far more than half a second, for machines that are busy: what fails this does not look up at all.
LONGEST = 3.0


class After:
    """Says stop from the so many-th time on that it is asked, and keeps the longest time between two."""

    def __init__(self, asked: int) -> None:
        self.left, self.longest, self.polls = asked, 0.0, 0
        self._last = time.thread_time()

    def __call__(self) -> bool:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        self.polls += 1
        self.left -= 1
        return self.left < 0


def violations(problem, schedule):
    content = problem_to_bytes(problem)
    return verify(content, schedule_to_bytes(schedule, problem_sha256(content)))


def ranks(schedule):
    return tuple(goal.value if goal.name in HIGHER else -goal.value for goal in schedule.goals)


@examples(60)
@given(tiny_problems(), st.integers(0, 40))
def test_stopped_at_any_moment_a_schedule_is_sound_and_its_bounds_hold(problem, moment):
    schedule = solve(problem, time_limit=60, should_stop=After(moment))
    possible = sound_values(problem)
    assert violations(problem, schedule) == []
    if schedule.status in ("optimal", "feasible"):
        for position, goal in enumerate(schedule.goals):
            reached = ranks(schedule)[:position]
            best = max(found[position] for found in possible if found[:position] >= reached)
            assert best <= (goal.bound if goal.name in HIGHER else -goal.bound)
    else:
        assert not possible or schedule.status == "unknown"


@examples(25)
@given(ruled_problems(), st.integers(0, 300))
def test_every_rule_holds_in_what_a_stop_leaves(problem, moment):
    schedule = solve(problem, time_limit=5, should_stop=After(moment))
    assert violations(problem, schedule) == []
    assert (
        schedule.status != "unknown" or Instance(problem).needed or problem.max_waiting_difference is not None
    )


@pytest.mark.parametrize("moment", [0, 3, 10, 30, 100, 200])
def test_a_large_camp_has_a_schedule_from_the_first_moments_on(moment, monkeypatch):
    # However slow the machine, the board at hand may be finished: how long that takes is for the bench to say.
    monkeypatch.setattr(sys.modules["app.scheduling.solve"], "LONG_GRACE", 600.0)
    problem = generate(700, seed=2)
    assert len(problem.candidates) > SMALL
    stop = After(moment)
    schedule = solve(problem, time_limit=60, should_stop=stop)
    assert violations(problem, schedule) == []
    assert schedule.status in ("optimal", "feasible")
    assert schedule.meetings or moment < 10
    assert stop.longest < LONGEST


@pytest.mark.parametrize("moment", [0, 2, 5, 20])
def test_repairs_and_variations_stop_with_what_they_have(moment):
    problem = generate(150, seed=2)
    schedule = solve(problem, time_limit=60, should_stop=After(60))
    changed = after(problem, schedule, Events(gone=(problem.participants[0].id,)))
    stop = After(moment)
    for step in repair(changed, time_limit=60, should_stop=stop):
        assert violations(changed, step) == []
    answers = what_if(
        problem, [Variation(tables=1)], start=schedule, time_limit=60, should_stop=After(moment)
    )
    assert answers
    assert all(ranks(answer.schedule)[:2] >= ranks(schedule)[:2] for answer in answers)
    assert len(margins(problem, After(moment))) <= len(problem.slots) + 1
    assert stop.longest < LONGEST


def test_what_is_not_ready_when_it_gets_late_gives_way_to_what_is_kept():
    problem, worked, asked = generate(60, seed=1), [0.0], [False]
    watch = Watch(lambda: 0.0, 60, None, lambda: asked[0], lambda: worked[0])
    instance = Instance(problem)
    keeper, board = Keeper(instance, watch), Board(instance)
    place_greedily(board, list(range(40)))
    first = keeper.finished(board)
    place_greedily(board, list(range(40, len(instance.first))))
    asked[0] = True
    assert watch.is_over()
    assert not watch.is_late()
    worked[0] += 2 * GRACE
    with pytest.raises(Stopped):
        keeper.finished(board)
    assert keeper.best == first
    assert not keeper.is_worse(board)


def test_the_time_that_handing_out_takes_is_kept_free_before_the_limit():
    now = [0.0]
    watch = Watch(lambda: now[0], 10)
    watch.reserve(2.0)
    now[0] = 8.5
    assert watch.is_over()
    assert not watch.is_late()
    assert watch.left() == 0


@examples(60)
@given(st.one_of(tiny_problems(), ruled_problems()))
def test_rough_bounds_are_bounds_and_no_better_than_those_of_the_flow(problem):
    assume(not contradictions(problem))
    choice = Choice(Instance(problem))
    rough = choice.rough_bounds()
    for name in ("promised", "worth"):
        assert rough[name] >= choice.bounds((name,))[name]


def a_network(people=30, edges=200):
    random = np.random.default_rng(5)
    first, second = random.integers(0, people, (2, edges))
    second = np.where(first == second, (second + 1) % people, second)
    ones = [Tier(np.ones(people, dtype=np.int64), 3), Tier(np.full(people, 2), 0)]
    return network(people, first, second, random.integers(1, 9, edges), ones, 40)


def test_a_process_finds_the_same_flows():
    arcs = a_network()
    with closing(Flows(Watch(time.monotonic, 600), large=0)) as flows:
        for _ in range(2):
            assert flows(arcs).tolist() == best_flow(arcs).tolist()


def test_a_large_flow_is_given_up_when_the_watch_is_over():
    asked = After(3)
    with closing(Flows(Watch(time.monotonic, 600, None, asked), large=0)) as flows:
        with pytest.raises(Stopped):
            flows(a_network(2_000, 60_000))
        assert flows._child is None


def test_where_no_process_can_be_started_the_flow_is_computed_at_once(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    arcs = a_network()
    with closing(Flows(Watch(time.monotonic, 600), large=0)) as flows:
        assert flows(arcs).tolist() == best_flow(arcs).tolist()
