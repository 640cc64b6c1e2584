"""Find other slots for many meetings at once, where chains of two slots end at somebody's absence.

In a full camp nearly everybody meets in every free slot, and an exchange of two slots runs into an absence
before it ends. Three slots leave far more ways. What is asked is small: the meetings of these slots, all
others as they are; is there a way that also holds one meeting more, or with less waiting? CP-SAT says
yes with the way, or no, mostly within a tenth of a second for a thousand people.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from itertools import combinations
from random import Random

from ortools.sat.python import cp_model

from .board import Board
from .exact import Search
from .masks import slots_in
from .score import waiting_of

# In how many slots meetings are looked at together, and how many of them, the nearest, at most.
SLOTS, MEETINGS = 3, 3_000
# How much longer people may wait for a meeting more, and how many third slots are tried for it.
ALLOWANCE, ROOM_TRIES = 2, 4
# Conflicts after which a question is left open; questions without a gain before giving up, each and in all.
CONFLICTS, PATIENCE_EACH, PATIENCE = 2_000, 30, 200
CHECK_EVERY = 512


def wait_less(board: Board, random: Random, search: Search, tell: Callable[[], None]) -> None:
    """Ask around one after the other who waits, for as long as there are gains; `tell` hears of each.

    The same meetings stand afterwards, and nobody waits longer than a limited difference allows anybody.
    """
    instance, since = board.instance, 0
    while not search.watch.is_over():
        waiting = [person for person, busy in enumerate(board.busy) if waiting_of(instance, person, busy)]
        random.shuffle(waiting)
        for person in waiting:
            since += 1
            if since > min(PATIENCE, PATIENCE_EACH * len(waiting)) or search.watch.is_over():
                return
            slots = _slots_around(board, person, random)
            if slots and Question(board, person, slots, check=search.watch.check).is_answered(search):
                since = 0
                tell()
        if not waiting:
            return


def make_room(board: Board, candidate: int, random: Random, search: Search) -> bool:
    """Ask for room for a meeting without a slot, with a few slots beside those in which its people are free."""
    instance = board.instance
    people = (instance.first[candidate], instance.second[candidate])
    free = [list(slots_in(instance.free[person] & ~board.busy[person])) for person in people]
    if not all(free) or not board.has_room(candidate):
        return False
    holes = {random.choice(slots) for slots in free}
    others = [slot for slot in range(instance.slot_count) if slot not in holes]
    for more in random.sample(others, min(len(others), ROOM_TRIES)) or holes:
        if search.watch.is_over():
            return False
        if Question(board, people[0], sorted({*holes, more}), candidate, search.watch.check).is_answered(
            search
        ):
            return True
    return False


def _slots_around(board: Board, person: int, random: Random) -> list[int]:
    """Draw slots for a question: one in which the person waits, an end of that span, and any other."""
    instance, busy = board.instance, board.busy[person]
    now = waiting_of(instance, person, busy)
    free, taken = instance.free[person] & ~busy, list(slots_in(busy))
    gaps = [slot for slot in slots_in(free) if waiting_of(instance, person, busy | 1 << slot) < now]
    ends = [slot for slot in taken if waiting_of(instance, person, busy ^ 1 << slot) < now]
    if not gaps or not taken:
        return []
    return _with_others(board, {random.choice(gaps), random.choice(ends or taken)}, random)


def _with_others(board: Board, drawn: set[int], random: Random) -> list[int]:
    others = [slot for slot in range(board.instance.slot_count) if slot not in drawn]
    return sorted(drawn | set(random.sample(others, min(len(others), max(0, SLOTS - len(drawn))))))


class Question:
    """Can the meetings near somebody in a few slots stand in other ones of these, to some gain?

    The gain is a meeting more, `more`, or without one less waiting. All other meetings stay.
    """

    def __init__(
        self,
        board: Board,
        person: int,
        slots: list[int],
        more: int = -1,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Gather the meetings and state the rules for them; `check` is asked on the way, and may raise."""
        self.board, self.slots, self._check = board, slots, check
        self.model = cp_model.CpModel()
        self.meetings = self._near(person)
        self.more = [] if more < 0 else [more]
        self.stands: dict[tuple[int, int], cp_model.IntVar] = {}
        # The meetings that may stand in a slot, by person, by table of a host, and by group of other tables.
        self.of_person: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        self._of_desk: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        self._shared: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for state in (self._place, self._at_tables, self._be_busy):
            check()
            state()

    def is_answered(self, search: Search) -> bool:
        """Put the meetings where the answer has them; False for a no, or no answer within the limits."""
        status, solver = search.run(self.model, "", 1.0, prepare=_briefly)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return False
        for candidate in self.meetings:
            self.board.take(candidate)
        for (candidate, slot), stands in self.stands.items():
            if solver.boolean_value(stands):
                self.board.put(candidate, slot)
        return True

    def _near(self, person: int) -> list[int]:
        """Return the meetings in the slots that hang together with the person's, the nearest first."""
        board, instance = self.board, self.board.instance
        found: dict[int, None] = {}
        people, seen = deque([person]), {person}
        while people and len(found) < MEETINGS:
            one = people.popleft()
            for slot in self.slots:
                meeting = board.at[one][slot]
                if meeting < 0 or meeting in found or self._is_bound(meeting):
                    continue
                found[meeting] = None
                other = instance.first[meeting] + instance.second[meeting] - one
                if other not in seen:
                    seen.add(other)
                    people.append(other)
        return list(found)

    def _is_bound(self, meeting: int) -> bool:
        instance = self.board.instance
        return bool(instance.earlier.get(meeting) or instance.later.get(meeting))

    def _place(self) -> None:
        instance = self.board.instance
        for meeting in self.meetings + self.more:
            own, group = instance.own_table[meeting], instance.group[meeting]
            here = []
            for slot in self.slots:
                if instance.allowed[meeting] >> slot & 1:
                    stands = self.model.new_bool_var("")
                    self.stands[meeting, slot] = stands
                    here.append(stands)
                    for person in (instance.first[meeting], instance.second[meeting]):
                        self.of_person[person, slot].append(stands)
                    (self._of_desk[own, slot] if own >= 0 else self._shared[group, slot]).append(stands)
            self.model.add_exactly_one(here)

    def _at_tables(self) -> None:
        """Keep the tables to one meeting a slot, whoever else sits at them."""
        board, instance = self.board, self.board.instance
        moving = [(board.slot_of[meeting], instance.own_table[meeting]) for meeting in self.meetings]
        for (group, slot), stands in self._shared.items():
            leaving = sum(
                board.slot_of[one] == slot and instance.is_at_shared(one, group) for one in self.meetings
            )
            room = instance.capacity[group][slot] - board.used[group][slot] + leaving
            if len(stands) > room:
                self.model.add(sum(stands) <= room)
        for (own, slot), stands in self._of_desk.items():
            is_taken = board.desk[own] >> slot & 1 and (slot, own) not in moving
            self.model.add(sum(stands) <= (0 if is_taken else 1))

    def _be_busy(self) -> None:
        """Let everybody be busy in one of the sets of slots open to them, and ask for less waiting in all."""
        board, now = self.board, 0
        waiting: list[tuple[cp_model.IntVar, int]] = []
        for number, (person, (mask, more)) in enumerate(self._moving().items()):
            if number % CHECK_EVERY == 0:
                self._check()
            staying = board.busy[person] & ~mask
            for slot in self.slots:
                here = self.of_person.get((person, slot), [])
                if staying >> slot & 1:
                    self.model.add_bool_and([~stands for stands in here])
                else:
                    self.model.add_at_most_one(here)
            held = [s for s in self.slots if not staying >> s & 1 and self.of_person.get((person, s))]
            count = mask.bit_count() + more
            if count < len(held):
                now += waiting_of(board.instance, person, board.busy[person])
                waiting += self._ways(person, staying, held, count)
        most = now + ALLOWANCE if self.more else now - 1
        self.model.add(sum(waits * way for way, waits in waiting) <= most)

    def _moving(self) -> dict[int, tuple[int, int]]:
        """Return for each person the slots of their meetings that are looked at, and how many come to them."""
        instance, found = self.board.instance, dict[int, tuple[int, int]]()
        for meeting in self.meetings + self.more:
            for person in (instance.first[meeting], instance.second[meeting]):
                mask, more = found.get(person, (0, 0))
                slot = self.board.slot_of[meeting]
                found[person] = (mask, more + 1) if slot < 0 else (mask | 1 << slot, more)
        return found

    def _ways(
        self, person: int, staying: int, slots: list[int], count: int
    ) -> list[tuple[cp_model.IntVar, int]]:
        """State which sets of slots a person may be busy in; return those with waiting, and how long."""
        instance, most = self.board.instance, self.board.instance.problem.max_waiting_difference
        ways, found = [], []
        within: dict[int, list[cp_model.IntVar]] = {slot: [] for slot in slots}
        for chosen in combinations(slots, count):
            busy = staying | sum(1 << slot for slot in chosen)
            waits = waiting_of(instance, person, busy)
            if (most is not None and waits > most) or not self._row_is_kept(busy):
                continue
            way = self.model.new_bool_var("")
            ways.append(way)
            for slot in chosen:
                within[slot].append(way)
            if waits:
                found.append((way, waits))
        self.model.add_exactly_one(ways)
        for slot in slots:
            self.model.add(sum(self.of_person[person, slot]) == sum(within[slot]))
        return found

    def _row_is_kept(self, busy: int) -> bool:
        row = self.board.row
        if row is None:
            return True
        for slots in self.board.instance.blocks:
            length = 0
            for slot in slots:
                length = length + 1 if busy >> slot & 1 else 0
                if length > row:
                    return False
        return True


def _briefly(solver: cp_model.CpSolver) -> None:
    solver.parameters.max_number_of_conflicts = CONFLICTS
    solver.parameters.linearization_level = solver.parameters.symmetry_level = 0
