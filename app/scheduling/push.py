"""Place chosen meetings in slots: an edge colouring in which everybody lacks some colours.

First greedily, those with the fewest slots before the rest. Then meetings without a slot push others
out, which look for another slot in turn; who was pushed out of a slot may not return at once (a short
tabu list, as in PartialCol: Blöchliger and Zufferey 2008). Between two slots such a push runs along a
Kempe chain; where an absence cuts the chain, it goes on through a third.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .board import Board
from .instance import Instance
from .watch import Watch

TENURE = 10
# How many pushes without a new best are tried for each meeting that has no slot, and in all.
PATIENCE_EACH, PATIENCE = 200, 20_000
CHECK_EVERY = 512
PUSHING_OUT_NEEDED = 50.0


def place_greedily(
    board: Board,
    candidates: list[int],
    check: Callable[[], None] = lambda: None,
    *,
    are_chosen: bool = True,
) -> list[int]:
    """Place what fits, needed candidates first, then those with the fewest slots; return what found none.

    Where it is not chosen yet who meets, what is worth most comes first instead. `check` is asked now and
    then, and may raise to end it.
    """
    instance = board.instance

    def rank(candidate: int) -> tuple[bool, int, int]:
        slots, worth = instance.allowed[candidate].bit_count(), -instance.worth[candidate]
        return (not instance.is_needed[candidate], *((slots, worth) if are_chosen else (worth, slots)))

    check()
    order = sorted(candidates, key=rank)
    left = []
    for number, candidate in enumerate(order):
        if number % CHECK_EVERY == 0:
            check()
        open_slots = board.open_slots(candidate) if board.has_room(candidate) else 0
        if open_slots:
            board.put(candidate, emptiest(board, candidate, open_slots))
        else:
            left.append(candidate)
    return left


def emptiest(board: Board, candidate: int, slots: int) -> int:
    """Return the slot of a mask with the smallest share of tables taken, the earliest of equals."""
    best, least, group = -1, 2.0, board.instance.group[candidate]
    used, capacity = board.used[group], board.instance.capacity[group]
    while slots:
        low = slots & -slots
        slots ^= low
        slot = low.bit_length() - 1
        share = used[slot] / max(1, capacity[slot])
        if share < least:
            best, least = slot, share
    return best


class Pusher:
    """A tabu search that lets meetings without a slot push others out of theirs."""

    def __init__(self, board: Board, left: list[int], random: Random) -> None:
        """Take over the meetings that are left without a slot."""
        self.board = board
        self.left = left
        self._random = random
        self._tabu: dict[tuple[int, int], int] = {}
        self._step = 0

    def run(self, watch: Watch) -> list[int]:
        """Push until all have a slot, patience ends or the watch is over; return what is left.

        The board ends with the most meetings placed that were seen, needed ones before others.
        """
        best = self._cost()
        kept, kept_left, since = self.board.snapshot(), list(self.left), 0
        patience = min(PATIENCE, PATIENCE_EACH * len(self.left))
        while self.left and since < patience:
            self._step += 1
            since += 1
            if self._step % CHECK_EVERY == 0 and watch.is_over():
                break
            self._push(int(self._random.random() * len(self.left)))
            if len(self.left) <= len(kept_left) and (cost := self._cost()) < best:
                best, since = cost, 0
                kept, kept_left = self.board.snapshot(), list(self.left)
        if self._cost() > best:
            self.board.restore(kept)
            self.left = kept_left
        return self.left

    def _cost(self) -> tuple[int, int]:
        return sum(self.board.instance.is_needed[candidate] for candidate in self.left), len(self.left)

    def _push(self, position: int) -> None:
        """Place one meeting that is left, where it pushes out the least."""
        board, left = self.board, self.left
        candidate = left[position]
        if board.has_room(candidate) and (open_slots := board.open_slots(candidate)):
            left[position] = left[-1]
            left.pop()
            board.put(candidate, emptiest(board, candidate, open_slots))
            return
        found = self._cheapest(candidate)
        if found is None:
            return
        slot, pushed = found
        left[position] = left[-1]
        left.pop()
        for other in pushed:
            board.take(other)
            left.append(other)
            self._tabu[other, slot] = self._step + TENURE + int(self._random.random() * TENURE) + len(left)
        if board.has_room(candidate) and board.open_slots(candidate) >> slot & 1:
            board.put(candidate, slot)
        else:
            left.append(candidate)

    def _cheapest(self, candidate: int) -> tuple[int, list[int]] | None:
        """Find the slot where the candidate pushes out the least, and whom it pushes out."""
        instance, best, least = self.board.instance, None, 1e9
        slots = instance.allowed[candidate]
        while slots:
            low = slots & -slots
            slots ^= low
            slot = low.bit_length() - 1
            if self._tabu.get((candidate, slot), 0) > self._step:
                continue
            pushed = blockers(self.board, candidate, slot, self._random)
            if pushed is None:
                continue
            cost = len(pushed) + self._random.random() * 0.9
            cost += (
                PUSHING_OUT_NEEDED
                * sum(
                    2 if instance.pinned_slot[other] >= 0 else instance.is_needed[other] for other in pushed
                )
                * (not instance.is_needed[candidate] or any(instance.pinned_slot[o] >= 0 for o in pushed))
            )
            if cost < least:
                best, least = (slot, pushed), cost
        return best


def blockers(board: Board, candidate: int, slot: int, random: Random) -> list[int] | None:
    """Return which meetings must go for a candidate to stand in a slot; None when that cannot be said.

    Rows and `after` are left to the board, which refuses what still does not fit.
    """
    instance = board.instance
    a, b = instance.first[candidate], instance.second[candidate]
    pushed = {board.at[a][slot], board.at[b][slot]} - {-1}
    own, group = instance.own_table[candidate], instance.group[candidate]
    if own >= 0:
        if board.desk[own] >> slot & 1:
            pushed |= {board.at[host][slot] for host in instance.hosts[own]} - {-1}
    elif board.full[group] >> slot & 1 and not any(instance.is_at_shared(one, group) for one in pushed):
        pushed.add(_anybody(board, slot, group, random))
    for person in (a, b):
        over = board.count[person] + 1 - instance.limit[person]
        over -= sum(person in (instance.first[other], instance.second[other]) for other in pushed)
        if over > 0:
            row = [other for other in board.at[person] if other >= 0 and other not in pushed]
            if len(row) < over:
                return None
            pushed.update(random.sample(row, over))
    if not board.simple:
        pushed |= _in_the_way(board, candidate, slot)
    return sorted(pushed)


def _anybody(board: Board, slot: int, group: int, random: Random) -> int:
    """Return a meeting at a shared table of a group in a slot where all are taken, any one."""
    instance, people = board.instance, len(board.at)
    start = int(random.random() * people)
    for offset in range(people):
        other = board.at[(start + offset) % people][slot]
        if other >= 0 and instance.is_at_shared(other, group):
            return other
    raise LookupError(f"no meeting at a shared table in slot {slot}")


def _in_the_way(board: Board, candidate: int, slot: int) -> set[int]:
    """Return the meetings that break the order or make a row too long if the candidate stood here."""
    instance = board.instance
    found = {other for other in instance.earlier.get(candidate, ()) if board.slot_of[other] >= slot}
    found |= {other for other in instance.later.get(candidate, ()) if 0 <= board.slot_of[other] <= slot}
    if board.row is not None:
        for person in (instance.first[candidate], instance.second[candidate]):
            if board.row_with(person, slot) > board.row:
                found.update(_middle_of_row(instance, board, person, slot))
    return found


def _middle_of_row(instance: Instance, board: Board, person: int, slot: int) -> set[int]:
    """Return the neighbours in time whose going breaks the row around a slot."""
    around = (instance.before[slot], instance.next[slot])
    return {board.at[person][other] for other in around if other >= 0} - {-1}
