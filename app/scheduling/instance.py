"""A problem in the form that the solver works on: numbers for ids, and sets of slots as bit masks.

Participants, tables, candidates and slots count from 0 in the problem's order; bit s of a mask is
slot s. Everything here follows from the problem and is never changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from copy import copy
from itertools import pairwise

from .problem import Problem
from .values import Participant, pair_of


class Instance:
    """A prepared problem; see the comments on its attributes."""

    SHARED = -1
    NOWHERE = -2

    def __init__(self, problem: Problem, look_up: Callable[[], object] = bool) -> None:
        """Prepare a problem; takes time linear in its size, and calls `look_up` between its parts."""
        self.problem = problem
        self.slot_index = {slot.id: index for index, slot in enumerate(problem.slots)}
        self.table_index = {table.id: index for index, table in enumerate(problem.tables)}
        self.person_index = {person.id: index for index, person in enumerate(problem.participants)}
        self.index_of = {item.pair: index for index, item in enumerate(problem.candidates)}
        self.slot_count = len(problem.slots)
        self.everything = (1 << self.slot_count) - 1
        for prepare in (
            self._prepare_blocks,
            self._prepare_tables,
            self._prepare_people,
            self._prepare_candidates,
            self._prepare_relations,
            self._prepare_requirements,
        ):
            look_up()
            prepare()

    def mask(self, slots: tuple[str, ...]) -> int:
        """Return the slots of these ids as a mask."""
        found = 0
        for slot in slots:
            found |= 1 << self.slot_index[slot]
        return found

    def most_meetings_in(self, slot: int) -> int:
        """Return how many meetings a slot holds at most: shared tables, and each host's."""
        hosted = sum((self.hosted[table] & self.open[table]) >> slot & 1 for table in self.hosts)
        return sum(capacity[slot] for capacity in self.capacity) + hosted

    def is_at_shared(self, candidate: int, group: int) -> bool:
        """Tell whether a candidate meets at the tables of a group, which no host keeps."""
        return self.own_table[candidate] < 0 and self.group[candidate] == group

    def usable(self, slot: int, group: int) -> list[int]:
        """Return the tables of a group where people without a host may sit in a slot."""
        return [
            table
            for table, usable in enumerate(self.open)
            if self.group_of_table[table] == group and (usable & ~self.hosted[table]) >> slot & 1
        ]

    def without(self, slots: list[int]) -> Instance:
        """Return the same problem with some slots, a mask for each person, in which they cannot meet."""
        narrower = copy(self)
        narrower.free = [free & ~mask for free, mask in zip(self.free, slots, strict=True)]
        narrower.allowed = [
            allowed & ~slots[a] & ~slots[b]
            for allowed, a, b in zip(self.allowed, self.first, self.second, strict=True)
        ]
        return narrower

    def _prepare_blocks(self) -> None:
        blocks: dict[str, list[int]] = defaultdict(list)
        for index, slot in enumerate(self.problem.slots):
            blocks[slot.block].append(index)
        # The slots of each block, in the order of time.
        self.blocks = list(blocks.values())
        self.block_masks = [sum(1 << slot for slot in slots) for slots in self.blocks]
        self.block_of = [0] * self.slot_count
        # The slot before and after each slot within its block, or -1.
        self.before = [-1] * self.slot_count
        self.next = [-1] * self.slot_count
        for number, slots in enumerate(self.blocks):
            for place in slots:
                self.block_of[place] = number
            for earlier, later in pairwise(slots):
                self.before[later], self.next[earlier] = earlier, later

    def _prepare_tables(self) -> None:
        tables, people = self.problem.tables, self.problem.participants
        # The slots in which each table is open.
        self.open = [self.everything & ~self.mask(table.closed_slots) for table in tables]
        # The slots in which each table is kept for a host who is in.
        self.hosted = [0] * len(tables)
        self.hosts: dict[int, list[int]] = defaultdict(list)
        for number, person in enumerate(people):
            if person.table is not None:
                table = self.table_index[person.table]
                self.hosted[table] |= self.everything & ~self.mask(person.absent_slots)
                self.hosts[table].append(number)
        # Tables with the same interpreter are a group; group 0 are those without one.
        needed = {item.interpreter for item in self.problem.candidates}
        names = sorted(needed.union(table.interpreter for table in tables) - {""})
        self.groups = {name: group for group, name in enumerate(["", *names])}
        self.group_of_table = [self.groups[table.interpreter] for table in tables]
        # How many meetings without a host fit in each slot at the tables of each group.
        self.capacity = [[0] * self.slot_count for _ in self.groups]
        for table, group in enumerate(self.group_of_table):
            usable = self.open[table] & ~self.hosted[table]
            for slot in range(self.slot_count):
                self.capacity[group][slot] += usable >> slot & 1
        # The slots in which the tables of each group hold any.
        self.room = [sum(1 << slot for slot, most in enumerate(here) if most) for here in self.capacity]

    def _prepare_people(self) -> None:
        people = self.problem.participants
        # The slots in which each person is there, and in which they can meet (a host needs the table).
        self.present = [self.everything & ~self.mask(person.absent_slots) for person in people]
        self.free = [self._free(person) for person in people]
        # How many meetings each person can have at most.
        self.limit = [self._limit(person, free) for person, free in zip(people, self.free, strict=True)]
        self.promised = [person.promised for person in people]

    def _free(self, person: Participant) -> int:
        free = self.everything & ~self.mask(person.absent_slots)
        return free if person.table is None else free & self.open[self.table_index[person.table]]

    def _limit(self, person: Participant, free: int) -> int:
        most = self._most_meetings(free)
        return most if person.max_meetings is None else min(most, person.max_meetings)

    def _most_meetings(self, free: int) -> int:
        """Count how many of the free slots can hold meetings when rows are limited."""
        row = self.problem.max_in_a_row
        if row is None:
            return free.bit_count()
        total = 0
        for slots in self.blocks:
            length = 0
            for slot in slots:
                length = length + 1 if free >> slot & 1 else 0
                if length == row + 1:
                    length = 0
                elif length:
                    total += 1
        return total

    def _prepare_candidates(self) -> None:
        candidates, people = self.problem.candidates, self.problem.participants
        # The two people of each candidate, and its worth.
        self.first = [self.person_index[item.a] for item in candidates]
        self.second = [self.person_index[item.b] for item in candidates]
        self.worth = [item.worth for item in candidates]
        # The group of tables at which each candidate meets when there is no host.
        self.group = [self.groups[item.interpreter] for item in candidates]
        # The table of the candidate's host, SHARED when there is no host, NOWHERE when there are two, or when one
        # who needs an interpreter would have to sit where there is none.
        table_of = [-1 if item.table is None else self.table_index[item.table] for item in people]
        pairs = list(zip(self.first, self.second, strict=True))
        self.own_table = [self.SHARED] * len(pairs)
        if self.hosts:
            self.own_table = [
                self._own_table(table_of[a], table_of[b], group)
                for (a, b), group in zip(pairs, self.group, strict=True)
            ]
        # The slots in which each candidate can stand, everybody else left aside.
        elsewhere = defaultdict(lambda: self.everything, {self.NOWHERE: 0})
        self.allowed = [
            self.free[a] & self.free[b] & (self.room[group] if own == self.SHARED else elsewhere[own])
            for (a, b), own, group in zip(pairs, self.own_table, self.group, strict=True)
        ]
        for number, item in enumerate(candidates):
            if item.slots is not None:
                self.allowed[number] &= self.mask(item.slots)

    def _own_table(self, one: int, other: int, group: int) -> int:
        """Tell where two people meet, by the tables that they host, -1 for none."""
        table = max(one, other)
        if table < 0:
            return self.SHARED
        return self.NOWHERE if group or (one >= 0 and other >= 0 and one != other) else table

    def _prepare_relations(self) -> None:
        # The candidates of each person.
        self.of_person: list[list[int]] = [[] for _ in self.problem.participants]
        for number in range(len(self.first)):
            self.of_person[self.first[number]].append(number)
            self.of_person[self.second[number]].append(number)

    def _prepare_requirements(self) -> None:
        problem = self.problem
        # The slot of each pinned candidate, else -1.
        self.pinned_slot = [-1] * len(problem.candidates)
        self.pinned_table: dict[int, int] = {}
        for pin in problem.pinned:
            number, slot = self.index_of[pin.pair], self.slot_index[pin.slot]
            self.pinned_slot[number] = slot
            self.allowed[number] &= 1 << slot
            if pin.table is not None:
                self.pinned_table[number] = self.table_index[pin.table]
        # The candidates that every sound schedule holds.
        self.needed = [
            number
            for number, item in enumerate(problem.candidates)
            if item.required or self.pinned_slot[number] >= 0
        ]
        self.is_needed = [False] * len(problem.candidates)
        for number in self.needed:
            self.is_needed[number] = True
        # Pairs (later, earlier) of candidates; and for each candidate those on either side.
        self.after = [
            (number, self.index_of[pair_of(a, b)])
            for number, item in enumerate(problem.candidates)
            for a, b in item.after
        ]
        self.earlier: dict[int, list[int]] = defaultdict(list)
        self.later: dict[int, list[int]] = defaultdict(list)
        for later, earlier in self.after:
            self.earlier[later].append(earlier)
            self.later[earlier].append(later)
        # The meetings of the previous schedule that could stand again: candidate to slot.
        self.previous = {}
        for placing in problem.previous:
            number = self.index_of.get(placing.pair, -1)
            slot = self.slot_index[placing.slot]
            if number >= 0 and self.allowed[number] >> slot & 1:
                self.previous[number] = slot
