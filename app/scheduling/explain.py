"""Why a candidate was not scheduled, what scheduling it would displace, and the cheapest cure.

All answers are about the schedule as it is: another one might hold the meeting at no cost. A cure is
tried before it is told: with it the meeting fits beside everything that stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .board import Board
from .instance import Instance
from .masks import slots_in
from .problem import Problem
from .schedule import Schedule
from .score import Waits
from .unmet import board_of, reason_of
from .values import Candidate, Fault, Pair, ProblemError, pair_of

# In the order in which they are tried: those that ask least of others first.
CURES = ("move", "raise_limit", "free_slot", "add_table")
# What the people themselves have said against a meeting; the caller knows it, the problem does not.
REFUSALS = ("vetoed", "declined")


@dataclass(frozen=True, slots=True)
class Cure:
    """One change that makes room. `kind` is one of CURES.

    `move`: the meeting `pair` goes to `slot`; `raise_limit`: `people` may have one meeting more;
    `free_slot`: `people` (one) are there in `slot` after all; `add_table`: one more table in `slot`.
    `at` is the slot in which the candidate then stands.
    """

    kind: str
    at: str
    people: tuple[str, ...] = ()
    slot: str | None = None
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a candidate was left out: a code of UNMET_REASONS or REFUSALS, and what could be done.

    `displaces` are the meetings that would have to go for it in the slot `at` where they are worth least
    (empty when no slot is common), `worth` and `promised` what the goals would gain by that, mostly less
    than nothing. `cure` is None when no single change helps, and for what was refused: nothing should. A
    pair that was refused and is no candidate has a worth of 0.
    """

    candidate: Candidate
    reason: str
    at: str | None
    displaces: tuple[Pair, ...]
    worth: int
    promised: int
    cure: Cure | None


def explain(problem: Problem, schedule: Schedule, refused: Mapping[Pair, str] | None = None) -> list[Why]:
    """Return for every candidate that the schedule leaves out why; in the problem's order.

    `refused` says of pairs, candidates or not, which of REFUSALS stands against them; those that are no
    candidates come last. The schedule must be a sound one for the problem. Raise `ProblemError` for refusals
    of people or of a kind that do not exist. About a second for 10,000 candidates.
    """
    against = _refusals(problem, refused or {})
    board = board_of(problem, schedule)
    explainer = _Explainer(board)
    found = []
    for index, candidate in enumerate(problem.candidates):
        refusal = against.pop(candidate.pair, None)
        if board.slot_of[index] < 0:
            found.append(_refused(candidate, refusal) if refusal else explainer.why(index))
    return found + [_refused(Candidate(a, b, 0), refusal) for (a, b), refusal in against.items()]


def _refusals(problem: Problem, refused: Mapping[Pair, str]) -> dict[Pair, str]:
    """Return the refusals by the names of their pairs, sorted; raise `ProblemError` for what is unknown."""
    people = {person.id for person in problem.participants}
    faults = [
        Fault(kind, f"there is no participant {person!r}")
        for pair, kind in refused.items() for person in pair if person not in people
    ] + [Fault("refused", f"there is no refusal {kind!r}") for kind in refused.values() if kind not in REFUSALS]  # fmt: skip
    if faults:
        raise ProblemError(faults)
    return {pair_of(*pair): kind for pair, kind in sorted(refused.items())}


def _refused(candidate: Candidate, refusal: str) -> Why:
    return Why(candidate, refusal, at=None, displaces=(), worth=0, promised=0, cure=None)


