"""The difference as each person has it: what they lose, what moves and what they gain, and the mail that tells them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models import Participant
from app.scheduling.similarity import fold
from app.services.calendars.differences import Change, ChangeKind, Placement, concerned

_ORDER = (ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.NEW)


@dataclass(frozen=True)
class OwnChange:
    """A meeting of somebody that changes, with whom they meet; `was_agreed` that the two had arranged it themselves."""

    kind: ChangeKind
    partner: Participant
    before: Placement | None
    after: Placement | None
    was_agreed: bool = False


@dataclass(frozen=True)
class PersonChanges:
    """All that changes for a person: what they lose first, then what moves, then what is new, each in order of time.

    `by_invitation` says that their calendar is changed by mail besides.
    """

    person: Participant
    changes: list[OwnChange]
    by_invitation: bool = False

    @property
    def lost(self) -> list[OwnChange]:
        """The meetings that are cancelled for them."""
        return self._of(ChangeKind.CANCELLED)

    @property
    def moved(self) -> list[OwnChange]:
        """The meetings that are at another time or table."""
        return self._of(ChangeKind.MOVED)

    @property
    def gained(self) -> list[OwnChange]:
        """The meetings that are new to them."""
        return self._of(ChangeKind.NEW)

    def _of(self, kind: ChangeKind) -> list[OwnChange]:
        return [change for change in self.changes if change.kind is kind]


def by_person(
    found: list[Change], people: Mapping[int, Participant], invited: Collection[int] = ()
) -> list[PersonChanges]:
    """Everybody for whom something changes, by name; `invited` are those whose meetings come by invitation."""
    rows = [
        PersonChanges(people[number], _own(own, number, people), number in invited)
        for number, own in concerned(found).items()
        if number in people
    ]
    return sorted(rows, key=lambda row: (row.person.name.casefold(), row.person.id))


def _own(changes: Iterable[Change], number: int, people: Mapping[int, Participant]) -> list[OwnChange]:
    """`changes` are in the order of time."""
    own = [
        OwnChange(
            change.kind,
            people[sum(change.pair) - number],
            change.before,
            change.after,
            change.taken is not None,
        )
        for change in changes
    ]
    return sorted(own, key=lambda one: _ORDER.index(one.kind))


def named(rows: Sequence[PersonChanges], wanted: str) -> list[PersonChanges]:
    """Those whose name, or whose partner's, holds every word; everybody for none."""
    words = fold(wanted).split()

    def is_meant(row: PersonChanges) -> bool:
        names = [fold(row.person.name), *(fold(change.partner.name) for change in row.changes)]
        return any(all(word in name for word in words) for name in names)

    return [row for row in rows if is_meant(row)] if words else list(rows)
