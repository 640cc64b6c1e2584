"""Who wishes to meet whom in the demonstration: wishes follow offers and needs, with a little chance."""

import random
from collections import defaultdict

from app.models import Grade
from app.services.demonstration.people import Person

Choice = tuple[int, int, Grade]


def appeal(author: Person, target: Person) -> float:
    """How much the author would gain from the target: what is needed and offered counts most."""
    return (
        3 * len(set(author.needs) & set(target.offers))
        + 2 * len(set(author.offers) & set(target.needs))
        + len(set(author.interests) & {*target.offers, *target.interests})
    )


def choose(people: list[Person], rng: random.Random, silent: set[int]) -> list[Choice]:
    """Wishes as (author, target, grade), people by their place in the list.

    Nobody wishes for a colleague. The `silent` state none; one in nine has a *rather not*.
    About half of those who are much wished for hear of it in some way and wish back.
    """
    wishes: dict[int, dict[int, Grade]] = defaultdict(dict)
    for author in range(len(people)):
        if author in silent:
            continue
        ranked = _ranked(author, people, rng)
        count = min(len(ranked), max(2, round(rng.gauss(8, 3))))
        for rank, target in enumerate(ranked[:count]):
            wishes[author][target] = Grade.MUST_MEET if rank < rng.choice((1, 2, 3)) else Grade.WOULD_LIKE
    _wish_back(wishes, rng, silent)
    _rather_not(wishes, people, rng, silent)
    return [(author, target, grade) for author in sorted(wishes) for target, grade in wishes[author].items()]


def _ranked(author: int, people: list[Person], rng: random.Random) -> list[int]:
    """Others in whom the author finds something, the most promising first."""
    me = people[author]
    scores = {
        number: appeal(me, other) + 1.8 * rng.random()
        for number, other in enumerate(people)
        if other.body != me.body and appeal(me, other) > 0
    }
    return sorted(scores, key=lambda number: -scores[number])


def _wish_back(wishes: dict[int, dict[int, Grade]], rng: random.Random, silent: set[int]) -> None:
    for author in sorted(wishes):
        for target, grade in list(wishes[author].items()):
            likely = 0.5 if grade is Grade.MUST_MEET else 0.15
            if target not in silent and author not in wishes[target] and rng.random() < likely:
                wishes[target][author] = Grade.WOULD_LIKE


def _rather_not(
    wishes: dict[int, dict[int, Grade]], people: list[Person], rng: random.Random, silent: set[int]
) -> None:
    for author in range(len(people)):
        if author in silent or rng.random() > 0.11:
            continue
        body = people[author].body
        strangers = [n for n, other in enumerate(people) if other.body != body and n not in wishes[author]]
        wishes[author][rng.choice(strangers)] = Grade.RATHER_NOT
