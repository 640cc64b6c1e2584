"""The history of a draft that is changed by hand: each change is checked, kept, and can be undone.

An edited draft keeps its proof: values are counted anew, the bounds are those that still hold, and the
verifier checks the new file. The second of two organisers at once is told.
"""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    ActKind,
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    Schedule,
    ScheduleEdit,
    ScheduleStatus,
    Seat,
    Slot,
    User,
)
from app.scheduling import by_hand, problem_from_bytes, schedule_from_bytes
from app.scheduling.files import problem_sha256, schedule_to_bytes
from app.scheduling.problem import Problem
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.values import pair_of
from app.scheduling.verify import verify
from app.services import acts
from app.services.clock import now
from app.services.matching.problems import save_meetings
from app.services.refusals import Conflict
from app.services.schedules.rulings import Pair
from app.services.schedules.schedules import files_of

Spot = list[int]
"""The numbers of a slot and of a table."""


def history(schedule: Schedule, how_many: int = 10) -> list[ScheduleEdit]:
    """The last changes by hand, the newest first; undone ones that may be done again among them."""
    query = select(ScheduleEdit).where(ScheduleEdit.schedule_id == schedule.id)
    query = query.order_by(ScheduleEdit.number.desc()).limit(how_many).options(joinedload(ScheduleEdit.user))
    return list(db.session.scalars(query))


def undo(camp: Camp, schedule: Schedule, user: User, version: int) -> None:
    """Take back the last change; commits. Raises Conflict when there is none or somebody was faster."""
    check_version(schedule, version)
    edit = _edge(schedule, is_undone=False)
    if edit is None:
        raise Conflict(_("There is nothing to undo."))
    _turn(camp, schedule, edit, backwards=True)


def redo(camp: Camp, schedule: Schedule, user: User, version: int) -> None:
    """Do again what was undone last; commits. Raises Conflict when there is nothing, or somebody was faster."""
    check_version(schedule, version)
    edit = _edge(schedule, is_undone=True)
    if edit is None:
        raise Conflict(_("There is nothing to do again."))
    _turn(camp, schedule, edit, backwards=False)


def in_words(camp: Camp, edits: Iterable[Sequence[list[object]]]) -> list[list[dict[str, object]]]:
    """For each list of changes its lines for a page: first, second, before and after as (slot, table)."""
    people = people_of(camp)
    slots = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.camp_id == camp.id))}
    query = select(MeetingTable).where(MeetingTable.camp_id == camp.id)
    tables = {table.id: table for table in db.session.scalars(query)}

    def spot(where: object) -> tuple[Slot, MeetingTable] | None:
        if not isinstance(where, list) or where[0] not in slots or where[1] not in tables:
            return None
        return slots[where[0]], tables[where[1]]

    return [
        [
            {
                "first": people[lo],  # type: ignore[index]
                "second": people[hi],  # type: ignore[index]
                "before": spot(before),
                "after": spot(after),
            }
            for lo, hi, before, after in changes
        ]
        for changes in edits
    ]


def _turn(camp: Camp, schedule: Schedule, edit: ScheduleEdit, *, backwards: bool) -> None:
    """Bring the meetings of an edit to where they were before it, or to where they were after it."""
    problem, solution = read(schedule)
    there = {(lo, hi): before if backwards else after for lo, hi, before, after in edit.changes}
    kept = [meeting for meeting in solution.meetings if numbers(meeting) not in there]
    kept += [
        Placed(*pair_of(str(lo), str(hi)), str(spot[0]), str(spot[1]))
        for (lo, hi), spot in there.items()
        if isinstance(spot, list)
    ]
    edit.is_undone = backwards
    _save(schedule, problem, solution, kept)
    db.session.commit()


def apply(camp: Camp, schedule: Schedule, user: User, meetings: Sequence[Placed]) -> Sequence[list[object]]:
    """Keep the meetings and the change in the history; what was undone cannot be done again. Commits."""
    problem, solution = read(schedule)
    changes = changes_between(solution.meetings, meetings)
    _save(schedule, problem, solution, meetings)
    db.session.execute(
        delete(ScheduleEdit).where(ScheduleEdit.schedule_id == schedule.id, ScheduleEdit.is_undone)
    )
    last = db.session.scalar(
        select(func.max(ScheduleEdit.number)).where(ScheduleEdit.schedule_id == schedule.id)
    )
    db.session.add(
        ScheduleEdit(
            camp_id=camp.id,
            schedule_id=schedule.id,
            number=(last or 0) + 1,
            changes=changes,
            user_id=user.id,
            made_at=now(),
        )
    )
    acts.note(camp, user, ActKind.SCHEDULE_EDITED, schedule=schedule.number)
    db.session.commit()
    return changes


