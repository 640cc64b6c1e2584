"""Sessions that cannot both be as they are planned: in one room, or with one speaker, at the same time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.models import Session
from app.services.programme.programme import speakers_of


@dataclass(frozen=True)
class DoubleBooking:
    """A room, or else a speaker, named as in the earlier of the two sessions."""

    name: str
    is_room: bool
    first: Session
    second: Session


def found_in(sessions: Sequence[Session]) -> list[DoubleBooking]:
    """All of them, in the order of time; names are the same whatever their capitals and spaces."""
    ordered = sorted(sessions, key=lambda session: (session.starts_at, session.id))
    return [
        found
        for first, second in combinations(ordered, 2)
        if second.starts_at < first.ends_at
        for found in _shared(first, second)
    ]


def _shared(first: Session, second: Session) -> Iterator[DoubleBooking]:
    for is_room, here, there in (
        (True, _room(first), _room(second)),
        (False, speakers_of(first), speakers_of(second)),
    ):
        others = {name.casefold() for name in there}
        for name in here:
            if name.casefold() in others:
                yield DoubleBooking(name, is_room, first, second)


def _room(session: Session) -> tuple[str, ...]:
    room = " ".join(session.room.split())
    return (room,) if room else ()
