"""Meetings of one person, each in a slot of its own: a matching that grows by augmenting paths (Kuhn 1955)."""

from __future__ import annotations


class SlotMatching:
    """Slots given to meetings, one each; who came first may be moved for who comes later, but never loses."""

    def __init__(self) -> None:
        """Start with all slots free."""
        self._slots: list[int] = []
        self._holder: dict[int, int] = {}

    def add(self, slots: int) -> bool:
        """Give one more meeting one of the slots of a mask; tell whether it can have one beside the others."""
        self._slots.append(slots)
        return self._place(len(self._slots) - 1, set())

    def _place(self, meeting: int, seen: set[int]) -> bool:
        rest = self._slots[meeting]
        while rest:
            slot = rest & -rest
            rest ^= slot
            if slot not in seen:
                seen.add(slot)
                if slot not in self._holder or self._place(self._holder[slot], seen):
                    self._holder[slot] = meeting
                    return True
        return False
