"""The best whole choice near a fractional one: as good as trying all, and a bound where nothing was left out."""

import time
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import Candidate, Participant, Problem, whole
from app.scheduling.choose import Choice
from app.scheduling.exact import Search
from app.scheduling.instance import Instance
from app.scheduling.watch import Watch
from app.scheduling.whole import Wanted
from tests.scheduling.builders import make_problem
from tests.scheduling.strategies import examples, family_problems


def search(seconds: float = 20.0) -> Search:
    return Search(Watch(time.monotonic, seconds), 1, 1, lambda *_news: None)


def gain(wanted: Wanted, chosen: tuple[int, ...]) -> int | None:
    """What a choice gains; None where it does not fit."""
    count = np.zeros(len(wanted.places), dtype=int)
    for one in chosen:
        count[wanted.first[one]] += 1
        count[wanted.second[one]] += 1
    groups = [int(wanted.group[one]) for one in chosen]
    fits = (count <= wanted.places).all() and len(chosen) <= wanted.most
    if not fits or any(groups.count(group) > most for group, most in wanted.most_of_group.items()):
        return None
    return wanted.price * int(np.minimum(count, wanted.promised).sum()) + int(wanted.gain[list(chosen)].sum())


@st.composite
def small_choices(draw):
    random = Random(draw(st.integers(0, 10**6)))
    people = draw(st.integers(2, 6))
    pairs = list(combinations(range(people), 2))
    chosen = sorted(random.sample(pairs, min(len(pairs), draw(st.integers(1, 9)))))
    return Wanted(
        first=np.array([a for a, _ in chosen]),
        second=np.array([b for _, b in chosen]),
        gain=np.array([random.randint(1, 9) for _ in chosen]),
        group=np.array([random.randint(0, 1) for _ in chosen]),
        places=np.array([random.randint(0, 3) for _ in range(people)]),
        promised=np.array([random.randint(0, 2) for _ in range(people)]),
        price=draw(st.sampled_from([0, 1, 100])),
        most=draw(st.integers(0, 6)),
        most_of_group={1: 1} if draw(st.booleans()) else {},
    )


@examples(150)
@given(small_choices(), st.randoms(use_true_random=False))
def test_no_choice_is_better(wanted: Wanted, random: Random) -> None:
    doubled = np.array([random.randint(0, 2) for _ in wanted.first])
    found = whole.whole(wanted, doubled, np.array([], dtype=int), search())
    assert found is not None
    chosen, is_best = found
    every = (
        subset
        for size in range(len(wanted.first) + 1)
        for subset in combinations(range(len(wanted.first)), size)
    )
    assert gain(wanted, tuple(chosen.tolist())) == max(
        worth for subset in every if (worth := gain(wanted, subset)) is not None
    )
    assert is_best


@examples(60)
@given(small_choices(), st.data())
def test_what_is_whole_stays_where_only_halves_are_asked_about(wanted: Wanted, data: st.DataObject) -> None:
    fitting = [
        subset
        for size in range(len(wanted.first) + 1)
        for subset in combinations(range(len(wanted.first)), size)
        if gain(wanted, subset) is not None
    ]
    before = data.draw(st.sampled_from(fitting))
    doubled = np.zeros(len(wanted.first), dtype=int)
    doubled[list(before)] = 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "ALL", 0)
        found = whole.whole(wanted, doubled, np.array(before, dtype=int), search())
    assert found is not None
    assert (tuple(found[0].tolist()), found[1]) == (before, False)


def test_too_many_with_halves_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "ALL", 0)
    monkeypatch.setattr(whole, "NEAR", 1)
    two = np.array([1, 1])
    wanted = Wanted(np.array([0, 0]), np.array([1, 2]), two, two * 0, np.array([1, 1, 1]), two, 0, 1, {})
    assert whole.whole(wanted, two, np.array([], dtype=int), search()) is None


def rings(count: int) -> tuple[Candidate, ...]:
    """So many rings of three people: each can hold one meeting, and the flow counts one and a half."""
    return tuple(
        Candidate(f"p{3 * ring + a}", f"p{3 * ring + b}", 2)
        for ring in range(count)
        for a, b in ((1, 2), (2, 3), (1, 3))
    )


def test_odd_rings_bring_the_bound_down() -> None:
    people = tuple(Participant(f"p{number}", max_meetings=1) for number in range(1, 13))
    problem = make_problem(people=12, tables=9, participants=people, candidates=rings(4), goals=("worth",))
    choice = Choice(Instance(problem))
    assert choice.bounds(problem.goals) == {"worth": 12}
    assert len(choice.picked()) == 4
    assert choice.known_bounds(problem.goals) == {"worth": 12}
    assert len(choice.picked(search=search())) == 4
    assert choice.known_bounds(problem.goals) == {"worth": 8}


@examples(60)
@given(family_problems())
def test_what_is_known_are_the_bounds_until_a_whole_choice_brings_them_down(problem: Problem) -> None:
    """Also where half a promised meeting is left over, so that worth at the next lower promise may be more."""
    choice = Choice(Instance(problem))
    bounds = choice.bounds(problem.goals)
    assert choice.known_bounds(problem.goals) == bounds
    choice.picked(search=search())
    known = choice.known_bounds(problem.goals)
    assert list(known.values()) <= list(bounds.values())


def test_a_promise_counts_before_worth_however_much_is_lost() -> None:
    worth = {("p1", "p2"): 900, ("p3", "p4"): 900, ("p2", "p3"): 900, ("p4", "p5"): 1, ("p1", "p6"): 1}
    people = tuple(Participant(f"p{number}", max_meetings=2, promised=1) for number in range(1, 7))
    problem = make_problem(
        people=6, tables=1, participants=people, goals=("promised", "worth"),
        candidates=[Candidate(a, b, value) for (a, b), value in worth.items()],
    )  # fmt: skip
    choice = Choice(Instance(problem))
    choice.bounds(problem.goals)
    chosen = {problem.candidates[one].pair for one in choice.picked(search=search())}
    assert {("p1", "p6"), ("p4", "p5")} < chosen
    assert choice.is_better([0, 2, 3, 4], than=[0, 1, 2]) is True


def test_where_worth_is_a_half_more_the_promise_may_be_more_at_the_worth_below_it() -> None:
    """The ring of three is worth nine and a half, with one promised meeting; nine can be had with two."""
    worth = {("p1", "p3"): 7, ("p2", "p4"): 2, ("p2", "p3"): 6, ("p1", "p2"): 6, ("p3", "p4"): 2}
    people = tuple(Participant(f"p{number}", promised=2 if number > 2 else 0) for number in range(1, 5))
    problem = make_problem(
        slots=1, participants=people, goals=("worth", "promised"),
        candidates=[Candidate(a, b, value) for (a, b), value in worth.items()],
    )  # fmt: skip
    choice = Choice(Instance(problem))
    assert choice.bounds(problem.goals) == {"worth": 9, "promised": 2}
    assert choice.known_bounds(problem.goals) == {"worth": 9, "promised": 2}
