"""The problem that the engine solves, refused at construction when it means nothing.

What means nothing are duplicate and unknown ids, slots that overlap, a pair that would have to come
after itself. What means something but cannot be done is the business of `contradictions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from .values import Candidate, Fault, Pair, Participant, Placing, ProblemError, Slot, Table, pair_of

HIGHER_IS_BETTER = ("promised", "worth")
LOWER_IS_BETTER = ("waiting", "moves", "changes")
DEFAULT_GOALS = ("promised", "worth", "waiting", "moves")
WAITING_MEASURES = ("idle_slots", "idle_blocks")
LARGEST_NUMBER = 1_000_000_000
MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """Who may meet whom, when and where, and what makes a schedule good.

    Slots stand in the order of time, goals in the order of weight. Raise `ProblemError`, naming every
    fault with its place (the first thousand, if need be), when the parts contradict each other.
    """

    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    participants: tuple[Participant, ...]
    candidates: tuple[Candidate, ...]
    pinned: tuple[Placing, ...] = ()
    previous: tuple[Placing, ...] = ()
    goals: tuple[str, ...] = DEFAULT_GOALS
    waiting: str = "idle_slots"
    max_waiting_difference: int | None = None
    max_in_a_row: int | None = None

    def __post_init__(self) -> None:
        for name in ("slots", "tables", "participants", "candidates", "pinned", "previous", "goals"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        checks = (_numbers, _words, _duplicates, _unknown_ids, _pairs, _times)
        faults = list(islice((fault for check in checks for fault in check(self)), MOST_FAULTS))
        faults = faults or list(islice(_cycles(self), MOST_FAULTS))
        if faults:
            raise ProblemError(faults)


def _outside(place: str, value: int | None, least: int) -> Iterator[Fault]:
    if value is not None and not least <= value <= LARGEST_NUMBER:
        yield Fault(place, f"must be from {least} to {LARGEST_NUMBER}, not {value}")


def _numbers(problem: Problem) -> Iterator[Fault]:
    for index, person in enumerate(problem.participants):
        yield from _outside(f"participants[{index}].max_meetings", person.max_meetings, 0)
        yield from _outside(f"participants[{index}].promised", person.promised, 0)
    for index, candidate in enumerate(problem.candidates):
        yield from _outside(f"candidates[{index}].worth", candidate.worth, 1)
    yield from _outside("max_waiting_difference", problem.max_waiting_difference, 0)
    yield from _outside("max_in_a_row", problem.max_in_a_row, 1)


def _words(problem: Problem) -> Iterator[Fault]:
    for index, name in enumerate(problem.goals):
        if name not in HIGHER_IS_BETTER + LOWER_IS_BETTER:
            yield Fault(f"goals[{index}]", f"there is no goal {name!r}")
    if problem.waiting not in WAITING_MEASURES:
        yield Fault("waiting", f"must be one of {', '.join(WAITING_MEASURES)}, not {problem.waiting!r}")


def _twice(place: str, values: Iterable[object], end: str = "") -> Iterator[Fault]:
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            shown = ", ".join(value) if isinstance(value, tuple) else repr(value)
            yield Fault(f"{place}[{index}]{end}", f"{shown} stands twice")
        seen.add(value)


def _slot_lists(problem: Problem) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every list of slots in the problem with its place."""
    for index, table in enumerate(problem.tables):
        yield f"tables[{index}].closed_slots", table.closed_slots
    for index, person in enumerate(problem.participants):
        yield f"participants[{index}].absent_slots", person.absent_slots
    for index, candidate in enumerate(problem.candidates):
        if candidate.slots is not None:
            yield f"candidates[{index}].slots", candidate.slots


