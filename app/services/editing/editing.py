"""Changing a draft by hand: each act is checked at once, kept in the history, and can be undone.

What is published is never changed: a copy of it is, and published then. An edited draft keeps its proof:
values are counted anew, the bounds are those that still hold, and the verifier checks the new file.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    ActKind,
    Camp,
    Ruling,
    Schedule,
    ScheduleStatus,
    User,
)
from app.scheduling import by_hand, problem_from_bytes, schedule_from_bytes
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.values import pair_of
from app.services import acts
from app.services.clock import now
from app.services.editing import draft_edits, pair_places
from app.services.matching.problems import save_meetings
from app.services.refusals import Conflict
from app.services.schedules import rulings, unmet_wishes
from app.services.schedules.schedules import files_of


def copy_of(camp: Camp, schedule: Schedule, user: User) -> Schedule:
    """A new draft that says the same, to be changed by hand; commits."""
    problem, solution = files_of(schedule)
    number = db.session.scalar(select(func.max(Schedule.number)).where(Schedule.camp_id == camp.id)) or 0
    copy = Schedule(
        camp_id=camp.id,
        number=number + 1,
        status=ScheduleStatus.DRAFT,
        problem=problem.decode(),
        solution=solution.decode(),
        goals=schedule.goals,
        curve=schedule.curve,
        created_by_id=user.id,
        created_at=now(),
    )
    db.session.add(copy)
    db.session.flush()
    save_meetings(copy, problem_from_bytes(problem), schedule_from_bytes(solution)[0])
    db.session.commit()
    return copy


def place(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str], value: str
) -> Sequence[list[object]]:
    """Bring two people to a place that `view` offered, given as its `value`; commits. Returns the changes.

    Raises Conflict when the place is not to be had as it was shown, or somebody was faster.
    """
    first, second = pair_places.people_of_pair(camp, *people)
    pair = draft_edits.ordered(first, second)
    problem, solution = draft_edits.read(schedule)
    draft_edits.check_version(schedule, version)
    slot, place = pair_places.offered(camp, problem, solution, pair, value)
    key = pair_of(str(pair[0]), str(pair[1]))
    return draft_edits.apply(camp, schedule, user, by_hand.placed(solution.meetings, key, slot, place))


def drop(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str], spot: tuple[int, int]
) -> Sequence[list[object]]:
    """Bring two people to a slot and a table, changing places with who sits there; commits.

    Raises Conflict with what stands in the way, in words and with its cost; nobody's meeting is cancelled by it.
    """
    pair = draft_edits.ordered(*pair_places.people_of_pair(camp, *people))
    draft_edits.check_version(schedule, version)
    problem, solution = draft_edits.read(schedule)
    place = pair_places.place_at(camp, problem, solution, pair, spot)
    key = pair_of(str(pair[0]), str(pair[1]))
    return draft_edits.apply(
        camp, schedule, user, by_hand.placed(solution.meetings, key, str(spot[0]), place)
    )


def cure(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]
) -> Sequence[list[object]]:
    """Move the one meeting that is in the pair's way, and give them its place; commits.

    Raises Conflict when no such move is to be had, or somebody was faster.
    """
    pair = draft_edits.ordered(*pair_places.people_of_pair(camp, *people))
    draft_edits.check_version(schedule, version)
    _problem, solution = draft_edits.read(schedule)
    key = pair_of(str(pair[0]), str(pair[1]))
    found = unmet_wishes.cure_of(schedule, key)
    there = {meeting.pair: meeting for meeting in solution.meetings}
    moving = there.get(found.pair) if found is not None and found.pair is not None else None
    if found is None or moving is None or found.slot is None or found.kind != "move":
        raise Conflict(_("No single move makes room for these two."))
    if draft_edits.numbers(moving) in rulings.pinned_pairs(camp):
        raise Conflict(_("The meeting that would have to move is pinned. Unpin it first."))
    taken = {meeting.table for meeting in solution.meetings if meeting.slot == found.slot}
    tables = [str(number) for number in draft_edits.tables_of(camp) if str(number) not in taken]
    free = moving.table if moving.table in tables else next(iter(tables), None)
    if free is None:
        raise Conflict(_("No single move makes room for these two."))
    kept = [meeting for meeting in solution.meetings if meeting is not moving]
    new = [Placed(*moving.pair, found.slot, free), Placed(*key, moving.slot, moving.table)]
    return draft_edits.apply(camp, schedule, user, [*kept, *new])


def take_out(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]
) -> Sequence[list[object]]:
    """Let a meeting go; commits. Raises Conflict when there is none, or somebody was faster."""
    pair = draft_edits.ordered(*pair_places.people_of_pair(camp, *people))
    _problem, solution = draft_edits.read(schedule)
    draft_edits.check_version(schedule, version)
    kept = [meeting for meeting in solution.meetings if draft_edits.numbers(meeting) != pair]
    if len(kept) == len(solution.meetings):
        raise Conflict(_("These two do not meet in this schedule."))
    if pair in rulings.pinned_pairs(camp):
        raise Conflict(_("This meeting is pinned. Unpin it first."))
    return draft_edits.apply(camp, schedule, user, kept)


def pin(camp: Camp, schedule: Schedule, user: User, people: tuple[str, str]) -> None:
    """Keep the pair's meeting where this schedule has it, in every run to come; commits."""
    pair = draft_edits.ordered(*pair_places.people_of_pair(camp, *people))
    meeting = pair_places.meeting_of(schedule, pair)
    if meeting is None:
        raise Conflict(_("These two do not meet in this schedule."))
    rulings.rule(camp, pair, Ruling.PINNED, user, (meeting.slot_id, meeting.table_id))
    acts.note(camp, user, ActKind.RULED, what="pinned")
    db.session.commit()


def forbid(camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]) -> None:
    """Never bring the pair together again; a meeting that they have in this draft goes. Commits."""
    pair = draft_edits.ordered(*pair_places.people_of_pair(camp, *people))
    rulings.rule(camp, pair, Ruling.FORBIDDEN, user)
    acts.note(camp, user, ActKind.RULED, what="forbidden")
    if schedule.status is ScheduleStatus.DRAFT and pair_places.meeting_of(schedule, pair) is not None:
        draft_edits.check_version(schedule, version)
        _problem, solution = draft_edits.read(schedule)
        kept = [meeting for meeting in solution.meetings if draft_edits.numbers(meeting) != pair]
        draft_edits.apply(camp, schedule, user, kept)
    db.session.commit()


def leave_to_runs(camp: Camp, people: tuple[str, str], by: User | None = None) -> None:
    """Forget what was decided about the pair; commits."""
    rulings.lift(camp, draft_edits.ordered(*pair_places.people_of_pair(camp, *people)))
    acts.note(camp, by, ActKind.RULED, what="lifted")
    db.session.commit()
