"""Changing when one is there: everything at once, with a word first about the meetings in the way."""

from collections.abc import Sequence
from enum import StrEnum

from flask_babel import gettext as _

from app.extensions import db
from app.models import Camp, Participant
from app.services import camps
from app.services.changes import cancellations
from app.services.programme import availability, session_places
from app.services.programme.availability import Times
from app.services.refusals import Conflict, Refusal
from app.services.times import clashes
from app.services.times.clashes import Clash


class Settle(StrEnum):
    """What to do about published meetings that the new times leave no room for."""

    CANCEL = "cancel"
    KEEP = "keep"


class MeetingsInTheWay(Conflict):
    """Published meetings clash with the times; nothing is saved until it is said what becomes of them."""

    def __init__(self, found: Sequence[Clash]) -> None:
        super().__init__(_("You have published meetings at these times. Say what should become of them."))
        self.clashes = found


def edit(
    camp: Camp, me: Participant, times: Times, settle: Settle | None = None, shown: str = ""
) -> list[Clash]:
    """Change when I am there. Commits; returns the meetings that were cancelled for it.

    Without a word about the meetings in the way, or when they are not those that were `shown` (their
    mark), MeetingsInTheWay. When refused, nothing is saved.
    """
    camps.lock(camp)
    try:
        cancelled = _edit(camp, me, times, settle, shown)
    except Refusal:
        db.session.rollback()
        raise
    db.session.commit()
    return cancelled


def _edit(camp: Camp, me: Participant, times: Times, settle: Settle | None, shown: str) -> list[Clash]:
    availability.set_absences(me, times.absent)
    availability.set_stay(me, times.arrives_at, times.leaves_at)
    got = session_places.choose_sessions(me, times.sessions, times.waits)
    found = clashes.clashes_at(camp, me, Times(times.absent, got, (), times.arrives_at, times.leaves_at))
    if found and (settle is None or shown != clashes.mark_of(found)):
        raise MeetingsInTheWay(found)
    if settle is not Settle.CANCEL:
        return []
    cancellations.cancel(camp, me, [clash.entry for clash in found])
    return found