def _save(schedule: Schedule, problem: Problem, solution: Solution, meetings: Sequence[Placed]) -> None:
    """Make these the meetings of a draft, in the present transaction: rows, file, figures, version.

    Raises Conflict when the schedule is no draft any more, somebody was faster, or a rule would break.
    """
    new = by_hand.revised(problem, solution, meetings)
    content = schedule.problem.encode()
    proof = schedule_to_bytes(new, problem_sha256(content))
    faults = verify(content, proof)
    if faults:
        raise Conflict(_("A rule of the schedule would be broken, so nothing was changed."))
    _take_turn(schedule)
    try:
        _replace_rows(schedule, problem, solution, new)
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(_("The slot or the table is not there any more, so nothing was changed.")) from error
    schedule.solution = proof.decode()
    schedule.goals = [
        {"name": goal.name, "value": goal.value, "bound": goal.bound, "proven": goal.proven}
        for goal in new.goals
    ]
    db.session.flush()


def _take_turn(schedule: Schedule) -> None:
    """Count the version up, unless somebody else has done so since the schedule was read."""
    done = db.session.execute(
        update(Schedule)
        .where(
            Schedule.id == schedule.id,
            Schedule.version == schedule.version,
            Schedule.status == ScheduleStatus.DRAFT,
        )
        .values(version=Schedule.version + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(_somebody_was_faster(schedule))
    db.session.refresh(schedule, ["version"])


def check_version(schedule: Schedule, version: int) -> None:
    """Refuse what was decided on an older state than the present one."""
    if schedule.status is not ScheduleStatus.DRAFT:
        raise Conflict(_("Only a draft can be changed. Make a copy of this schedule first."))
    if schedule.version != version:
        raise Conflict(_somebody_was_faster(schedule))


def _somebody_was_faster(schedule: Schedule) -> str:
    last = next(iter(history(schedule, 1)), None)
    who = last.user.name if last else _("Somebody")
    return _(
        "%(who)s has changed this schedule since you opened the page. Nothing of yours was done. "
        "Look at it as it is now, then decide again.",
        who=who,
    )


def _replace_rows(schedule: Schedule, problem: Problem, old: Solution, new: Solution) -> None:
    """Only the rows that differ: meetings that stay keep theirs."""
    gone = set(old.meetings) - set(new.meetings)
    come = tuple(meeting for meeting in new.meetings if meeting not in set(old.meetings))
    pairs = {numbers(meeting) for meeting in gone}
    query = select(Meeting).where(Meeting.schedule_id == schedule.id)
    rows = [m.id for m in db.session.scalars(query) if (m.person_lo_id, m.person_hi_id) in pairs]
    _delete_meetings(rows)
    save_meetings(schedule, problem, Solution("feasible", come))


def _delete_meetings(numbers: list[int]) -> None:
    db.session.execute(delete(Seat).where(Seat.meeting_id.in_(numbers)))
    db.session.execute(delete(Meeting).where(Meeting.id.in_(numbers)))


def changes_between(before: Iterable[Placed], after: Iterable[Placed]) -> list[list[object]]:
    """For each pair that meets elsewhere or not at all in the other: numbers, place before and after."""
    old = {numbers(meeting): _spot(meeting) for meeting in before}
    new = {numbers(meeting): _spot(meeting) for meeting in after}
    return [
        [lo, hi, old.get((lo, hi)), new.get((lo, hi))]
        for lo, hi in sorted(old.keys() | new.keys())
        if old.get((lo, hi)) != new.get((lo, hi))
    ]


def _edge(schedule: Schedule, *, is_undone: bool) -> ScheduleEdit | None:
    """The last change that stands, or the first one that was undone."""
    number = ScheduleEdit.number
    query = select(ScheduleEdit).where(
        ScheduleEdit.schedule_id == schedule.id, ScheduleEdit.is_undone.is_(is_undone)
    )
    return db.session.scalar(query.order_by(number if is_undone else number.desc()).limit(1))


def read(schedule: Schedule) -> tuple[Problem, Solution]:
    """The problem and the solution in the files of a schedule."""
    problem, solution = files_of(schedule)
    return problem_from_bytes(problem), schedule_from_bytes(solution)[0]


def ordered(first: Participant, second: Participant) -> Pair:
    """The two people's numbers, the lower first."""
    return (min(first.id, second.id), max(first.id, second.id))


def numbers(meeting: Placed) -> Pair:
    """The two people's numbers in a meeting of the core, the lower first."""
    lo, hi = sorted((int(meeting.a), int(meeting.b)))
    return lo, hi


def _spot(meeting: Placed) -> Spot:
    return [int(meeting.slot), int(meeting.table)]


def people_of(camp: Camp) -> dict[int, Participant]:
    """Everybody who ever registered at the camp, by number."""
    query = select(Participant).where(Participant.camp_id == camp.id)
    return {person.id: person for person in db.session.scalars(query)}


def slots_of(camp: Camp) -> dict[int, Slot]:
    """The camp's slots by number; none that was removed."""
    return {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.stands_at(camp.id)))}


def tables_of(camp: Camp) -> dict[int, MeetingTable]:
    """The camp's tables by row number; none that was removed."""
    query = select(MeetingTable).where(MeetingTable.stands_at(camp.id))
    return {table.id: table for table in db.session.scalars(query)}
