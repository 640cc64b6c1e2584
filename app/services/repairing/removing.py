"""Removing slots and tables as it was shown: with nothing there, or with the meetings there cancelled and told.

To let them stand elsewhere first is a repair of the schedule that is out, published like any other draft.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.extensions import db
from app.models import (
    Absence,
    ActKind,
    AskStatus,
    CalendarEntry,
    Camp,
    Job,
    PairRuling,
    Schedule,
    StandInAsk,
    User,
)
from app.services import acts, camps
from app.services.calendars import calendar_invites, notices
from app.services.calendars.differences import Change, ChangeKind, Placement, concerned
from app.services.changes import change_rows, companions, replies
from app.services.clock import now
from app.services.refusals import Conflict, Refusal
from app.services.repairing import mending, removals
from app.services.repairing.mending_problem import Wanted, wanted_in
from app.services.repairing.removals import Going, Seen
from app.services.setup import blocks, tables


def remove(camp: Camp, going: Going, by: User, shown: str) -> None:
    """Remove it, with no published meeting ahead there. Commits.

    `shown` is the mark of what the organiser saw. Conflict when something else is there now, or meetings are.
    """
    seen = _as_shown(camp, going, shown)
    if seen.meetings:
        raise Conflict(_("Published meetings stand there. Let them stand elsewhere, or cancel them."))
    _take_out(camp, going, seen, by)
    db.session.commit()


def cancel_and_remove(camp: Camp, going: Going, by: User, shown: str, reason: str = "") -> Seen:
    """Cancel the published meetings ahead there, tell everybody who would have met, with the reason if one is given,
    and remove it; all or nothing. Commits. Conflict as above; Refusal when the reason is too long."""
    if len(reason.strip()) > change_rows.LONGEST_REASON:
        raise Refusal(_("Say it in at most %(most)s characters.", most=change_rows.LONGEST_REASON))
    seen = _as_shown(camp, going, shown)
    found = [_cancel(entry) for entry in seen.meetings]
    replies.forget(seen.meetings)
    change_rows.overtake([entry.id for entry in seen.meetings])
    companions.release(camp, seen.meetings)
    db.session.flush()
    for number, own in concerned(found).items():
        notices.tell_of_removal(
            camp, seen.people[number], own, seen.people, _key(seen, number), reason.strip()
        )
    calendar_invites.tell(camp)
    _take_out(camp, going, seen, by)
    db.session.commit()
    return seen


def look_for_repair(camp: Camp, going: Going, by: User, shown: str) -> Schedule:
    """Let the worker look for other places for what stands there, with as few changes as possible; returns the
    schedule that is repaired. Commits.

    Conflict as above, and where no schedule holds what stands there; Refusal and jobs.AlreadyOpen as mending.begin.
    """
    seen = _as_shown(camp, going, shown)
    if seen.out is None or not seen.can_be_repaired:
        raise Conflict(_("No schedule that is out holds these meetings, so there is none to repair."))
    wanted = Wanted(
        tables=tuple(table.id for table in going.tables), slots=tuple(slot.id for slot in going.slots)
    )
    mending.begin(camp, seen.out, by, wanted)
    return seen.out


def repair_of(camp: Camp, going: Going, seen: Seen) -> Job | None:
    """The last repair that was looked for around the schedule that is out, when it was for just this."""
    job = mending.latest_about(camp, seen.out) if seen.out is not None else None
    if job is None:
        return None
    wanted = wanted_in(job.settings)
    places = ({table.id for table in going.tables}, {slot.id for slot in going.slots})
    return job if (set(wanted.tables), set(wanted.slots)) == places else None


def _as_shown(camp: Camp, going: Going, shown: str) -> Seen:
    """What is there now, the camp held; Conflict when that is not what was shown, and where history would change."""
    camps.lock(camp)
    seen = removals.look(camp, going)
    if seen.mark != shown:
        db.session.rollback()
        raise Conflict(
            _("What stands there is no longer what you were shown. Nothing has been changed or sent.")
        )
    if going.slots and seen.begun:
        db.session.rollback()
        raise Conflict(_("Meetings of this slot have been held or are being held, so it stays."))
    return seen


def _cancel(entry: CalendarEntry) -> Change:
    entry.is_cancelled, entry.updated_at = True, now()
    entry.sequence += 1
    where = Placement(entry.starts_at, entry.ends_at, entry.table_number)
    return Change(ChangeKind.CANCELLED, (entry.person_lo_id, entry.person_hi_id), where, None)


def _key(seen: Seen, number: int) -> str:
    """Names the cause of somebody's mail: the first of their meetings that is cancelled."""
    first = next(entry for entry in seen.meetings if number in (entry.person_lo_id, entry.person_hi_id))
    return f"removed:{first.uid}:{first.sequence}:{number}"


def _take_out(camp: Camp, going: Going, seen: Seen, by: User) -> None:
    """What depends on it goes along: pins, what people said of these slots, questions without an answer."""
    slots = [slot.id for slot in going.slots]
    db.session.execute(delete(PairRuling).where(PairRuling.id.in_([pin.id for pin in seen.pins])))
    db.session.execute(delete(Absence).where(Absence.slot_id.in_(slots)))
    db.session.execute(
        update(StandInAsk)
        .where(StandInAsk.slot_id.in_(slots), StandInAsk.status == AskStatus.WAITING)
        .values(status=AskStatus.LAPSED, answered_at=now())
    )
    blocks.take_out(going.slots)
    tables.take_out(going.tables)
    what = "slot" if going.slots and going.block is None else "removed"
    told: dict[str, Any] = {"meetings": len(seen.meetings), "told": len(seen.people)} if seen.meetings else {}
    acts.note(camp, by, ActKind.SET_UP, part=going.part, what=what, **told)
