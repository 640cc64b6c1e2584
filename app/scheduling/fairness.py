"""How evenly a schedule serves the participants: meetings and wishes of each, and who misses the promise."""

from __future__ import annotations

from dataclasses import dataclass

from .instance import Instance
from .matching import SlotMatching
from .problem import Problem
from .schedule import Schedule
from .unmet import board_of

# Why somebody has fewer meetings than promised, in the order in which they are tried.
SHORTFALLS = ("few_candidates", "few_slots", "limit", "few_common_slots", "proven", "open")


@dataclass(frozen=True, slots=True)
class Share:
    """One participant: `met` of their `candidates`, with the worth of both, and the promise.

    `shortfall` is None where the promise is kept, else why it is not, each but the last a proof: fewer
    candidates than promised who share a slot with them; fewer slots than promised in which they are there;
    a limit; too few common slots to give each of so many candidates another one; `proven` when no schedule
    keeps more of the promises taken together; `open` when none of this is known.
    """

    person: str
    met: int
    candidates: int
    worth: int
    worth_of_all: int
    promised: int
    shortfall: str | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """The shares in the problem's order, and how unequal the meetings are.

    `gini` is 0 when everybody has as many meetings and near 1 when one person has all (Gini 1912);
    `meetings` counts people by their number of meetings.
    """

    shares: tuple[Share, ...]
    gini: float
    meetings: dict[int, int]


def fairness(problem: Problem, schedule: Schedule) -> Fairness:
    """Tell how the schedule, a sound one for the problem, serves everybody."""
    board = board_of(problem, schedule)
    instance = board.instance
    is_proven = any(goal.name == "promised" and goal.proven for goal in schedule.goals[:1])
    shares = []
    for index, person in enumerate(problem.participants):
        own = instance.of_person[index]
        standing = [candidate for candidate in own if board.slot_of[candidate] >= 0]
        shortfall = None if len(standing) >= person.promised else _shortfall(instance, index, is_proven)
        shares.append(
            Share(
                person.id, len(standing), len(own), sum(instance.worth[c] for c in standing),
                sum(instance.worth[c] for c in own), person.promised, shortfall,
            )
        )  # fmt: skip
    counts = sorted(board.count)
    return Fairness(
        tuple(shares), _gini(counts), {number: counts.count(number) for number in sorted(set(counts))}
    )


def _shortfall(instance: Instance, person: int, is_proven: bool) -> str:
    """Return the first of SHORTFALLS that holds for somebody who misses their promise."""
    promised = instance.promised[person]
    slots = [instance.allowed[candidate] for candidate in instance.of_person[person]]
    if sum(1 for allowed in slots if allowed) < promised:
        return "few_candidates"
    if instance.free[person].bit_count() < promised:
        return "few_slots"
    if instance.limit[person] < promised:
        return "limit"
    if _most_meetings(slots) < promised:
        return "few_common_slots"
    return "proven" if is_proven else "open"


def _most_meetings(slots: list[int]) -> int:
    """Count the candidates that can have a slot of their own at once, given the slots of each as a mask."""
    matching = SlotMatching()
    return sum(matching.add(own) for own in slots)


def _gini(sorted_counts: list[int]) -> float:
    """The Gini coefficient of numbers in rising order; 0 when there is nothing to share."""
    total, people = sum(sorted_counts), len(sorted_counts)
    if not total:
        return 0.0
    weighted = sum(rank * count for rank, count in enumerate(sorted_counts, start=1))
    return 2 * weighted / (people * total) - (people + 1) / people
