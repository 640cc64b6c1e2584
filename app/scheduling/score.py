"""What a board is worth: the value of each goal, computed as the engine sees it.

`verify.py` computes the same from the files by itself; a schedule leaves the engine only when both agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .board import Board
from .instance import Instance
from .problem import HIGHER_IS_BETTER


def promised(board: Board) -> int:
    """Sum over the participants the meetings they have, up to those they are promised."""
    return sum(min(count, most) for count, most in zip(board.count, board.instance.promised, strict=True))


def worth(board: Board) -> int:
    """Sum the worth of the placed candidates."""
    return sum(value for value, slot in zip(board.instance.worth, board.slot_of, strict=True) if slot >= 0)


def waits(board: Board) -> list[int]:
    """Return how long each person waits, in the problem's measure."""
    instance = board.instance
    return [waiting_of(instance, person, busy) for person, busy in enumerate(board.busy)]


def waiting_of(instance: Instance, person: int, busy: int) -> int:
    """Return how long a person waits who meets in the slots of a mask, in the problem's measure."""
    if instance.problem.waiting == "idle_blocks":
        if not busy:
            return 0
        # Runs of meetings are as many as there are ends of runs; between them lie the idle blocks.
        return (busy & ~(busy >> 1)).bit_count() - 1
    total = 0
    for block in instance.block_masks:
        inside = busy & block
        if inside:
            low = inside & -inside
            span = ((1 << inside.bit_length()) - low) & block
            total += (span & instance.present[person] & ~busy).bit_count()
    return total


class Waits:
    """How long everybody waits on a board, to ask what a few meetings more or fewer would change.

    The board must be as it was when this was made whenever it is asked.
    """

    def __init__(self, board: Board) -> None:
        """Count how many people wait how long."""
        self.board, self.most = board, board.instance.problem.max_waiting_difference
        self.each = waits(board)
        self.counts = Counter(self.each)

    def stay_alike(self, toggled: Iterable[tuple[int, int]]) -> bool:
        """Tell whether waiting differs by no more than allowed with these meetings put into or out of slots."""
        if self.most is None:
            return True
        instance, busy = self.board.instance, dict[int, int]()
        for candidate, slot in toggled:
            for person in (instance.first[candidate], instance.second[candidate]):
                busy[person] = busy.get(person, self.board.busy[person]) ^ 1 << slot
        changed = Counter(waiting_of(instance, person, slots) for person, slots in busy.items())
        left = self.counts + changed - Counter(self.each[person] for person in busy)
        return not left or max(left) - min(left) <= self.most


def moves(board: Board, tables: dict[int, int]) -> int:
    """Count the changes of table from one meeting of a person to the next within a block."""
    total = 0
    for row in board.at:
        for slots in board.instance.blocks:
            last = -1
            for slot in slots:
                if row[slot] >= 0:
                    table = tables[row[slot]]
                    total += last not in (-1, table)
                    last = table
    return total


def changes(board: Board) -> int:
    """Count the previous meetings that could stand and do not stand at their slot."""
    return sum(board.slot_of[candidate] != slot for candidate, slot in board.instance.previous.items())


def values(board: Board, tables: dict[int, int] | None = None) -> dict[str, int]:
    """Return the value of each goal that the problem asks for, in its order; without tables, no moves."""
    found = {
        "promised": lambda: promised(board),
        "worth": lambda: worth(board),
        "waiting": lambda: sum(waits(board)),
        "moves": lambda: moves(board, tables or {}),
        "changes": lambda: changes(board),
    }
    goals = board.instance.problem.goals
    return {name: found[name]() for name in goals if name != "moves" or tables is not None}


def rank(board: Board) -> tuple[int, ...]:
    """Return the goals' values, higher better for all; `moves` is left out, it is not settled yet."""
    found = values(board)
    return tuple(value if name in HIGHER_IS_BETTER else -value for name, value in found.items())
