"""Changing a schedule by hand: where a pair could stand, what that costs, and the figures afterwards.

Nothing is searched: every place is looked at as the schedule stands. The verifier has the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from . import score
from .board import Board
from .choose import Choice
from .instance import Instance
from .problem import HIGHER_IS_BETTER, Problem
from .schedule import Goal, Meeting, Schedule
from .values import Pair, pair_of

KINDS = ("free", "swap", "cancel")


@dataclass(frozen=True, slots=True)
class Place:
    """A table for a pair in a slot. `kind` is one of KINDS.

    `free`: nobody sits there; `swap`: the pair changes places with the one of `others`; `cancel`: the
    meetings of `others` have to go. `worth` is what the schedule gains, mostly nothing or less.
    """

    table: str
    kind: str
    others: tuple[Pair, ...] = ()
    worth: int = 0


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a slot has to offer a pair: who of the two is absent, whom they meet then, which places.

    `full` are those of the two who have as many meetings as they may; then only a meeting of theirs that
    goes makes room.
    """

    slot: str
    absent: tuple[str, ...]
    meets: tuple[Pair, ...]
    full: tuple[str, ...]
    places: tuple[Place, ...]


def prospects(
    problem: Problem, meetings: Sequence[Meeting], pair: Pair, fixed: Collection[Pair] = ()
) -> tuple[Prospect, ...]:
    """Return for every slot, in the order of time, where a candidate could stand in it.

    The place that it has is left out. Meetings of `fixed` pairs are neither moved nor cancelled.
    Raise KeyError when the pair is no candidate.
    """
    return tuple(_Looker(problem, meetings, pair, fixed).prospects())


def placed(meetings: Sequence[Meeting], pair: Pair, slot: str, place: Place) -> tuple[Meeting, ...]:
    """Return the meetings once the pair has taken a place that `prospects` told."""
    own = next((meeting for meeting in meetings if meeting.pair == pair), None)
    kept = [meeting for meeting in meetings if meeting.pair != pair and meeting.pair not in place.others]
    if place.kind == "swap" and own is not None:
        kept += [Meeting(*other, own.slot, own.table) for other in place.others]
    return (*kept, Meeting(*pair, slot, place.table))


def revised(problem: Problem, before: Schedule | None, meetings: Sequence[Meeting]) -> Schedule:
    """Return the schedule with these meetings instead: values counted anew, and bounds that hold for them.

    A bound holds given the values of the goals before it. As long as those are as they were, so is the
    bound; after that, and where there is no schedule `before`, `promised` and `worth` are bounded by the flow,
    and the others by nothing.
    """
    instance = Instance(problem)
    board, tables = Board(instance), dict[int, int]()
    for meeting in meetings:
        index = instance.index_of[meeting.pair]
        board.put(index, instance.slot_index[meeting.slot])
        tables[index] = instance.table_index[meeting.table]
    values = score.values(board, tables)
    bounds = _bounds(instance, before, values)
    goals = tuple(Goal(name, values[name], bounds[name]) for name in problem.goals)
    order = {slot.id: position for position, slot in enumerate(problem.slots)}
    return Schedule(
        status="optimal" if all(goal.proven for goal in goals) else "feasible",
        meetings=tuple(sorted(meetings, key=lambda m: (order[m.slot], instance.table_index[m.table]))),
        goals=goals,
        seed=before.seed if before else 1,
        versions=before.versions if before else {},
    )


def _bounds(instance: Instance, before: Schedule | None, values: dict[str, int]) -> dict[str, int]:
    goals, bounds, unchanged = instance.problem.goals, dict[str, int](), before is not None
    for position, name in enumerate(goals):
        told = before.goal(name) if before is not None else None
        earlier = [goal for goal in goals[:position] if goal in HIGHER_IS_BETTER]
        if unchanged and told is not None:
            bounds[name] = told.bound
        elif name not in HIGHER_IS_BETTER:
            bounds[name] = 0
        else:
            choice = Choice(instance)
            flow = choice.bounds(tuple(goal for goal in goals if goal in HIGHER_IS_BETTER))
            bounds[name] = choice.bound_given(earlier[0], values[earlier[0]], name) if earlier else flow[name]
        unchanged = unchanged and told is not None and values[name] == told.value
    return bounds


