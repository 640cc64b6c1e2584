"""Give what was chosen slots: around everybody's spare slots where waiting counts, else as it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random

import numpy as np

from . import score
from .board import Board
from .choose import Choice
from .exact import Search
from .flow import Integers, Network
from .instance import Instance
from .kempe import Turner
from .layers import Layers
from .push import Pusher, place_greedily
from .reslot import make_room
from .spare import Spare, spare_slots
from .watch import Stopped, Watch

NEEDED_WEIGHT, PINNED_WEIGHT = 1e3, 1e9
# The share of the time left that a search for slots may take before the next step has its turn.
PLACING_SHARE = 0.5
# Placing around spare slots is given up when more than this share of the meetings is left at first; the patience
# of turning chains is short there, for what is left may have no room before other slots are spared.
MOST_LEFT, QUIET_PATIENCE = 0.05, 5_000
# For so few that are left room is asked for, slots by slots; so often other choices are drawn to have everybody quiet.
FEW, DRAWS = 8, 5


class Placing:
    """Places a choice of meetings, needed ones before the others."""

    def __init__(
        self,
        instance: Instance,
        choice: Choice,
        watch: Watch,
        seed: int,
        start: Mapping[int, int],
        send: Callable[[Network], Integers],
    ) -> None:
        """Begin with the meetings of `start`, slots by candidate, where they fit; `send` finds flows."""
        self.instance, self.choice, self.watch, self.seed, self.start = instance, choice, watch, seed, start
        self._send = send
        self.goals = instance.problem.goals

    def place(self, chosen: list[int]) -> Board:
        """Place the chosen meetings, where waiting counts with everybody's spare slots out of the way."""
        quiet = Board(self.instance)
        if self._is_quiet_wanted(quiet):
            with suppress(Stopped):
                if self._is_placed_quietly(quiet, chosen):
                    return quiet
        holds_needed = quiet.holds_all(self.instance.needed)
        if self.watch.is_over() and any(slot >= 0 for slot in quiet.slot_of) and holds_needed:
            return quiet
        board = Board(self.instance)
        with suppress(Stopped):
            self._turn(board, self._fill(board, chosen))
        return quiet if holds_needed and score.rank(quiet) > score.rank(board) else board

    def _is_quiet_wanted(self, board: Board) -> bool:
        limited = self.instance.problem.max_waiting_difference is not None
        return board.simple and ("waiting" in self.goals or limited) and not self.watch.is_over()

    def _is_placed_quietly(self, quiet: Board, chosen: list[int]) -> bool:
        """Say first where people have no meetings, and place around that; tell whether all found room."""
        instance = self.instance
        chosen, spare = self._drawn_to_spare(chosen)
        if spare is None:
            return False
        board = Board(instance.without(spare.slots))
        left = self._fill(board, chosen)
        if len(left) > MOST_LEFT * len(chosen):
            return False
        left = self._turn(board, left, QUIET_PATIENCE)
        quiet.restore(board.snapshot())
        if len(left) <= FEW:
            random = Random(self.seed)
            search = Search(self.watch.part(PLACING_SHARE), self.seed, 1, self.watch.tell)
            left = [one for one in left if not make_room(quiet, one, random, search)]
        return not self._turn(quiet, left)

    def _drawn_to_spare(self, chosen: list[int]) -> tuple[list[int], Spare | None]:
        """Say where people spare slots; draw other choices as good while some are lonely or wait."""
        random = np.random.default_rng(self.seed)
        search = Search(self.watch, self.seed, 1, self.watch.tell)
        best, found = chosen, spare_slots(self.instance, chosen, self._kept_slots(chosen), search)
        if found is None or self.start:
            return best, found
        for _ in range(DRAWS):
            if found.is_quiet or self.watch.is_over() or not self.choice.draw(random):
                break
            chosen = self.choice.picked(self.watch.is_over)
            if self.choice.is_better(best, chosen):
                continue
            spare = spare_slots(self.instance, chosen, self._kept_slots(chosen), search)
            if spare is not None and spare.cost < found.cost:
                best, found = chosen, spare
        return best, found

    def _kept_slots(self, chosen: list[int]) -> list[int]:
        """Return for each person the slots, as a mask, in which meetings are to stand that are known before."""
        instance, kept = self.instance, [0] * len(self.instance.free)
        previous = instance.previous if "changes" in self.goals else {}
        for candidate in chosen:
            known = instance.pinned_slot[candidate]
            known = known if known >= 0 else previous.get(candidate, self.start.get(candidate, -1))
            if known >= 0:
                kept[instance.first[candidate]] |= 1 << known
                kept[instance.second[candidate]] |= 1 << known
        return kept

    def _fill(self, board: Board, chosen: list[int]) -> list[int]:
        """Place needed meetings first, the rest slot by slot; return what found none."""
        instance = self.instance
        stand(board, instance.needed, self.start)
        needed = [candidate for candidate in instance.needed if board.slot_of[candidate] < 0]
        left = place_greedily(board, needed, self.watch.check_late)
        if left:
            Pusher(board, left, Random(self.seed)).run(self.watch.part(PLACING_SHARE))
        if "changes" in self.goals:
            stand(board, chosen, instance.previous)
        stand(board, chosen, self.start)
        rest = [candidate for candidate in chosen if board.slot_of[candidate] < 0]
        # Interpreters are few, so whoever needs one comes first.
        needy = [candidate for candidate in rest if instance.group[candidate]]
        for part in (needy, [candidate for candidate in rest if not instance.group[candidate]]):
            if part and not self.watch.is_over():
                Layers(board, np.random.default_rng(self.seed), self._send).place(part, self.watch.is_over)
        if self.watch.is_over():
            place_greedily(board, [one for one in rest if board.slot_of[one] < 0], self.watch.check_late)
        return [candidate for candidate in chosen if board.slot_of[candidate] < 0]

    def _turn(self, board: Board, left: list[int], patience: int | None = None) -> list[int]:
        """Place what is left by turning chains; return what is left then."""
        turner = Turner(board, left, self._weights(), Random(self.seed), patience)
        return turner.run(self.watch.part(PLACING_SHARE))

    def _weights(self) -> list[float]:
        """Return what losing each candidate costs while placing: all alike but those that must stand."""
        instance = self.instance
        return [
            PINNED_WEIGHT if slot >= 0 else NEEDED_WEIGHT if needed else 1.0
            for slot, needed in zip(instance.pinned_slot, instance.is_needed, strict=True)
        ]


def stand(board: Board, candidates: list[int], slots: Mapping[int, int]) -> None:
    """Place those of the candidates that have a slot given and fit there."""
    for candidate in candidates:
        slot = slots.get(candidate, -1)
        free = board.open_slots(candidate) if board.slot_of[candidate] < 0 <= slot else 0
        if slot >= 0 and free >> slot & 1 and board.has_room(candidate):
            board.put(candidate, slot)
