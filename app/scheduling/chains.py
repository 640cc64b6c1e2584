"""The chains that the meetings of two slots form, and moves along them that break no rule."""

from __future__ import annotations

from dataclasses import dataclass

from .board import Board


@dataclass(frozen=True, slots=True)
class Chain:
    """Meetings in a row, each sharing a person with the next, and the people between and at the ends.

    There is one person more than meetings; in a ring the first and the last are the same.
    """

    meetings: list[int]
    people: list[int]
    is_ring: bool


def chain_through(board: Board, person: int, first: int, second: int) -> Chain:
    """Return the chain of two slots through a person, or the ring, which then starts with them."""
    meetings, people, is_ring = _walk(board, person, first, second)
    if is_ring:
        return Chain(meetings, [person, *people], True)
    back, behind, _ = _walk(board, person, second, first)
    return Chain(back[::-1] + meetings, [*behind[::-1], person, *people], False)


def _walk(board: Board, start: int, slot: int, other: int) -> tuple[list[int], list[int], bool]:
    """Walk from a person along meetings in two slots by turns; return them, the people, if a ring."""
    at, first, second = board.at, board.instance.first, board.instance.second
    meetings: list[int] = []
    people: list[int] = []
    person = start
    while (meeting := at[person][slot]) >= 0:
        person = first[meeting] + second[meeting] - person
        meetings.append(meeting)
        people.append(person)
        slot, other = other, slot
        if person == start:
            return meetings, people, True
    return meetings, people, False


def shift(board: Board, placed: list[tuple[int, int]], dropped: list[int]) -> bool:
    """Give candidates new slots and drop others, all at once; tell whether the rules allowed it.

    The caller knows that nobody is wanted twice in a slot; tables, and on a board that is not plain
    rows, orders and limits, are looked at here. What is not allowed leaves the board as it was.
    """
    going = [candidate for candidate, _ in placed if board.slot_of[candidate] >= 0] + dropped
    if not _tables_allow(board, placed, going):
        return False
    before = [(candidate, board.take(candidate)) for candidate in going]
    for position, (candidate, slot) in enumerate(placed):
        if not board.plain and not (board.open_slots(candidate) >> slot & 1 and board.has_room(candidate)):
            for other, _ in placed[:position]:
                board.take(other)
            for other, old in before:
                board.put(other, old)
            return False
        board.put(candidate, slot)
    return True


def _tables_allow(board: Board, placed: list[tuple[int, int]], going: list[int]) -> bool:
    own, group = board.instance.own_table, board.instance.group
    more: dict[tuple[int, int], int] = {}
    for candidate in going:
        if own[candidate] < 0:
            place = group[candidate], board.slot_of[candidate]
            more[place] = more.get(place, 0) - 1
    for candidate, slot in placed:
        if own[candidate] < 0:
            place = group[candidate], slot
            more[place] = more.get(place, 0) + 1
    capacity, used = board.instance.capacity, board.used
    return all(used[here][slot] + change <= capacity[here][slot] for (here, slot), change in more.items())