class _Looker:
    """Looks at one schedule for one pair."""

    def __init__(
        self, problem: Problem, meetings: Sequence[Meeting], pair: Pair, fixed: Collection[Pair]
    ) -> None:
        self.problem, self.pair = problem, pair
        self.worth = {candidate.pair: candidate.worth for candidate in problem.candidates}
        self.gain = self.worth[pair]
        self.absent = {person.id: set(person.absent_slots) for person in problem.participants}
        self.limit = {person.id: person.max_meetings for person in problem.participants}
        self.interpreter = next(item.interpreter for item in problem.candidates if item.pair == pair)
        self.fixed = set(fixed) | {pair_of(pin.a, pin.b) for pin in problem.pinned}
        self.own = next((meeting for meeting in meetings if meeting.pair == pair), None)
        self.others = [meeting for meeting in meetings if meeting.pair != pair]
        self.busy: dict[tuple[str, str], Meeting] = {
            (person, meeting.slot): meeting for meeting in self.others for person in meeting.pair
        }
        self.at = {(meeting.slot, meeting.table): meeting for meeting in self.others}
        counts = [person for meeting in self.others for person in meeting.pair]
        self.full = tuple(
            person
            for person in pair
            if (most := self.limit[person]) is not None and counts.count(person) >= most
        )

    def prospects(self) -> Iterator[Prospect]:
        """Look at every slot."""
        for slot in self.problem.slots:
            absent = tuple(person for person in self.pair if slot.id in self.absent[person])
            meets = tuple(dict.fromkeys(m.pair for p in self.pair if (m := self.busy.get((p, slot.id)))))
            places = () if absent else tuple(self._places(slot.id, meets))
            yield Prospect(slot.id, absent, meets, self.full, places)

    def _places(self, slot: str, meets: tuple[Pair, ...]) -> Iterator[Place]:
        open_tables = [
            table.id
            for table in self.problem.tables
            if slot not in table.closed_slots and table.interpreter == self.interpreter
        ]
        if not meets and not self.full:
            yield from (Place(table, "free", worth=self._gained()) for table in open_tables
                        if (slot, table) not in self.at and not self._is_own(slot, table))  # fmt: skip
        yield from self._swaps(slot, open_tables, meets)
        yield from self._cancels(slot, open_tables, meets)

    def _gained(self) -> int:
        """What the pair's own meeting adds: nothing where it stands already and only moves."""
        return 0 if self.own else self.gain

    def _is_own(self, slot: str, table: str) -> bool:
        return self.own is not None and (self.own.slot, self.own.table) == (slot, table)

    def _swaps(self, slot: str, tables: list[str], meets: tuple[Pair, ...]) -> Iterator[Place]:
        """Change places with a meeting that can take the pair's own."""
        if self.own is None:
            return
        for table in tables:
            other = self.at.get((slot, table))
            if other is None or other.pair in self.fixed or any(pair != other.pair for pair in meets):
                continue
            if slot == self.own.slot or all(self._can_come(person) for person in other.pair):
                yield Place(table, "swap", (other.pair,))

    def _can_come(self, person: str) -> bool:
        """Whether somebody could sit where the pair sits now."""
        assert self.own is not None  # noqa: S101 -- asked for swaps only
        return self.own.slot not in self.absent[person] and (person, self.own.slot) not in self.busy

    def _cancels(self, slot: str, tables: list[str], meets: tuple[Pair, ...]) -> Iterator[Place]:
        """Let the meetings go that stand in the way, or the one worth least where all tables are taken."""
        here = [meeting for table in tables if (meeting := self.at.get((slot, table)))]
        if meets:
            gone = [meeting for meeting in self.others if meeting.slot == slot and meeting.pair in meets]
        elif len(here) == len(tables) and not (self.own and self.own.slot == slot):
            gone = sorted(here, key=lambda m: self.worth[m.pair])
            gone = [meeting for meeting in gone if meeting.pair not in self.fixed][:1]
        else:
            return
        pairs = tuple(meeting.pair for meeting in gone)
        # The place of one that goes, or where they need an interpreter perhaps another one that is free.
        places = [meeting.table for meeting in gone if meeting.table in tables]
        places += [table for table in tables if (slot, table) not in self.at]
        if (
            not gone
            or not places
            or self.fixed & set(pairs)
            or not set(self.full) <= {p for pair in pairs for p in pair}
        ):
            return
        lost = sum(self.worth[pair] for pair in pairs)
        yield Place(places[0], "cancel", pairs, self._gained() - lost)