def _duplicates(problem: Problem) -> Iterator[Fault]:
    yield from _twice("slots", (slot.id for slot in problem.slots), ".id")
    yield from _twice("tables", (table.id for table in problem.tables), ".id")
    yield from _twice("participants", (person.id for person in problem.participants), ".id")
    yield from _twice("candidates", (candidate.pair for candidate in problem.candidates))
    yield from _twice("pinned", (pin.pair for pin in problem.pinned))
    yield from _twice("previous", (placing.pair for placing in problem.previous))
    yield from _twice("goals", problem.goals)
    for place, slots in _slot_lists(problem):
        if len(set(slots)) < len(slots):
            yield from _twice(place, slots)


def _unknown_ids(problem: Problem) -> Iterator[Fault]:
    slots = {slot.id for slot in problem.slots}
    tables = {table.id for table in problem.tables}
    people = {person.id for person in problem.participants}
    for place, listed in _slot_lists(problem):
        for position, slot in enumerate(listed):
            if slot not in slots:
                yield Fault(f"{place}[{position}]", f"there is no slot {slot!r}")
    for index, candidate in enumerate(problem.candidates):
        yield from _unknown_people(f"candidates[{index}]", candidate, people)
    for kind, placings in (("pinned", problem.pinned), ("previous", problem.previous)):
        for index, placing in enumerate(placings):
            yield from _unknown_people(f"{kind}[{index}]", placing, people)
            if placing.slot not in slots:
                yield Fault(f"{kind}[{index}].slot", f"there is no slot {placing.slot!r}")
            if placing.table is not None and placing.table not in tables:
                yield Fault(f"{kind}[{index}].table", f"there is no table {placing.table!r}")
    with_interpreter = {table.id for table in problem.tables if table.interpreter}
    for index, person in enumerate(problem.participants):
        if person.table is not None and person.table not in tables:
            yield Fault(f"participants[{index}].table", f"there is no table {person.table!r}")
        if person.table in with_interpreter:
            yield Fault(f"participants[{index}].table", f"an interpreter sits at {person.table!r}")


def _unknown_people(place: str, item: Candidate | Placing, people: set[str]) -> Iterator[Fault]:
    for key, person in (("a", item.a), ("b", item.b)):
        if person not in people:
            yield Fault(f"{place}.{key}", f"there is no participant {person!r}")
    if item.a == item.b:
        yield Fault(place, f"{item.a!r} cannot meet itself")


def _pairs(problem: Problem) -> Iterator[Fault]:
    known = {candidate.pair for candidate in problem.candidates}
    for index, pin in enumerate(problem.pinned):
        if pin.pair not in known:
            yield Fault(f"pinned[{index}]", f"{pin.a}, {pin.b} is not a candidate")
    for index, candidate in enumerate(problem.candidates):
        for position, (a, b) in enumerate(candidate.after):
            if pair_of(a, b) not in known:
                yield Fault(f"candidates[{index}].after[{position}]", f"{a}, {b} is not a candidate")


def _times(problem: Problem) -> Iterator[Fault]:
    for index, slot in enumerate(problem.slots):
        for key, moment in (("start", slot.start), ("end", slot.end)):
            if moment.utcoffset() is None:
                yield Fault(f"slots[{index}].{key}", "must say its offset from UTC")
                return
        if slot.end <= slot.start:
            yield Fault(f"slots[{index}].end", "is not after the start")
    for index, (before, slot) in enumerate(pairwise(problem.slots), start=1):
        if slot.start < before.end:
            yield Fault(f"slots[{index}].start", f"starts before slot {before.id!r} has ended")


def _cycles(problem: Problem) -> Iterator[Fault]:
    """Name the candidates on a cycle of `after`: those in a strongly connected part of more than one."""
    places: dict[Pair, int] = {candidate.pair: i for i, candidate in enumerate(problem.candidates)}
    waits = nx.DiGraph()
    for candidate in problem.candidates:
        waits.add_edges_from((candidate.pair, pair_of(a, b)) for a, b in candidate.after)
    for part in nx.strongly_connected_components(waits):
        if len(part) > 1 or any(waits.has_edge(pair, pair) for pair in part):
            for pair in sorted(part, key=places.__getitem__):
                yield Fault(f"candidates[{places[pair]}].after", f"{', '.join(pair)} waits for itself")
