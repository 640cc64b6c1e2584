"""The relaxation that knows about slots: its bound against trying everything, and boards filled by it."""

import time
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import Candidate, Participant, solve
from app.scheduling.board import Board
from app.scheduling.families import generate
from app.scheduling.foresight import Foresight
from app.scheduling.instance import Instance
from app.scheduling.relaxation import GUIDING, TELLING, Relaxation
from app.scheduling.watch import Watch
from tests.scheduling.builders import make_problem
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.strategies import examples, tiny_problems

GOALS = ("promised", "worth")


def unhurried():
    return Watch(time.monotonic, 60)


def weighed(problem, promised, worth):
    """The greatest weighted sum that a sound schedule has; None without one."""
    found = sound_values(problem)
    places = [problem.goals.index(name) if name in problem.goals else -1 for name in GOALS]
    sums = [
        sum(
            weight * values[place]
            for weight, place in zip((promised, worth), places, strict=True)
            if place >= 0
        )
        for values in found
    ]
    return max(sums, default=None)


@examples(60)
@given(tiny_problems(), st.sampled_from([(12, 1), (1, 4)]))
def test_no_sound_schedule_passes_the_bound(problem, weights):
    weights = tuple(
        weight if name in problem.goals else 0 for name, weight in zip(GOALS, weights, strict=True)
    )
    relaxation = Relaxation(Instance(problem), *weights)
    best = weighed(problem, *weights)
    if relaxation.is_bounded and best is not None:
        relaxation.solve(unhurried(), TELLING)
        assert relaxation.bound() >= best


@examples(60)
@given(tiny_problems(), st.integers(0, 2**32))
def test_any_prices_give_a_bound(problem, seed):
    weights = tuple(
        weight if name in problem.goals else 0 for name, weight in zip(GOALS, (12, 1), strict=True)
    )
    relaxation = Relaxation(Instance(problem), *weights)
    best = weighed(problem, *weights)
    if relaxation.is_bounded and best is not None:
        relaxation.prices = np.random.default_rng(seed).exponential(3.0, len(relaxation.prices))
        assert relaxation.bound() >= best


def test_a_ring_of_three_is_shared_by_half_in_one_slot():
    ring = [Candidate(f"p{a}", f"p{b}", 4) for a, b in ((1, 2), (2, 3), (1, 3))]
    problem = make_problem(people=3, slots=1, tables=3, candidates=ring)
    relaxation = Relaxation(Instance(problem), 0, 1)
    assert relaxation.solve(unhurried(), TELLING)
    np.testing.assert_allclose(relaxation.shares, [0.5, 0.5, 0.5], atol=0.01)
    assert relaxation.bound() == 6


def test_it_sees_that_two_have_one_slot_in_common_with_a_third():
    """p3 is there twice, and so could meet twice; but the others are both there in one slot only."""
    people = (
        Participant("p1", absent_slots=("s2",)),
        Participant("p2", absent_slots=("s2",)),
        Participant("p3"),
    )
    wanted = [Candidate("p1", "p3", 5), Candidate("p2", "p3", 5)]
    problem = make_problem(slots=2, tables=3, participants=people, candidates=wanted, goals=("worth",))
    relaxation = Relaxation(Instance(problem), 0, 1)
    assert relaxation.solve(unhurried(), TELLING)
    assert relaxation.bound() == 5


def test_taking_places_leaves_less_for_their_people():
    problem = generate(40, family="heavy-absence")
    relaxation = Relaxation(Instance(problem), 30, 1)
    relaxation.solve(unhurried(), GUIDING)
    other = relaxation.copy()
    slot = int(other.slot[0])
    who = {int(other.first[0]), int(other.second[0])}
    candidate = int(other.candidate[0])
    other.take(np.array([0]))
    here = other.slot == slot
    assert not {*other.first[here].tolist(), *other.second[here].tolist()} & who
    assert candidate not in other.candidate
    other.close(slot)
    assert slot not in other.slot
    assert len(relaxation.candidate) > len(other.candidate) and candidate in relaxation.candidate


def test_boards_filled_ahead_are_better_where_absences_are_heavy():
    problem = generate(150, family="heavy-absence")
    instance = Instance(problem)
    ahead = Foresight(instance, GOALS)
    ahead.prepare(unhurried())
    board = next(iter(ahead.boards(Board(instance), Random(1), unhurried())))
    worth = sum(instance.worth[c] for c, slot in enumerate(board.slot_of) if slot >= 0)
    bound = ahead.bound(
        "worth", {"promised": sum(min(a, b) for a, b in zip(board.count, instance.promised, strict=True))}
    )
    assert worth >= 0.98 * bound


def test_heavy_absence_is_within_a_percent_and_a_half():
    schedule = solve(generate(150, family="heavy-absence"), time_limit=60)
    assert schedule.goal("promised").proven
    worth = schedule.goal("worth")
    assert worth.bound * 0.985 <= worth.value <= worth.bound
