"""By which way a participant's meetings come into their calendar, as far as files and feeds must know it.

What comes by invitation stands in neither the feed nor the file, so that nothing stands twice in any calendar.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.models import CalendarAnswer, CalendarWay, Method, Participant, SentVersion


@dataclass(frozen=True)
class Way:
    """One participant's way. `last` is the latest version that was sent of each meeting, by its entry; `answers`
    what they have answered to it, for who is told something new."""

    by_invitation: bool = False
    lift: int = 0
    turned_at: datetime | None = None
    last: dict[int, SentVersion] = field(default_factory=dict)
    answers: dict[int, CalendarAnswer] = field(default_factory=dict)

    def carries(self, entry_id: int) -> bool:
        """Whether the invitation is what keeps this meeting right: one stands, or was cancelled while they come."""
        version = self.last.get(entry_id)
        return version is not None and (self.by_invitation or version.method is Method.REQUEST)


def way_of(person: Participant) -> Way:
    """The participant's; two queries at most."""
    row = db.session.get(CalendarWay, person.id)
    if row is None:
        return Way()
    return Way(row.by_invitation, row.lift, row.turned_at, latest([person.id]).get(person.id, {}))


def comes_by_invitation(person: Participant) -> bool:
    """Whether the participant's meetings come by invitation; one query at most."""
    row = db.session.get(CalendarWay, person.id)
    return row is not None and row.by_invitation


def how_many_invited(camp_id: int, people: Collection[int]) -> int:
    """How many of these participants of the camp get invitations; one query."""
    return len(invited_among(camp_id, people))


def invited_among(camp_id: int, people: Collection[int]) -> set[int]:
    """Which of these participants of the camp get invitations; one query."""
    query = select(CalendarWay.participant_id).where(
        CalendarWay.camp_id == camp_id, CalendarWay.by_invitation
    )
    return set(db.session.scalars(query)) & set(people)


def latest(people: Collection[int]) -> dict[int, dict[int, SentVersion]]:
    """The latest version sent to each of these participants of each meeting, by participant and entry."""
    newest = (
        select(func.max(SentVersion.id))
        .where(SentVersion.participant_id.in_(people))
        .group_by(SentVersion.participant_id, SentVersion.entry_id)
    )
    rows: Iterable[SentVersion] = db.session.scalars(
        select(SentVersion).where(SentVersion.id.in_(newest)).order_by(SentVersion.starts_at, SentVersion.id)
    )
    found: dict[int, dict[int, SentVersion]] = {}
    for row in rows:
        found.setdefault(row.participant_id, {})[row.entry_id] = row
    return found


def answers_of(people: Collection[int]) -> dict[int, dict[int, CalendarAnswer]]:
    """What each of these participants has answered, by participant and entry; one query."""
    query = select(CalendarAnswer).where(CalendarAnswer.participant_id.in_(people))
    found: dict[int, dict[int, CalendarAnswer]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.participant_id, {})[row.entry_id] = row
    return found
