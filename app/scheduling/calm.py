"""Shorten the waiting without losing a meeting, and level it where its difference is limited.

Two slots of a chain may be exchanged whenever everybody on it is there in both: the same meetings stand,
only earlier or later. Each exchange that shortens the waiting is kept, and those that do not lengthen it
now and then, so that the search does not stick.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .board import Board
from .chains import chain_through, shift
from .masks import any_slot
from .score import waiting_of
from .watch import Watch

SIDEWAYS = 0.3
CHECK_EVERY = 256
# Exchanges tried without a gain before giving up, for each person who waits and in all.
PATIENCE_EACH, PATIENCE = 400, 60_000


def calm(board: Board, random: Random, watch: Watch, keep: Callable[[], None]) -> None:
    """Exchange the slots of chains for as long as the waiting gets shorter; `keep` is called now and then."""
    instance = board.instance
    waiting = [person for person, busy in enumerate(board.busy) if waiting_of(instance, person, busy)]
    listed = set(waiting)
    since = step = 0
    while waiting and since < min(PATIENCE, PATIENCE_EACH * len(waiting)):
        step, since = step + 1, since + 1
        if step % CHECK_EVERY == 0:
            if watch.is_over():
                return
            keep()
        position = int(random.random() * len(waiting))
        person = waiting[position]
        if not waiting_of(instance, person, board.busy[person]):
            waiting[position] = waiting[-1]
            waiting.pop()
            listed.discard(person)
            continue
        gained, touched = _exchange(board, person, random)
        if gained > 0:
            since = 0
        more = [
            other
            for other in dict.fromkeys(touched)
            if other not in listed and waiting_of(instance, other, board.busy[other])
        ]
        waiting += more
        listed.update(more)


def _exchange(board: Board, person: int, random: Random) -> tuple[int, list[int]]:
    """Try to exchange two slots on the chain through somebody; return what was gained, and for whom."""
    instance = board.instance
    meeting = any_slot(board.busy[person], random)
    other = any_slot(instance.free[person] & ~(1 << meeting), random)
    if other < 0:
        return 0, []
    chain = chain_through(board, person, meeting, other)
    placed = []
    for candidate in chain.meetings:
        slot = other if board.slot_of[candidate] == meeting else meeting
        if not instance.allowed[candidate] >> slot & 1:
            return 0, []
        placed.append((candidate, slot))
    if "changes" in instance.problem.goals and _kept(board, placed) < 0:
        return 0, []
    people = chain.people[:-1] if chain.is_ring else chain.people
    before = sum(waiting_of(instance, one, board.busy[one]) for one in people)
    after = sum(waiting_of(instance, one, _exchanged(board.busy[one], meeting, other)) for one in people)
    if after > before or (after == before and random.random() > SIDEWAYS):
        return 0, []
    return (before - after, people) if shift(board, placed, []) else (0, [])


def _kept(board: Board, placed: list[tuple[int, int]]) -> int:
    """Return how many meetings more would stand where the previous schedule had them."""
    previous = board.instance.previous
    return sum(
        (previous[candidate] == slot) - (previous[candidate] == board.slot_of[candidate])
        for candidate, slot in placed
        if candidate in previous
    )


def go_back(board: Board, watch: Watch) -> None:
    """Exchange the slots of chains as long as that brings meetings back to where they stood before."""
    instance, gained = board.instance, True
    while gained and not watch.is_over():
        gained = False
        for number, (candidate, slot) in enumerate(instance.previous.items()):
            if number % CHECK_EVERY == 0 and watch.is_over():
                return
            now = board.slot_of[candidate]
            if now < 0 or now == slot or instance.pinned_slot[candidate] >= 0:
                continue
            chain = chain_through(board, instance.first[candidate], now, slot)
            placed = [(one, slot if board.slot_of[one] == now else now) for one in chain.meetings]
            allowed = all(instance.allowed[one] >> where & 1 for one, where in placed)
            if allowed and _kept(board, placed) > 0 and shift(board, placed, []):
                gained = True


def _exchanged(mask: int, first: int, second: int) -> int:
    """Return a mask with two bits exchanged."""
    if (mask >> first ^ mask >> second) & 1:
        mask ^= 1 << first | 1 << second
    return mask


def level(board: Board, most: int, watch: Watch) -> None:
    """Drop meetings until nobody waits `most` longer than somebody else, needed ones never.

    Without that the board is not sound, so it goes on after the watch is over, until it is late.

    Each step drops the first or last meeting before a gap of whoever waits longest, so that it ends.
    """
    instance = board.instance
    stuck: set[int] = set()
    while True:
        watch.check_late()
        waits = [waiting_of(instance, person, busy) for person, busy in enumerate(board.busy)]
        if not waits or max(waits) - min(waits) <= most:
            return
        person = max(
            (one for one in range(len(waits)) if one not in stuck), key=waits.__getitem__, default=None
        )
        if person is None or waits[person] - min(waits) <= most:
            return
        candidate = _least_missed(board, person)
        if candidate < 0:
            stuck.add(person)
        else:
            board.take(candidate)


def _least_missed(board: Board, person: int) -> int:
    """Return the meeting of least worth whose going shortens somebody's waiting most; -1 for none.

    Where no single one shortens it, the first or last meeting of a block with a gap brings it nearer.
    """
    instance, busy = board.instance, board.busy[person]
    now = waiting_of(instance, person, busy)
    found, best = -1, (-1, 0)
    for slot, candidate in enumerate(board.at[person]):
        if candidate < 0 or instance.is_needed[candidate]:
            continue
        shorter = now - waiting_of(instance, person, busy ^ (1 << slot))
        if shorter == 0 and not _is_at_an_end(board, person, slot):
            continue
        if (shorter, -instance.worth[candidate]) > best:
            found, best = candidate, (shorter, -instance.worth[candidate])
    return found


def _is_at_an_end(board: Board, person: int, slot: int) -> bool:
    """Tell whether a meeting is the first or last of a span in which the person waits."""
    instance, busy = board.instance, board.busy[person]
    span = instance.everything
    if instance.problem.waiting == "idle_slots":
        span = instance.block_masks[instance.block_of[slot]]
    inside = busy & span
    is_end = inside.bit_length() - 1 == slot or inside & -inside == 1 << slot
    return is_end and waiting_of(instance, person, inside) > 0
