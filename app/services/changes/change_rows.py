"""The rows of asked changes: made and closed in the transaction that causes it. None of these commits."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import update

from app.extensions import db
from app.models import AskedChange, AskedKind, AskedStatus, CalendarEntry, Participant
from app.services.clock import now
from app.services.refusals import Refusal

LONGEST_REASON = 500


def new(me: Participant, entry: CalendarEntry, kind: AskedKind, reason: str) -> AskedChange:
    """A row that waits, not yet in the session. Refused when the reason is too long."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("Say it in at most %(most)s characters.", most=LONGEST_REASON))
    return AskedChange(
        camp_id=me.camp_id, entry_id=entry.id, participant_id=me.id, kind=kind, reason=reason,
        status=AskedStatus.ASKED, is_open=True, asked_at=now(),
    )  # fmt: skip


def note_cancellation(me: Participant, entry: CalendarEntry, reason: str) -> None:
    """Remember that I have cancelled, for what follows from it: done for me, open for the organisers.

    Whatever else was asked about the meeting is at an end. Does not commit.
    """
    _close(AskedChange.entry_id == entry.id)
    asked = new(me, entry, AskedKind.CANCEL, reason)
    asked.status = AskedStatus.DONE
    db.session.add(asked)


def forget_cancellation(me: Participant, entry: CalendarEntry) -> None:
    """The meeting takes place after all. Does not commit."""
    mine = (AskedChange.entry_id == entry.id, AskedChange.participant_id == me.id)
    _close(*mine, AskedChange.kind == AskedKind.CANCEL, status=AskedStatus.WITHDRAWN)


def overtake(entries: Collection[int]) -> None:
    """These meetings are others now: what is open about them was asked about meetings that are no more."""
    _close(AskedChange.entry_id.in_(entries))


def close(asked: AskedChange, status: AskedStatus, user_id: int | None = None) -> None:
    """Nothing is left to do about it. Does not commit."""
    asked.status, asked.is_open = status, False
    asked.decided_at, asked.decided_by_id = now(), user_id


def _close(*which: object, status: AskedStatus | None = None) -> None:
    """Close open rows; those that wait are withdrawn, those done stay so unless a `status` is given."""
    still = update(AskedChange).where(*which, AskedChange.is_open)  # type: ignore[arg-type]
    waiting = still.where(AskedChange.status == AskedStatus.ASKED)
    values = {"is_open": False, "decided_at": now()}
    db.session.execute(waiting.values(**values, status=status or AskedStatus.WITHDRAWN))
    db.session.execute(still.values(**values, **({"status": status} if status else {})))
