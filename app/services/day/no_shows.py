"""One tap of an organiser: this one has not come to the meeting that is on, or has after all.

It cancels nothing yet: the other one is left alone from then on, sees who is free, and can be offered somebody
(stand_in_offers.py). The yes of a stand-in gives the meeting up; until then all can be taken back.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import ActKind, CalendarEntry, Camp, Participant, User
from app.services import acts, camps
from app.services.changes import replies
from app.services.clock import now
from app.services.refusals import Conflict, NotThere


def note(camp: Camp, number: int, code: str, by: User) -> Participant:
    """Keep that whoever has this code has not come to the meeting of this number; returns them. Commits.

    Conflict before the meeting begins, once it is over, and when it was cancelled. Doing it twice changes nothing.
    """
    camps.lock(camp)
    entry, person = _of(camp, number, code)
    if entry.is_cancelled or not entry.starts_at <= now() < entry.ends_at:
        raise Conflict(_("This can be said of a meeting that stands, while it is on."))
    if replies.note_not_come(person, entry):
        acts.note(camp, by, ActKind.NO_SHOW, about=person)
    db.session.commit()
    return person


def undo(camp: Camp, number: int, code: str, by: User) -> Participant:
    """They have come after all; returns them. Commits. Conflict once the meeting was given up for another one."""
    camps.lock(camp)
    entry, person = _of(camp, number, code)
    if entry.is_cancelled:
        raise Conflict(_("The meeting was given up: the other one meets somebody else by now."))
    if replies.take_back_not_come(person, entry):
        acts.note(camp, by, ActKind.NO_SHOW_UNDONE, about=person)
    db.session.commit()
    return person


def _of(camp: Camp, number: int, code: str) -> tuple[CalendarEntry, Participant]:
    """The meeting and the one of its two who has this code; NotThere for anybody and anything else."""
    query = select(CalendarEntry, Participant).where(
        CalendarEntry.camp_id == camp.id, CalendarEntry.id == number,
        Participant.camp_id == camp.id, Participant.code == code,
        CalendarEntry.has(Participant.id),  # type: ignore[arg-type]
    )  # fmt: skip
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotThere(_("There is no such meeting."))
    return found[0], found[1]