class _Explainer:
    """Looks at one board; it is changed while a move is tried and then as before."""

    def __init__(self, board: Board) -> None:
        self.board, self.instance = board, board.instance
        self.problem = board.instance.problem
        self.waits = Waits(board)
        # The meeting worth least among those without a host in each slot, by group: whose table could be taken.
        self.cheapest = [[-1] * self.instance.slot_count for _ in self.instance.groups]
        for candidate, slot in enumerate(board.slot_of):
            if (
                slot >= 0
                and self.instance.own_table[candidate] < 0
                and not self.instance.is_needed[candidate]
            ):
                cheapest = self.cheapest[self.instance.group[candidate]]
                if cheapest[slot] < 0 or self.instance.worth[candidate] < self.instance.worth[cheapest[slot]]:
                    cheapest[slot] = candidate

    def why(self, index: int) -> Why:
        """Answer for one candidate."""
        reason = reason_of(self.board, self.waits, index)
        at, displaced = self._cheapest_place(index)
        worth = self.instance.worth[index] - sum(self.instance.worth[other] for other in displaced)
        return Why(
            candidate=self.problem.candidates[index],
            reason=reason,
            at=None if at < 0 else self.problem.slots[at].id,
            displaces=tuple(self.problem.candidates[other].pair for other in displaced),
            worth=worth if at >= 0 else 0,
            promised=self._promised_gain(index, displaced) if at >= 0 else 0,
            cure=self._cure(index),
        )

    def _cheapest_place(self, index: int) -> tuple[int, tuple[int, ...]]:
        """Return the slot and the meetings to go whose worth is least; (-1, ()) where nothing helps."""
        best: tuple[int, int, tuple[int, ...]] | None = None
        for slot in slots_in(self.instance.allowed[index]):
            displaced = self._displaced(index, slot)
            if displaced is not None:
                cost = sum(self.instance.worth[other] for other in displaced)
                if best is None or (cost, slot) < best[:2]:
                    best = cost, slot, displaced
        return (-1, ()) if best is None else best[1:]

    def _displaced(self, index: int, slot: int) -> tuple[int, ...] | None:
        """Return the meetings to go for a candidate in a slot; None when they must stay."""
        instance, board = self.instance, self.board
        people = instance.first[index], instance.second[index]
        found = {board.at[person][slot] for person in people} - {-1}
        own, group = instance.own_table[index], instance.group[index]
        if own >= 0:
            found |= {c for host in instance.hosts[own] if (c := board.at[host][slot]) >= 0}
        elif board.full[group] >> slot & 1 and not any(instance.is_at_shared(c, group) for c in found):
            found.add(self.cheapest[group][slot])
        for person in people:
            gone = sum(person in (instance.first[c], instance.second[c]) for c in found if c >= 0)
            if board.count[person] - gone >= instance.limit[person]:
                found.add(self._least_of(person, found))
        if -1 in found or any(instance.is_needed[c] for c in found):
            return None
        return tuple(sorted(found)) if self._fits_without(index, slot, found) else None

    def _least_of(self, person: int, besides: set[int]) -> int:
        """Return the person's meeting that is worth least and may go, -1 when there is none."""
        standing = [
            c for c in self.board.at[person] if c >= 0 and c not in besides and not self.instance.is_needed[c]
        ]
        return min(standing, key=lambda c: (self.instance.worth[c], c), default=-1)

    def _fits_without(self, index: int, slot: int, gone: set[int]) -> bool:
        """Tell whether a candidate fits in a slot once these meetings are off the board."""
        toggled = [(index, slot), *((c, self.board.slot_of[c]) for c in gone)]
        if not self.waits.stay_alike(toggled):
            return False
        if self.board.plain:
            return True  # nobody else has a say
        placed = [(c, self.board.take(c)) for c in gone]
        fits = bool(self.board.open_slots(index) >> slot & 1)
        for c, there in placed:
            self.board.put(c, there)
        return fits

    def _promised_gain(self, index: int, displaced: tuple[int, ...]) -> int:
        instance, change = self.instance, dict[int, int]()
        for candidate, step in ((index, 1), *((other, -1) for other in displaced)):
            for person in (instance.first[candidate], instance.second[candidate]):
                change[person] = change.get(person, 0) + step
        return sum(
            min(self.board.count[person] + step, instance.promised[person])
            - min(self.board.count[person], instance.promised[person])
            for person, step in change.items()
        )

    def _cure(self, index: int) -> Cure | None:
        if self.instance.own_table[index] == Instance.NOWHERE:
            return None
        for attempts in (
            self._moves(index),
            self._raised_limits(index),
            self._freed_slots(index),
            self._tables(index),
        ):
            for cure in attempts:
                return cure
        return None

    def _moves(self, index: int) -> Iterator[Cure]:
        """Move the one meeting that stands in the way to another slot, where nothing is in its way."""
        board, instance = self.board, self.instance
        if not board.has_room(index):
            return
        for slot in slots_in(instance.allowed[index]):
            there = {board.at[person][slot] for person in (instance.first[index], instance.second[index])} - {
                -1
            }
            if len(there) != 1:
                continue
            other = there.pop()
            if self._can_leave(other, slot):
                board.take(other)
                places = board.open_slots(other) & ~(1 << slot)
                fits = board.open_slots(index) >> slot & 1
                target = -1
                if fits:
                    board.put(index, slot)
                    places = board.open_slots(other)
                    target = (places & -places).bit_length() - 1
                    board.take(index)
                board.put(other, slot)
                if target >= 0 and self.waits.stay_alike([(index, slot), (other, slot), (other, target)]):
                    yield Cure(
                        "move",
                        self._name(slot),
                        slot=self._name(target),
                        pair=self.problem.candidates[other].pair,
                    )

    def _can_leave(self, candidate: int, slot: int) -> bool:
        """Tell at a glance whether a meeting may have another slot to go to."""
        instance, board = self.instance, self.board
        free = ~(board.busy[instance.first[candidate]] | board.busy[instance.second[candidate]])
        return bool(instance.allowed[candidate] & free & ~(1 << slot))

    def _raised_limits(self, index: int) -> Iterator[Cure]:
        """Let those of the two who have as many meetings as they may have one more."""
        board, instance = self.board, self.instance
        full = [p for p in (instance.first[index], instance.second[index]) if self._is_at_limit(p)]
        people = tuple(self.problem.participants[p].id for p in full)
        for slot in slots_in(board.open_slots(index) if full else 0):
            if self.waits.stay_alike([(index, slot)]):
                yield Cure("raise_limit", self._name(slot), people)

    def _is_at_limit(self, person: int) -> bool:
        most = self.problem.participants[person].max_meetings
        return most is not None and self.board.count[person] >= most

    def _freed_slots(self, index: int) -> Iterator[Cure]:
        """Let one of the two be there in a slot in which the other is there and free."""
        instance, board = self.instance, self.board
        item = self.problem.candidates[index]
        wished = instance.everything if item.slots is None else instance.mask(item.slots)
        for person, other in ((instance.first[index], instance.second[index]),
                              (instance.second[index], instance.first[index])):  # fmt: skip
            if self.problem.participants[person].table is not None or any(
                self._is_at_limit(one) for one in (person, other)
            ):
                continue
            taken = board.places_taken(index)
            places = wished & ~instance.present[person] & instance.free[other] & ~board.busy[other] & ~taken
            for slot in slots_in(places):
                if self._keeps_the_other_rules(index, slot):
                    yield Cure(
                        "free_slot",
                        self._name(slot),
                        (self.problem.participants[person].id,),
                        self._name(slot),
                    )

    def _tables(self, index: int) -> Iterator[Cure]:
        """Add a table, with the interpreter needed, in a slot in which both are free and all tables are taken."""
        instance, board = self.instance, self.board
        if instance.own_table[index] >= 0 or not board.has_room(index):
            return
        item = self.problem.candidates[index]
        wished = instance.everything if item.slots is None else instance.mask(item.slots)
        both = wished
        for person in (instance.first[index], instance.second[index]):
            both &= instance.free[person] & ~board.busy[person]
        group = instance.group[index]
        kind = "add_interpreter" if group else "add_table"
        for slot in slots_in(both & board.full[group]):
            if self._keeps_the_other_rules(index, slot):
                yield Cure(kind, self._name(slot), slot=self._name(slot))

    def _keeps_the_other_rules(self, index: int, slot: int) -> bool:
        board, instance = self.board, self.instance
        people = instance.first[index], instance.second[index]
        if board.row is not None and any(board.row_with(person, slot) > board.row for person in people):
            return False
        return bool(board.within_order(index, 1 << slot)) and self.waits.stay_alike([(index, slot)])

    def _name(self, slot: int) -> str:
        return self.problem.slots[slot].id
