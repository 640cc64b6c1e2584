"""Generate problems of any size for measuring and testing, each family hard in its own way.

A camp of two blocks in a day and a half, with slots of twenty minutes. Everybody has wishes, drawn
mostly from those who share a topic, and absences in runs, as a talk or a late train makes them. A
candidate's worth is the strength of the wishes on both sides and two for each shared topic.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from math import exp
from random import Random

from .problem import Problem
from .values import Candidate, Participant, Slot, Table

MUST_MEET, WOULD_LIKE = 5, 2
SHARED_TOPIC = 2
SHARING_WISHES = 0.5
INTERPRETERS = ("da-de", "da-fr")
FIRST_SLOT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of problems differs from the plain one.

    `absence` is the share of slots missed, `seated` the share of participants that can sit at the same
    time, `popular` the share of wishes that go to the first tenth, `skew` how unevenly the others are
    in demand: the standard deviation of the logarithm of a person's weight. `foreign` is the share of pairs who
    need one of two interpreters, `interpreted` the share of the tables where these sit.
    """

    absence: float = 0.15
    seated: float = 0.9
    popular: float = 0.0
    skew: float = 0.8
    two_sided: bool = False
    foreign: float = 0.0
    interpreted: float = 0.0


FAMILIES: dict[str, Family] = {
    "plain": Family(),
    "two-sided": Family(two_sided=True),
    "saturated": Family(absence=0.0, seated=1.0),
    "scarce-tables": Family(seated=0.3),
    "heavy-absence": Family(absence=0.5),
    "popular-tenth": Family(popular=0.6),
    "interpreters": Family(seated=1.0, foreign=0.1, interpreted=0.05),
}


def generate(
    participants: int, *, family: str = "plain", seed: int = 1, slots: int = 12, wishes: int = 12
) -> Problem:
    """Return a problem of a family; the same arguments always give the same problem.

    Raise `KeyError` for a family that does not exist.
    """
    kind, random = FAMILIES[family], Random(f"{family} {participants} {seed} {slots} {wishes}")
    times = _slots(slots)
    topics = [random.sample(range(max(4, participants // 12)), 3) for _ in range(participants)]
    wanted = _wishes(kind, topics, min(wishes, participants - 1), random)
    seats = max(1, int(participants * kind.seated / 2)) if participants > 1 else 0
    return Problem(
        slots=times,
        tables=_tables(kind, seats),
        participants=tuple(
            Participant(
                id=f"p{n + 1}",
                organisation=f"o{n // 2 + 1}",
                absent_slots=_absences(kind.absence, times, random),
            )
            for n in range(participants)
        ),
        candidates=_candidates(wanted, topics)
        if not kind.foreign
        else _with_foreign(_candidates(wanted, topics), kind.foreign, random),
    )


def _tables(kind: Family, count: int) -> tuple[Table, ...]:
    """Make the tables: in two zones, the last of them with one of two interpreters."""
    first = count - max(1, round(count * kind.interpreted)) if kind.interpreted else count
    return tuple(
        Table(f"t{n + 1}", zone="AB"[n % 2], interpreter="" if n < first else INTERPRETERS[n % 2])
        for n in range(count)
    )


def _with_foreign(candidates: tuple[Candidate, ...], share: float, random: Random) -> tuple[Candidate, ...]:
    """Draw the pairs who need an interpreter, and which one."""
    return tuple(
        replace(item, interpreter=random.choice(INTERPRETERS)) if random.random() < share else item
        for item in candidates
    )


def _slots(count: int) -> tuple[Slot, ...]:
    """Cut the slots: blocks of six, three hours apart from start to start."""
    found = []
    for number in range(count):
        block, place = divmod(number, 6)
        start = FIRST_SLOT + timedelta(hours=3 * block, minutes=20 * place)
        found.append(Slot(f"s{number + 1}", start, start + timedelta(minutes=20), f"block{block + 1}"))
    return tuple(found)


def _absences(share: float, slots: tuple[Slot, ...], random: Random) -> tuple[str, ...]:
    """Draw runs of one to three slots until the share is reached on average."""
    missing: set[int] = set()
    goal = share * len(slots)
    while goal > 0:
        length = random.randint(1, 3)
        if random.random() * length >= goal:
            break
        start = random.randrange(1 - length, len(slots))
        run = set(range(max(0, start), min(len(slots), start + length))) - missing
        missing |= run
        goal -= len(run)
    return tuple(slots[index].id for index in sorted(missing))


def _wishes(kind: Family, topics: list[list[int]], count: int, random: Random) -> list[dict[int, int]]:
    """Draw for each person whom they want to meet, and how strongly: a third of them must be met."""
    people = len(topics)
    weights = [exp(random.gauss(0, kind.skew)) for _ in range(people)]
    total = list(accumulate(weights))
    sharing: dict[int, list[int]] = defaultdict(list)
    for person, own in enumerate(topics):
        for topic in own:
            sharing[topic].append(person)
    found = []
    for person in range(people):
        strengths: dict[int, int] = {}
        for _ in range(50 * count):
            other = _somebody(kind, weights, total, sharing[random.choice(topics[person])], random)
            if other != person and not (kind.two_sided and (other - person) % 2 == 0):
                strengths.setdefault(other, MUST_MEET if len(strengths) % 3 == 0 else WOULD_LIKE)
            if len(strengths) == count:
                break
        found.append(strengths)
    return found


def _somebody(
    kind: Family, weights: list[float], total: list[float], alike: list[int], random: Random
) -> int:
    """Draw somebody: one of the popular, or by weight one of two alike, or of all."""
    if random.random() < kind.popular:
        return random.randrange(max(1, len(weights) // 10))
    if random.random() < SHARING_WISHES:
        return max(random.choices(alike, k=2), key=weights.__getitem__)
    return random.choices(range(len(weights)), cum_weights=total)[0]


def _candidates(wanted: list[dict[int, int]], topics: list[list[int]]) -> tuple[Candidate, ...]:
    worth: dict[tuple[int, int], int] = defaultdict(int)
    for person, strengths in enumerate(wanted):
        for other, strength in strengths.items():
            worth[min(person, other), max(person, other)] += strength
    return tuple(
        Candidate(f"p{a + 1}", f"p{b + 1}", value + SHARED_TOPIC * len({*topics[a]} & {*topics[b]}))
        for (a, b), value in sorted(worth.items())
    )
