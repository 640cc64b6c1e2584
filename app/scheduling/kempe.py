"""Give a meeting without a slot one by turning over the chains that two slots form.

The meetings of two slots form chains and rings in which the slots alternate (Kempe chains). To place a
meeting in one of the two, its people must be free there, so their chains are coloured anew: along a
chain that is a small dynamic program over "first slot, second slot, none", exact, absences included. If
everything keeps a slot, one meeting more stands. If one other drops out that is worth no more, nothing
is lost, and the gap has moved elsewhere, where another pair of slots may close it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .board import Board
from .chains import Chain, chain_through, shift
from .masks import any_slot
from .watch import Watch

FIRST, SECOND, NONE = 0, 1, 2
NEVER = 1e18
TIE = 0.5
HOLES_FIRST = 0.8
CHECK_EVERY = 256
# How many moves without a new best are tried for each meeting that has no slot, and in all.
PATIENCE_EACH, PATIENCE = 2_000, 60_000


@dataclass(frozen=True, slots=True)
class Turn:
    """A way to place a candidate: its slot, the moves of other meetings, and those that drop out."""

    slot: int
    moves: list[tuple[int, int]]
    dropped: list[int]


class Turner:
    """Places meetings that are left, by turning over chains; the board never gets worse.

    `weight` says what losing each candidate costs; one that is left takes the place of others only if
    they cost no more together.
    """

    def __init__(
        self,
        board: Board,
        left: list[int],
        weight: list[float],
        random: Random,
        patience: int | None = None,
    ) -> None:
        """Take over the meetings that are left without a slot; `patience`, if given, is for all together."""
        self.board, self.left, self.weight, self._random = board, left, weight, random
        self._patience = patience

    def run(self, watch: Watch) -> list[int]:
        """Turn until all have a slot, patience ends or the watch is over; return what is left."""
        step = since = 0
        least = sum(self.weight[candidate] for candidate in self.left)
        patience = self._patience or min(PATIENCE, PATIENCE_EACH * len(self.left))
        while self.left and since < patience:
            step, since = step + 1, since + 1
            if step % CHECK_EVERY == 0 and watch.is_over():
                break
            if self._try(int(self._random.random() * len(self.left))):
                cost = sum(self.weight[candidate] for candidate in self.left)
                if cost < least:
                    least, since = cost, 0
        return self.left

    def _try(self, position: int) -> bool:
        """Try to place one meeting that is left; tell whether anything changed."""
        board, candidate = self.board, self.left[position]
        if not board.has_room(candidate):
            return False
        if open_slots := board.open_slots(candidate):
            board.put(candidate, any_slot(open_slots, self._random))
            dropped: list[int] = []
        else:
            pair = self._two_slots(candidate)
            turn = None if pair is None else self._turn(candidate, *pair)
            if turn is None or not shift(board, [*turn.moves, (candidate, turn.slot)], turn.dropped):
                return False
            dropped = turn.dropped
        self.left[position] = self.left[-1]
        self.left.pop()
        self.left.extend(dropped)
        return True

    def _two_slots(self, candidate: int) -> tuple[int, int] | None:
        """Draw two slots, mostly one in which one of the two people is free; None when they do not serve."""
        board, instance = self.board, self.board.instance
        a, b = instance.first[candidate], instance.second[candidate]
        holes = (instance.free[a] & ~board.busy[a]) | (instance.free[b] & ~board.busy[b])
        if not holes or self._random.random() > HOLES_FIRST:
            holes = instance.everything
        first, second = any_slot(holes, self._random), int(self._random.random() * instance.slot_count)
        allowed = instance.allowed[candidate]
        if first == second or not (allowed >> first | allowed >> second) & 1:
            return None
        return first, second

    def _turn(self, candidate: int, first: int, second: int) -> Turn | None:
        """Find the cheapest way to place a candidate in one of two slots; None when it costs too much."""
        instance = self.board.instance
        a, b = instance.first[candidate], instance.second[candidate]
        chains = [chain_through(self.board, a, first, second)]
        if b not in chains[0].people:
            chains.append(chain_through(self.board, b, first, second))
        best, least = None, self.weight[candidate] + 2 * TIE
        for slot in (first, second):
            if not instance.allowed[candidate] >> slot & 1:
                continue
            cost, states = 0.0, []
            for chain in chains:
                more, found = self._colour(chain, first, second, (a, b), slot)
                cost += more
                states.append(found)
            if cost < least:
                best, least = (slot, states), cost
        if best is None:
            return None
        pairs = [
            (meeting, state)
            for chain, states in zip(chains, best[1], strict=True)
            for meeting, state in zip(chain.meetings, states, strict=True)
        ]
        dropped = [meeting for meeting, state in pairs if state == NONE]
        if sum(self.weight[meeting] for meeting in dropped) > self.weight[candidate]:
            return None
        slots, slot_of = (first, second), self.board.slot_of
        moves = [(meeting, slots[state]) for meeting, state in pairs if state != NONE]
        return Turn(best[0], [move for move in moves if slot_of[move[0]] != move[1]], dropped)

    def _colour(
        self, chain: Chain, first: int, second: int, guests: tuple[int, int], slot: int
    ) -> tuple[float, list[int]]:
        """Give the meetings of a chain slots when two people are taken in one; return cost and states.

        A ring is opened where it starts, at one of the two: of the two meetings there, one must go.
        """
        meetings, people = chain.meetings, chain.people
        if not chain.is_ring:
            return self._colour_path(meetings, people, first, second, guests, slot)
        cost, states = self._colour_path(meetings[1:], people[1:], first, second, guests, slot)
        cost += self.weight[meetings[0]]
        other, found = self._colour_path(meetings[:-1], people[:-1], first, second, guests, slot)
        other += self.weight[meetings[-1]]
        return (cost, [NONE, *states]) if cost < other else (other, [*found, NONE])

    def _colour_path(
        self,
        meetings: list[int],
        people: list[int],
        first: int,
        second: int,
        guests: tuple[int, int],
        slot: int,
    ) -> tuple[float, list[int]]:
        """Colour a path at least cost; equal costs are told apart by chance."""
        allowed, weight, chance = self.board.instance.allowed, self.weight, self._random.random
        in_first = in_second = NEVER
        in_none, before = 0.0, people[0]
        back: list[tuple[int, int, int]] = []
        for position, meeting in enumerate(meetings):
            after = people[position + 1]
            barred = slot if before in guests or after in guests else -1
            to_first = to_second = NEVER
            from_first = from_second = NONE
            if allowed[meeting] >> first & 1 and barred != first:
                to_first, from_first = (in_second, SECOND) if in_second < in_none else (in_none, NONE)
            if allowed[meeting] >> second & 1 and barred != second:
                to_second, from_second = (in_first, FIRST) if in_first < in_none else (in_none, NONE)
            least = min(in_first, in_second, in_none)
            from_none = FIRST if least == in_first else SECOND if least == in_second else NONE
            back.append((from_first, from_second, from_none))
            in_first, in_second = to_first, to_second
            in_none, before = least + weight[meeting] + chance() * TIE, after
        least = min(in_first, in_second, in_none)
        state = FIRST if least == in_first else SECOND if least == in_second else NONE
        states = [NONE] * len(meetings)
        for position in range(len(meetings) - 1, -1, -1):
            states[position] = state
            state = back[position][state]
        return least, states
