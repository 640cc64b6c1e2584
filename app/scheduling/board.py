"""The schedule under construction: which candidate stands in which slot, and what still fits.

Every change goes through `put` and `take`, which keep the counts right. A board never holds a clash, a
full slot or somebody beyond their limit; rows and `after` are kept too. What it does not know are the
numbers of the tables (see `seat`) and the difference in waiting.
"""

from __future__ import annotations

from .instance import Instance


class Board:
    """Meetings placed so far. `slot_of[c]` is the slot of candidate c or -1; `at[p][s]` the reverse."""

    def __init__(self, instance: Instance) -> None:
        """Start with an empty board."""
        self.instance = instance
        people = len(instance.free)
        self.slot_of = [-1] * len(instance.first)
        self.at = [[-1] * instance.slot_count for _ in range(people)]
        # Slots of each person, and of each table with a host, that hold a meeting.
        self.busy = [0] * people
        self.desk = [0] * len(instance.open)
        self.count = [0] * people
        # Meetings without a host in each slot, and the slots where their tables are all taken; for each group.
        self.used = [[0] * instance.slot_count for _ in instance.groups]
        self.full = [instance.everything & ~room for room in instance.room]
        self.row = instance.problem.max_in_a_row
        # Without rows and `after`, a free slot for both with a table is all that it takes.
        self.simple = self.row is None and not instance.after
        # Then, with no table of several hosts either, moves within a chain need no second look.
        self.plain = self.simple and all(len(hosts) == 1 for hosts in instance.hosts.values())

    def put(self, candidate: int, slot: int) -> None:
        """Place a candidate in a slot where it fits."""
        instance, bit = self.instance, 1 << slot
        a, b = instance.first[candidate], instance.second[candidate]
        self.slot_of[candidate] = slot
        self.at[a][slot] = self.at[b][slot] = candidate
        self.busy[a] |= bit
        self.busy[b] |= bit
        self.count[a] += 1
        self.count[b] += 1
        own = instance.own_table[candidate]
        if own >= 0:
            self.desk[own] |= bit
        else:
            group = instance.group[candidate]
            self.used[group][slot] += 1
            if self.used[group][slot] >= instance.capacity[group][slot]:
                self.full[group] |= bit

    def take(self, candidate: int) -> int:
        """Take a placed candidate off the board and return the slot where it stood."""
        instance, slot = self.instance, self.slot_of[candidate]
        bit = 1 << slot
        a, b = instance.first[candidate], instance.second[candidate]
        self.slot_of[candidate] = -1
        self.at[a][slot] = self.at[b][slot] = -1
        self.busy[a] ^= bit
        self.busy[b] ^= bit
        self.count[a] -= 1
        self.count[b] -= 1
        own = instance.own_table[candidate]
        if own >= 0:
            self.desk[own] ^= bit
        else:
            group = instance.group[candidate]
            self.used[group][slot] -= 1
            self.full[group] &= ~bit
        return slot

    def holds_all(self, candidates: list[int]) -> bool:
        """Tell whether all of these stand."""
        return all(self.slot_of[candidate] >= 0 for candidate in candidates)

    def has_room(self, candidate: int) -> bool:
        """Tell whether both people may have one more meeting."""
        instance = self.instance
        a, b = instance.first[candidate], instance.second[candidate]
        return self.count[a] < instance.limit[a] and self.count[b] < instance.limit[b]

    def open_slots(self, candidate: int) -> int:
        """Return the slots, as a mask, in which an unplaced candidate fits as it is; limits left aside."""
        instance = self.instance
        taken = self.busy[instance.first[candidate]] | self.busy[instance.second[candidate]]
        taken |= self.places_taken(candidate)
        found = instance.allowed[candidate] & ~taken
        if self.simple or not found:
            return found
        return self.within_order(candidate, self._within_rows(candidate, found))

    def places_taken(self, candidate: int) -> int:
        """Return the slots, as a mask, in which every table is taken that the candidate could have."""
        own = self.instance.own_table[candidate]
        return self.desk[own] if own >= 0 else self.full[self.instance.group[candidate]]

    def _within_rows(self, candidate: int, slots: int) -> int:
        if self.row is None:
            return slots
        for person in (self.instance.first[candidate], self.instance.second[candidate]):
            rest = slots
            while rest:
                low = rest & -rest
                rest ^= low
                if self.row_with(person, low.bit_length() - 1) > self.row:
                    slots ^= low
        return slots

    def row_with(self, person: int, slot: int) -> int:
        """Return how many meetings in a row a person would have around a slot if one stood there."""
        instance, busy, length = self.instance, self.busy[person], 1
        for step in (instance.before, instance.next):
            other = step[slot]
            while other >= 0 and busy >> other & 1:
                length += 1
                other = step[other]
        return length

    def within_order(self, candidate: int, slots: int) -> int:
        """Keep the slots later than those of `earlier` candidates and before those of `later` ones."""
        for other in self.instance.earlier.get(candidate, ()):
            if self.slot_of[other] >= 0:
                slots &= -1 << (self.slot_of[other] + 1)
        for other in self.instance.later.get(candidate, ()):
            if self.slot_of[other] >= 0:
                slots &= (1 << self.slot_of[other]) - 1
        return slots

    def snapshot(self) -> list[int]:
        """Return the slots of all candidates, to be restored later."""
        return list(self.slot_of)

    def restore(self, slot_of: list[int]) -> None:
        """Put every candidate where a snapshot had it."""
        changed = [c for c, slot in enumerate(slot_of) if slot != self.slot_of[c]]
        for candidate in changed:
            if self.slot_of[candidate] >= 0:
                self.take(candidate)
        for candidate in changed:
            if slot_of[candidate] >= 0:
                self.put(candidate, slot_of[candidate])
