"""Settling asked changes: worked out in the worker, shown with the difference, published or declined.

A change is made by itself only where the camp says so and nobody else's meeting moves. Everything else
waits for an organiser, who sees the same difference as before any publication.
"""

from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import ActKind, AskedChange, AskedKind, AskedStatus, Camp, JobKind, User
from app.scheduling import ProblemError
from app.services import acts, camps
from app.services.calendars import freezing
from app.services.calendars.differences import ChangeKind, Pair
from app.services.changes import asked_changes, cancellations, change_mails, change_rows, companions
from app.services.clock import now
from app.services.matching import kept_drafts, repairs
from app.services.publishing import publishing
from app.services.publishing.publishing import Preview
from app.services.refusals import Conflict, Refusal
from app.services.work import jobs


class Hindrance(StrEnum):
    """Why there is nothing to publish for an asked change."""

    NO_PLACE = "no_place"
    NOBODY = "nobody"
    OVER = "over"


def hindrance_in_words(asked: AskedChange) -> str:
    """Why there is nothing to publish, for organisers."""
    return {
        Hindrance.NO_PLACE: _("No sound schedule does this, even if others move: the two have no other time in common."),
        Hindrance.NOBODY: _("Nobody who would like to meet the other one is free at any time that is left."),
        Hindrance.OVER: _("All meeting times have begun."),
    }.get(asked.hindrance, "")  # type: ignore[call-overload]  # fmt: skip


def work_out(camp: Camp, user: User, number: int | None = None) -> None:
    """Let the worker find a repair for what is open and not worked out, or anew for the change of this number.

    Commits. Nothing happens twice: a job under way takes what has come meanwhile.
    """
    if number is not None:
        asked = asked_changes.by_number(camp, number)
        _drop_draft(asked)
        asked.worked_out_at, asked.hindrance = None, ""
        db.session.commit()
    if not _pending(camp.id):
        return
    try:
        jobs.open_job(JobKind.REPAIR, camp, user, {})
    except jobs.AlreadyOpen:
        db.session.rollback()


def take_up() -> None:
    """Open a job for every camp with something that nobody has worked out: what a missed bell left behind, and
    what was worked out for published meetings that are others by now. Commits."""
    _forget_stale()
    query = select(AskedChange.camp_id, AskedChange.participant_id).where(*_PENDING).distinct()
    rows = dict(db.session.execute(query).all())
    for camp_id in rows:
        camp = db.session.get_one(Camp, camp_id)
        asked = _pending(camp_id)
        if asked is not None and jobs.open_of(camp, JobKind.REPAIR) is None:
            work_out(camp, asked.participant.user)


def _forget_stale() -> None:
    """What was worked out for meetings that have changed since must be worked out again."""
    worked_out = (AskedChange.is_open, AskedChange.worked_out_at.is_not(None))
    for camp in db.session.scalars(
        select(Camp).join(AskedChange, AskedChange.camp_id == Camp.id).where(*worked_out).distinct()
    ).all():
        basis = repairs.basis_of(camp)
        others = (AskedChange.camp_id == camp.id, AskedChange.basis != basis)
        for asked in db.session.scalars(select(AskedChange).where(*worked_out, *others)):
            _drop_draft(asked)
            asked.worked_out_at, asked.hindrance = None, ""
    db.session.commit()


def repair_camp(claim: jobs.Claim) -> None:
    """Carry out a REPAIR job: work out what is open, one after the other, and make what may be made by itself."""
    camp = db.session.get_one(Camp, claim.camp_id)
    while (asked := _pending(camp.id)) is not None and not claim.should_stop():
        _work_out(camp, asked, claim)
        db.session.commit()
        if camp.changes_by_themselves:
            _settle_by_itself(camp, asked)
    jobs.finish(claim, None)


_PENDING = (
    AskedChange.is_open, AskedChange.worked_out_at.is_(None),
    AskedChange.kind.not_in((AskedKind.BRING_COLLEAGUE, AskedKind.DECLINED)),
)  # fmt: skip


def _pending(camp_id: int) -> AskedChange | None:
    query = select(AskedChange).where(AskedChange.camp_id == camp_id, *_PENDING)
    return db.session.scalar(query.order_by(AskedChange.id).limit(1))


def _work_out(camp: Camp, asked: AskedChange, claim: jobs.Claim) -> None:
    number, basis, wanted = asked.id, repairs.basis_of(camp), repairs.wanted_pair(asked)
    try:
        problem = repairs.problem_after(camp, asked)
    except ProblemError:
        problem, found = None, None
        hindrance = Hindrance.NO_PLACE
    else:
        hindrance = Hindrance.OVER if problem is None else Hindrance.NO_PLACE
        db.session.rollback()  # no transaction stays open while the solver works
        found = repairs.solution_of(problem, wanted, claim.should_stop) if problem is not None else None
    camps.lock(camp)
    asked = db.session.get_one(AskedChange, number, populate_existing=True)
    asked.worked_out_at, asked.basis, asked.hindrance = now(), basis, "" if found else hindrance
    if found is None or problem is None or not asked.is_open:
        return
    draft = kept_drafts.keep(camp.id, asked.participant.user_id, problem, found, [])
    if draft is None:
        asked.hindrance = Hindrance.NO_PLACE
    elif not publishing.preview(draft).changes:
        kept_drafts.drop(draft)
        asked.hindrance = Hindrance.NOBODY
    else:
        asked.schedule_id = draft.id


