"""Give every meeting a table, slot by slot, so that people move as little as can be seen from there.

In a slot each free meeting has at most two tables that save a move, where either person sat last. That
is a graph with tables as nodes and meetings as edges; each of its parts can seat as many meetings as it
has edges or nodes, whichever is fewer, and peeling off nodes with one edge finds that seating.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from .board import Board
from .instance import Instance


def seat(
    board: Board, kept: Mapping[int, int] | None = None, check: Callable[[], None] = lambda: None
) -> dict[int, int]:
    """Return the table of each placed candidate; those in `kept` get the table that it says.

    `check` is asked before each slot, and may raise to end it.
    """
    instance = board.instance
    standing: list[list[int]] = [[] for _ in range(instance.slot_count)]
    for candidate, slot in enumerate(board.slot_of):
        if slot >= 0:
            standing[slot].append(candidate)
    found: dict[int, int] = {}
    for slots in instance.blocks:
        last: dict[int, int] = {}
        for slot in slots:
            check()
            seated = _seat_slot(instance, slot, standing[slot], last, kept or {})
            for candidate, table in seated.items():
                last[instance.first[candidate]] = last[instance.second[candidate]] = table
            found |= seated
    return found


def _seat_slot(
    instance: Instance, slot: int, meetings: list[int], last: dict[int, int], kept: Mapping[int, int]
) -> dict[int, int]:
    seated, free = {}, []
    for candidate in meetings:
        if instance.own_table[candidate] >= 0:
            seated[candidate] = instance.own_table[candidate]
        elif candidate in instance.pinned_table:
            seated[candidate] = instance.pinned_table[candidate]
        elif candidate in kept:
            seated[candidate] = kept[candidate]
        else:
            free.append(candidate)
    for group in sorted({instance.group[candidate] for candidate in free}):
        here = [candidate for candidate in free if instance.group[candidate] == group]
        tables = set(instance.usable(slot, group)) - set(seated.values())
        seated |= _keep_seats(instance, here, tables, last)
        spare = iter(sorted(tables - set(seated.values())))
        for candidate in here:
            if candidate not in seated:
                seated[candidate] = next(spare)
    return seated


def _keep_seats(
    instance: Instance, meetings: list[int], tables: set[int], last: dict[int, int]
) -> dict[int, int]:
    """Seat as many meetings as possible where one of the two sat last, both before one."""
    seated: dict[int, int] = {}
    wanted: dict[int, tuple[int, ...]] = {}
    left = set(tables)
    for candidate in meetings:
        a, b = last.get(instance.first[candidate], -1), last.get(instance.second[candidate], -1)
        if a == b and a in left:
            seated[candidate] = a
            left.discard(a)
        wanted[candidate] = tuple(table for table in dict.fromkeys((a, b)) if table in tables)
    at: dict[int, list[int]] = defaultdict(list)
    for candidate, places in wanted.items():
        if candidate not in seated:
            for table in places:
                if table in left:
                    at[table].append(candidate)
    return seated | _peel(at, wanted, left)


def _peel(at: dict[int, list[int]], wanted: dict[int, tuple[int, ...]], left: set[int]) -> dict[int, int]:
    """Match meetings (edges) to tables (nodes): nodes of one edge first, then any node of a cycle."""
    seated: dict[int, int] = {}
    single = [table for table in sorted(at) if len(at[table]) == 1]
    others = deque(sorted(at))
    while single or others:
        table = single.pop() if single else others.popleft()
        waiting = [candidate for candidate in at[table] if candidate not in seated]
        if table not in left or not waiting:
            continue
        candidate = min(waiting, key=lambda item: (len(wanted[item]), item))
        seated[candidate] = table
        left.discard(table)
        for other in wanted[candidate]:
            if other in left and sum(item not in seated for item in at[other]) == 1:
                single.append(other)
    return seated
