"""Fill slot after slot with the best matching at prices that know what the slots still open can do.

The relaxation says what each person's next slots are worth and what a candidate would fetch in another
slot. With that charged, the best whole matching of one slot is taken for good, the relaxation solved
again for the slots that are left, and so on (relax and fix). Where absences leave few slots in common,
this sees what choosing without slots cannot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from .board import Board
from .exact import Search
from .flow import Integers
from .instance import Instance
from .problem import HIGHER_IS_BETTER
from .relaxation import TELLING, Floats, Relaxation
from .watch import Watch

# How many orders of the slots are tried.
ORDERS = 3
# Places that lose no more than this at the relaxation's prices are looked at, in units of the mean gain.
NEAR = 0.1
# How much a full share in the relaxation's solution counts between places that are as good.
FAVOUR = 0.2
SCALE = 100
# Work that one matching may take, in the solver's own measure (about seconds).
EFFORT = 2.0
# That of the solver when nothing is said: orders of the slots differ enough.
SEED = 1


class Foresight:
    """The relaxation of an instance, the bound that it gives, and boards that are filled by its prices."""

    def __init__(self, instance: Instance, goals: tuple[str, ...]) -> None:
        """Weigh the goals `promised` and `worth` so that the one that comes first mostly wins."""
        wanted = [name for name in goals if name in HIGHER_IS_BETTER]
        above = 2 * max(instance.worth, default=1) + 2 if wanted[0] == "promised" else 4
        self.weights = {name: above if name == wanted[0] and len(wanted) > 1 else 1 for name in wanted}
        self.relaxation = Relaxation(instance, self.weights.get("promised", 0), self.weights.get("worth", 0))
        self._total: int | None = None

    def prepare(self, watch: Watch) -> None:
        """Solve the relaxation, as near as is worth telling or as time allows."""
        if self.relaxation.is_bounded:
            self.relaxation.solve(watch, TELLING)
            self._total = self.relaxation.bound()

    def bound(self, name: str, known: dict[str, int]) -> int | None:
        """Bound a goal over all schedules, or those that reach what is known of the other; None for no bound."""
        if self._total is None:
            return None
        return (
            self._total - sum(self.weights[goal] * value for goal, value in known.items())
        ) // self.weights[name]

    def boards(self, standing: Board, random: Random, watch: Watch) -> Iterator[Board]:
        """Yield boards filled in different orders of the slots, until the watch is over."""
        if self._total is None:
            return
        for _ in range(ORDERS):
            board = _filled(self.relaxation.copy(), standing, random, watch)
            if board is None:
                return
            yield board


def _filled(relaxation: Relaxation, standing: Board, random: Random, watch: Watch) -> Board | None:
    """Return a board filled from a relaxation that has been solved; None when the time was too short.

    Needed candidates stand where they do on the board given. The relaxation is used up. `Stopped` is raised
    where the watch is over in the midst of a slot.
    """
    instance = relaxation.instance
    board = Board(instance)
    for candidate in instance.needed:
        board.put(candidate, standing.slot_of[candidate])
    _take(relaxation, instance.needed, board)
    search = Search(watch, SEED, 1, lambda _name, _value, _bound: None)
    slots = list(range(instance.slot_count))
    random.shuffle(slots)
    for slot in slots:
        if not relaxation.solve(watch) and watch.is_over():
            return None
        places = np.nonzero(_is_worth_a_look(relaxation) & (relaxation.slot == slot))[0]
        gains = _gains(relaxation, places, is_last=slot == slots[-1], board=board)
        room = [most[slot] - used[slot] for most, used in zip(instance.capacity, board.used, strict=True)]
        chosen = places[_best_matching(relaxation, places, gains, room, search)]
        for candidate in relaxation.candidate[chosen].tolist():
            if board.has_room(candidate) and board.open_slots(candidate) >> slot & 1:
                board.put(candidate, slot)
        relaxation.take(chosen)
        relaxation.close(slot)
    return board


def _take(relaxation: Relaxation, candidates: list[int], board: Board) -> None:
    wanted = {(candidate, board.slot_of[candidate]) for candidate in candidates}
    pairs = zip(relaxation.candidate.tolist(), relaxation.slot.tolist(), strict=True)
    relaxation.take(np.array([n for n, place in enumerate(pairs) if place in wanted], dtype=np.int64))


def _is_worth_a_look(relaxation: Relaxation) -> NDArray[np.bool_]:
    loss = relaxation.loss()
    near = loss < NEAR * max(1.0, float(relaxation.gain.mean() if len(relaxation.gain) else 1.0))
    return np.asarray(near | (relaxation.shares > 1e-3))


def _gains(relaxation: Relaxation, places: Integers, *, is_last: bool, board: Board) -> Integers:
    """Return what taking each place is worth, scaled to whole numbers: in the last slot, just what it adds."""
    if is_last:
        missing = np.array(board.count) < np.array(relaxation.instance.promised)
        people = missing[relaxation.first[places]].astype(np.int64) + missing[relaxation.second[places]]
        return SCALE * (relaxation.gain[places] + relaxation.promise * people)
    left: Floats = relaxation.left_within()[places] + FAVOUR * relaxation.shares[places]
    return np.rint(SCALE * left).astype(np.int64)


def _best_matching(
    relaxation: Relaxation, places: Integers, gains: Integers, room: list[int], search: Search
) -> Integers:
    """Return the numbers of the places to take in one slot: whole, nobody twice, tables kept.

    `room` says how many meetings the tables of each group still hold there.
    """
    instance = relaxation.instance
    model, groups = cp_model.CpModel(), defaultdict(list)
    taken = [model.new_bool_var("") for _ in places]
    shared: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for variable, place in zip(taken, places.tolist(), strict=True):
        groups["person", int(relaxation.first[place])].append(variable)
        groups["person", int(relaxation.second[place])].append(variable)
        candidate = int(relaxation.candidate[place])
        if instance.own_table[candidate] >= 0:
            groups["table", instance.own_table[candidate]].append(variable)
        else:
            shared[instance.group[candidate]].append(variable)
    for group in groups.values():
        model.add_at_most_one(group)
    for number, here in shared.items():
        model.add(sum(here) <= max(0, room[number]))
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, gains.tolist()))

    def prepare(solver: cp_model.CpSolver) -> None:
        solver.parameters.random_seed = SEED
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = EFFORT

    search.watch.check()
    status, solver = search.run(model, "", 1.0, prepare=prepare)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return np.zeros(0, dtype=np.int64)
    return np.array([n for n, here in enumerate(taken) if solver.boolean_value(here)], dtype=np.int64)
