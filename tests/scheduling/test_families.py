"""Generated problems are the same for the same seed, and each family is what it says."""

import pytest

from app.scheduling.families import FAMILIES, generate


def absent_share(problem):
    absences = sum(len(person.absent_slots) for person in problem.participants)
    return absences / len(problem.participants) / len(problem.slots)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_the_same_seed_gives_the_same_problem_and_another_another(family):
    assert generate(50, family=family, seed=1) == generate(50, family=family, seed=1)
    assert generate(50, family=family, seed=1) != generate(50, family=family, seed=2)


@pytest.mark.parametrize("people", [0, 1, 2, 3])
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_the_smallest_camps_can_be_generated(family, people):
    assert len(generate(people, family=family).participants) == people


@pytest.mark.parametrize(("family", "share"), [("plain", 0.15), ("heavy-absence", 0.5), ("saturated", 0)])
def test_absences_are_as_many_as_the_family_says(family, share):
    assert absent_share(generate(1000, family=family)) == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize(("family", "tables"), [("plain", 90), ("saturated", 100), ("scarce-tables", 30)])
def test_tables_are_as_many_as_the_family_says(family, tables):
    assert len(generate(200, family=family).tables) == tables


def test_everybody_has_their_wishes():
    problem = generate(100)
    candidates = dict.fromkeys((person.id for person in problem.participants), 0)
    for item in problem.candidates:
        candidates[item.a] += 1
        candidates[item.b] += 1
    assert min(candidates.values()) >= 12


def test_two_sides_never_meet_among_themselves():
    for item in generate(100, family="two-sided").candidates:
        assert (int(item.a[1:]) - int(item.b[1:])) % 2 == 1


def test_a_popular_tenth_gets_most_of_the_wishes():
    candidates = generate(200, family="popular-tenth").candidates
    popular = sum(int(item.a[1:]) <= 20 or int(item.b[1:]) <= 20 for item in candidates)
    assert popular > 0.5 * len(candidates)
