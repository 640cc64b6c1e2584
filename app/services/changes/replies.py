"""What participants say about a published meeting: "I am here", "I cannot come", and taking it back.

That somebody has not come is said by others (no_shows.py, stand_in_asks.py) and kept in the same place: whoever
says "I am here" after all takes it away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from app.extensions import db
from app.models import CalendarEntry, Camp, Participant, ParticipantStatus, Reply, ReplyKind
from app.services import camps
from app.services.changes import cancellations
from app.services.clock import now
from app.services.refusals import NotThere, Refusal

GONE = (ReplyKind.CANNOT_COME, ReplyKind.NOT_COME)
"""What stands for somebody who is not at the table and will not be."""
HERE_FROM = timedelta(minutes=15)
"""How long before a meeting somebody may say that they are at the table."""


@dataclass(frozen=True)
class Said:
    """What the two have said about their meeting, or what was said of them, seen from one of the two."""

    mine: ReplyKind | None = None
    theirs: ReplyKind | None = None

    @property
    def waits_in_vain(self) -> bool:
        """Somebody says that the other one has not come, and nobody says so of me."""
        return self.theirs is ReplyKind.NOT_COME and self.mine not in GONE


def meeting_with(camp: Camp, me: Participant, code: str) -> tuple[CalendarEntry, Participant]:
    """My published meeting with the participant of this code, cancelled or not; NotThere without one."""
    partner = db.session.scalar(
        select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    )
    lo, hi = sorted((me.id, partner.id)) if partner is not None else (0, 0)
    entry = db.session.scalar(
        select(CalendarEntry).where(
            CalendarEntry.camp_id == camp.id,
            CalendarEntry.person_lo_id == lo,
            CalendarEntry.person_hi_id == hi,
        )
    )
    if partner is None or entry is None:
        raise NotThere(_("There is no such meeting on your agenda."))
    return entry, partner


def said_about(me: Participant, entries: Collection[CalendarEntry]) -> dict[int, Said]:
    """What has been said about each of these meetings of mine, by the entry's number; one query."""
    query = select(Reply).where(Reply.entry_id.in_([entry.id for entry in entries]))
    replies = list(db.session.scalars(query)) if entries else []
    found = {}
    for entry in entries:
        own = [reply for reply in replies if reply.entry_id == entry.id]
        mine = next((reply.kind for reply in own if reply.participant_id == me.id), None)
        theirs = next((reply.kind for reply in own if reply.participant_id != me.id), None)
        found[entry.id] = Said(mine, theirs)
    return found


def here_is_open(entry: CalendarEntry, at: datetime | None = None) -> bool:
    """Whether somebody may say now that they are at the table: a quarter of an hour before, until the end."""
    moment = at or now()
    return not entry.is_cancelled and entry.starts_at - HERE_FROM <= moment < entry.ends_at


def say_here(camp: Camp, me: Participant, code: str) -> Participant:
    """Say that I am at the table; returns the partner. Commits. Saying it twice changes nothing."""
    camps.lock(camp)
    entry, partner = meeting_with(camp, me, code)
    if not here_is_open(entry):
        raise Refusal(
            _("You can say that you are here from 15 minutes before a meeting that stands until its end.")
        )
    _put(me, entry, ReplyKind.HERE)
    db.session.commit()
    return partner


def take_back_here(camp: Camp, me: Participant, code: str) -> Participant:
    """Not here after all; returns the partner. Commits."""
    entry, partner = meeting_with(camp, me, code)
    _drop(me, entry, ReplyKind.HERE)
    db.session.commit()
    return partner


def cancelling_means(entry: CalendarEntry, partner: Participant) -> list[str]:
    """What follows from saying that I cannot come, in sentences."""
    return [
        _("%(name)s gets a mail at once, with a calendar file that cancels the meeting.", name=partner.name),
        _("The meeting is struck out on both agendas, and cancelled in calendars that follow them."),
        _("Nothing else is planned for you at that time."),
        _("Until the meeting would begin you can take it back, unless the time has been given away."),
    ]


def say_cannot_come(camp: Camp, me: Participant, code: str, reason: str = "") -> Participant:
    """Cancel my meeting with this participant; returns them. Commits. Refused when it is over.

    The other one reads the reason, if I give one.

    The slot becomes an absence, so that no later schedule puts me there. Saying it twice changes nothing.
    """
    camps.lock(camp)
    entry, partner = meeting_with(camp, me, code)
    if entry.is_cancelled:
        db.session.rollback()
        return partner
    if entry.ends_at <= now():
        raise Refusal(_("This meeting is over."))
    _put(me, entry, ReplyKind.CANNOT_COME)
    cancellations.mark_absent(me, entry, is_absent=True)
    cancellations.cancel(camp, me, [entry], reason)
    db.session.commit()
    return partner


def can_come_again(said: Said, entry: CalendarEntry, partner: Participant) -> bool:
    """Whether I, who have `said` so, may still take back that I cannot come; one query at most."""
    return (
        entry.is_cancelled
        and said.mine is ReplyKind.CANNOT_COME
        and said.theirs is not ReplyKind.CANNOT_COME
        and entry.starts_at > now()
        and partner.status is ParticipantStatus.CONFIRMED
        and not cancellations.in_the_way(entry)
    )


def take_back_cannot_come(camp: Camp, me: Participant, code: str) -> Participant:
    """Let the meeting take place after all; returns the partner. Commits."""
    camps.lock(camp)
    entry, partner = meeting_with(camp, me, code)
    if not can_come_again(said_about(me, [entry])[entry.id], entry, partner):
        raise Refusal(_("This meeting can no longer be brought back. Please ask the organisers."))
    _drop(me, entry, ReplyKind.CANNOT_COME)
    cancellations.mark_absent(me, entry, is_absent=False)
    cancellations.bring_back(camp, me, entry)
    db.session.commit()
    return partner


def note_not_come(person: Participant, entry: CalendarEntry) -> bool:
    """Keep that the person has not come to the meeting, in the present transaction; whether nobody had said so yet."""
    is_new = not take_back_not_come(person, entry)
    _put(person, entry, ReplyKind.NOT_COME)
    return is_new


def take_back_not_come(person: Participant, entry: CalendarEntry) -> bool:
    """Forget that again, in the present transaction; whether there was anything to forget."""
    return _drop(person, entry, ReplyKind.NOT_COME) > 0


def forget(entries: Sequence[CalendarEntry]) -> None:
    """Drop what was said about these meetings, for they are others now. Does not commit."""
    db.session.execute(delete(Reply).where(Reply.entry_id.in_([entry.id for entry in entries])))


def _put(me: Participant, entry: CalendarEntry, kind: ReplyKind) -> None:
    _drop(me, entry, *ReplyKind)
    db.session.add(
        Reply(camp_id=entry.camp_id, entry_id=entry.id, participant_id=me.id, kind=kind, said_at=now())
    )
    db.session.flush()


def _drop(me: Participant, entry: CalendarEntry, *kinds: ReplyKind) -> int:
    """Forget what stands of these kinds; returns how many."""
    mine = (Reply.entry_id == entry.id, Reply.participant_id == me.id)
    gone = db.session.execute(delete(Reply).where(*mine, or_(*(Reply.kind == kind for kind in kinds))))
    return int(getattr(gone, "rowcount", 0))