def _settle_by_itself(camp: Camp, asked: AskedChange) -> None:
    """Publish the repair when it moves nobody else's meeting and moves are not frozen; let go what leaves nothing
    to do. Commits."""
    if asked.kind is AskedKind.CANCEL and asked.hindrance:
        asked.is_open = False
        db.session.commit()
    elif asked.schedule is not None and not freezing.are_frozen(camp):
        seen = publishing.preview(asked.schedule)
        if _is_harmless(asked, seen):
            try:
                accept(camp, asked.id, None, seen.mark)
            except Conflict:
                db.session.rollback()


def _is_harmless(asked: AskedChange, seen: Preview) -> bool:
    """Whether every change is a new meeting, or is about the very meeting that was asked about."""
    entry = asked.entry
    own: Pair = (entry.person_lo_id, entry.person_hi_id)
    return all(change.kind is ChangeKind.NEW or change.pair == own for change in seen.changes)


def is_stale(camp: Camp, asked: AskedChange) -> bool:
    """Whether published meetings have changed since the repair was worked out."""
    return asked.worked_out_at is not None and asked.basis != repairs.basis_of(camp)


def accept(camp: Camp, number: int, user: User | None, shown: str = "") -> Preview | None:
    """Do what was asked: publish its repair as it was `shown`, or let the colleague come along. Commits.

    Conflict when it is settled, not worked out, or anything has changed since. `user` is None when it is
    done by itself.
    """
    camps.lock(camp)
    asked = db.session.get_one(AskedChange, asked_changes.by_number(camp, number).id, populate_existing=True)
    acts.note(camp, user, ActKind.CHANGE_DECIDED, about=asked.participant, what="accepted")
    try:
        return _accept(camp, asked, user, shown)
    except Refusal:
        db.session.rollback()
        raise


def _accept(camp: Camp, asked: AskedChange, user: User | None, shown: str) -> Preview | None:
    if not asked.is_open:
        raise Conflict(_("This change has been settled meanwhile."))
    if asked.kind is AskedKind.DECLINED:
        _cancel_declined(camp, asked, user)
        return None
    if asked.kind is AskedKind.BRING_COLLEAGUE:
        colleagues = companions.colleagues_for(camp, asked.participant, asked.entry)
        if asked.colleague_id not in {one.id for one in colleagues}:
            raise Conflict(_("The colleague is not free any more. Decline, or let them ask anew."))
        asked_changes.settle_bringing(camp, asked)
        asked.decided_by_id = user.id if user else None
        db.session.commit()
        return None
    if asked.schedule is None or is_stale(camp, asked):
        raise Conflict(_("The published meetings have changed since this was worked out. Work it out again."))
    if asked.kind is not AskedKind.CANCEL:
        cancellations.mark_absent(asked.participant, asked.entry, is_absent=True)
    change_rows.close(asked, AskedStatus.DONE, user.id if user else None)
    return publishing.publish(camp, asked.schedule, user, shown=shown)


def _cancel_declined(camp: Camp, asked: AskedChange, user: User | None) -> None:
    """Cancel a meeting for who has declined it in their calendar; the time of the other one is then open. Commits."""
    person, entry = asked.participant, asked.entry
    change_rows.close(asked, AskedStatus.DONE, user.id if user else None)
    db.session.flush()
    cancellations.mark_absent(person, entry, is_absent=True)
    cancellations.cancel(camp, person, [entry], asked.reason)
    db.session.commit()
    work_out(camp, user or person.user)


def decline(camp: Camp, number: int, user: User, answer: str) -> AskedChange:
    """Leave the meeting as it is and say so to whoever asked; after a cancellation, leave the time free. Commits."""
    camps.lock(camp)
    asked = db.session.get_one(AskedChange, asked_changes.by_number(camp, number).id, populate_existing=True)
    if not asked.is_open:
        raise Conflict(_("This change has been settled meanwhile."))
    acts.note(camp, user, ActKind.CHANGE_DECIDED, about=asked.participant, what="declined")
    asked.answer = answer.strip()[: change_rows.LONGEST_REASON]
    _drop_draft(asked)
    if asked.kind is AskedKind.CANCEL:
        change_rows.close(asked, AskedStatus.DONE, user.id)
    else:
        change_rows.close(asked, AskedStatus.DECLINED, user.id)
        db.session.flush()
        change_mails.tell_of_refusal(camp, asked, asked_changes.partner_of(asked))
    db.session.commit()
    return asked


def let_changes_run(camp: Camp, *, by_themselves: bool, by: User | None = None) -> None:
    """Say how the camp settles changes. Commits."""
    camp.changes_by_themselves = by_themselves
    acts.note(camp, by, ActKind.SET_UP, part="changes", what="changed")
    db.session.commit()


def _drop_draft(asked: AskedChange) -> None:
    draft, asked.schedule_id = asked.schedule, None
    db.session.flush()
    if draft is not None:
        kept_drafts.drop(draft)
