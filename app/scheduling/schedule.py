"""What the engine hands back: meetings, and for each goal a value, a bound, and whether it is proven."""

from __future__ import annotations

from dataclasses import dataclass, field

from .contradictions import Contradiction
from .values import Pair, pair_of

STATUSES = ("optimal", "feasible", "infeasible", "unknown")
# Choosing meetings and placing them; all meetings given, with the fewest breaks; nothing to look for,
# since the problem contradicts itself.
CHOOSE_AND_PLACE, FEWEST_BREAKS, CONTRADICTIONS = WAYS = (
    "choose and place",
    "fewest breaks",
    "contradictions",
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A candidate at a slot and a table."""

    a: str
    b: str
    slot: str
    table: str

    @property
    def pair(self) -> Pair:
        """The pair, in the order that names it."""
        return pair_of(self.a, self.b)


@dataclass(frozen=True, slots=True)
class Goal:
    """The value reached for a goal, and what no sound schedule passes given the goals before it."""

    name: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no sound schedule does better, given the goals before it."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Schedule:
    """Meetings in the order of slots and tables, with the goals in the problem's order.

    `status` is `optimal` when every goal is proven, `feasible` when one is not, `infeasible` when no
    sound schedule exists, and `unknown` when none was found in time; the last two have neither
    meetings nor goals. `contradictions` says why an infeasible problem is, where that is known. `way`
    is how the schedule was come by, one of WAYS; it is told, not filed.
    """

    status: str
    meetings: tuple[Meeting, ...] = ()
    goals: tuple[Goal, ...] = ()
    seed: int = 1
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    way: str = ""

    def goal(self, name: str) -> Goal:
        """Return the goal of that name; raise `KeyError` when the problem did not ask for it."""
        for goal in self.goals:
            if goal.name == name:
                return goal
        raise KeyError(name)
