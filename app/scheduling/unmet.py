"""Say for every candidate that was not scheduled what stood in the way: one reason each, the first true.

A reason is about the schedule as it is, not a proof that the meeting could not be had in another one.
"""

from __future__ import annotations

from typing import NamedTuple

from .board import Board
from .instance import Instance
from .masks import slots_in
from .problem import Problem
from .schedule import Schedule
from .score import Waits
from .values import Candidate

# In the order in which they are tried; see `reason_of` for what each means.
UNMET_REASONS = (
    "two_hosts",
    "no_slot_in_common",
    "no_interpreter",
    "no_table_in_common_slots",
    "limit_reached",
    "taken_by_worth_more",
    "no_free_slot_left",
    "slots_taken_by_others",
    "tables_taken",
    "interpreters_taken",
    "order_or_row",
    "waiting_apart",
    "open",
)


class Unmet(NamedTuple):
    """A candidate that was not scheduled, and the code of what stood in the way."""

    candidate: Candidate
    reason: str


def unmet(problem: Problem, schedule: Schedule) -> list[Unmet]:
    """Return every candidate that the schedule leaves out with a reason of `UNMET_REASONS`.

    The candidates come in the problem's order. The schedule must be a sound one for the problem.
    """
    board = board_of(problem, schedule)
    waits = Waits(board)
    return [
        Unmet(candidate, reason_of(board, waits, index))
        for index, candidate in enumerate(problem.candidates)
        if board.slot_of[index] < 0
    ]


def board_of(problem: Problem, schedule: Schedule) -> Board:
    """Return a board with the schedule's meetings on it."""
    instance = Instance(problem)
    board = Board(instance)
    for meeting in schedule.meetings:
        board.put(instance.index_of[meeting.pair], instance.slot_index[meeting.slot])
    return board


def reason_of(board: Board, waits: Waits, index: int) -> str:
    """Return the code of what stands in the way of one candidate that is not on the board."""
    instance, item = board.instance, board.instance.problem.candidates[index]
    a, b = instance.first[index], instance.second[index]
    common = instance.present[a] & instance.present[b]
    if item.slots is not None:
        common &= instance.mask(item.slots)
    needs_interpreter = instance.group[index] > 0
    if instance.own_table[index] == Instance.NOWHERE and not needs_interpreter:
        return "two_hosts"  # each of the two receives at a table of their own
    if not common:
        return "no_slot_in_common"  # whatever else is scheduled
    if not instance.allowed[index] and needs_interpreter:
        return "no_interpreter"  # none whom they could do with is there when both are
    if not instance.allowed[index]:
        return "no_table_in_common_slots"  # no table that they may use is open when both are there
    if any(_is_at_limit(board, person) for person in (a, b)):
        return "limit_reached"  # one of the two has as many meetings as they want or may have
    return _reason_in_slots(board, waits, index)


def _is_at_limit(board: Board, person: int) -> bool:
    most = board.instance.problem.participants[person].max_meetings
    return most is not None and board.count[person] >= most


def _reason_in_slots(board: Board, waits: Waits, index: int) -> str:
    instance = board.instance
    a, b = instance.first[index], instance.second[index]
    allowed = instance.allowed[index]
    both_free = allowed & ~board.busy[a] & ~board.busy[b]
    if not both_free:
        if _are_worth_more(board, index):
            return "taken_by_worth_more"  # in every slot in which they could meet
        if not instance.free[a] & ~board.busy[a] or not instance.free[b] & ~board.busy[b]:
            return "no_free_slot_left"  # one of the two is in meetings all the time
        return "slots_taken_by_others"  # both have free slots, but none at the same time
    if not both_free & ~board.places_taken(index):
        # In every slot in which both are free.
        return "interpreters_taken" if instance.group[index] else "tables_taken"
    places = board.open_slots(index)
    if not places or not board.has_room(index):
        return "order_or_row"  # it would break an order, or make a row of meetings too long
    if not any(waits.stay_alike([(index, slot)]) for slot in slots_in(places)):
        return "waiting_apart"  # somebody's waiting would differ from another's by more than allowed
    return "open"  # it would still fit


def _are_worth_more(board: Board, index: int) -> bool:
    """Tell whether in every slot that the two could use their meetings are worth more than this one."""
    instance = board.instance
    for slot in slots_in(instance.allowed[index]):
        standing = {board.at[person][slot] for person in (instance.first[index], instance.second[index])} - {
            -1
        }
        if sum(instance.worth[other] for other in standing) <= instance.worth[index]:
            return False
    return True
