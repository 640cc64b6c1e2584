"""Changing a draft by hand: each act is checked at once, kept in the history, and can be undone.

What is published is never changed: a copy of it is, and published then. An edited draft keeps its proof:
values are counted anew, the bounds are those that still hold, and the verifier checks the new file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Ruling,
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
from app.services import rulings, unmet_wishes
from app.services.clock import now
from app.services.problems import save_meetings
from app.services.refusals import Conflict, NotThere
from app.services.rulings import Pair
from app.services.schedules import files_of

Spot = list[int]
"""The numbers of a slot and of a table."""


@dataclass(frozen=True)
class Option:
    """One place in a slot: `value` as a form sends it, and whom it concerns. `worth` is the gain."""

    value: str
    kind: str
    table: MeetingTable
    others: list[tuple[Participant, Participant]]
    worth: int


@dataclass(frozen=True)
class Row:
    """A slot as the pair meets it: who of them is away, whom they meet then, and where they could sit."""

    slot: Slot
    is_own: bool
    absent: list[Participant]
    meets: list[tuple[Participant, Participant]]
    full: list[Participant]
    options: list[Option]


@dataclass(frozen=True)
class PairView:
    """Two people in a schedule. `worth` is None when no run may bring them together; then there are no rows.

    `meeting` is theirs or None; `ruling` what organisers have decided about them.
    """

    first: Participant
    second: Participant
    worth: int | None
    meeting: Meeting | None
    ruling: Ruling | None
    rows: list[Row]


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


def people_of_pair(camp: Camp, code: str, other: str) -> tuple[Participant, Participant]:
    """The two participants with these codes, in this order; raises NotThere."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code.in_([code, other]))
    found = {person.code: person for person in db.session.scalars(query)}
    if code not in found or other not in found or code == other:
        raise NotThere(_("There are no such two participants at this camp."))
    return found[code], found[other]


def view(camp: Camp, schedule: Schedule, code: str, other: str) -> PairView:
    """Everything to decide where two people meet. Raises NotThere."""
    first, second = people_of_pair(camp, code, other)
    pair = _ordered(first, second)
    problem, solution = _read(schedule)
    worth = _worth_of(problem, pair)
    word = rulings.ruling_on(camp, pair)
    return PairView(
        first,
        second,
        worth,
        _meeting_of(schedule, pair),
        word.ruling if word else None,
        _rows(camp, problem, solution, pair) if worth is not None else [],
    )


def names_of(option: Option) -> str:
    """The other meetings that a place concerns."""
    return "; ".join(f"{first.name} – {second.name}" for first, second in option.others)


def option_in_words(option: Option) -> str:
    """A place as it stands in a list of places."""
    table = _("table %(table)s", table=option.table.number)
    if option.kind == "free":
        return f"{table}, {option.table.zone}" if option.table.zone else table
    names = names_of(option)
    if option.kind == "swap":
        return _("change places with %(names)s (%(table)s)", names=names, table=table)
    return _("cancel %(names)s (%(table)s)", names=names, table=table)


def place(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str], value: str
) -> Sequence[list[object]]:
    """Bring two people to a place that `view` offered, given as its `value`; commits. Returns the changes.

    Raises Conflict when the place is not to be had as it was shown, or somebody was faster.
    """
    first, second = people_of_pair(camp, *people)
    pair = _ordered(first, second)
    problem, solution = _read(schedule)
    _check_version(schedule, version)
    slot, place = _offered(camp, problem, solution, pair, value)
    key = pair_of(str(pair[0]), str(pair[1]))
    return _apply(camp, schedule, user, by_hand.placed(solution.meetings, key, slot, place))


def cure(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]
) -> Sequence[list[object]]:
    """Move the one meeting that is in the pair's way, and give them its place; commits.

    Raises Conflict when no such move is to be had, or somebody was faster.
    """
    pair = _ordered(*people_of_pair(camp, *people))
    _check_version(schedule, version)
    _problem, solution = _read(schedule)
    key = pair_of(str(pair[0]), str(pair[1]))
    found = unmet_wishes.cure_of(schedule, key)
    there = {meeting.pair: meeting for meeting in solution.meetings}
    moving = there.get(found.pair) if found is not None and found.pair is not None else None
    if found is None or moving is None or found.slot is None or found.kind != "move":
        raise Conflict(_("No single move makes room for these two."))
    if _numbers(moving) in rulings.pinned_pairs(camp):
        raise Conflict(_("The meeting that would have to move is pinned. Unpin it first."))
    taken = {meeting.table for meeting in solution.meetings if meeting.slot == found.slot}
    tables = [str(number) for number in _tables(camp) if str(number) not in taken]
    free = moving.table if moving.table in tables else next(iter(tables), None)
    if free is None:
        raise Conflict(_("No single move makes room for these two."))
    kept = [meeting for meeting in solution.meetings if meeting is not moving]
    new = [Placed(*moving.pair, found.slot, free), Placed(*key, moving.slot, moving.table)]
    return _apply(camp, schedule, user, [*kept, *new])


def take_out(
    camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]
) -> Sequence[list[object]]:
    """Let a meeting go; commits. Raises Conflict when there is none, or somebody was faster."""
    pair = _ordered(*people_of_pair(camp, *people))
    _problem, solution = _read(schedule)
    _check_version(schedule, version)
    kept = [meeting for meeting in solution.meetings if _numbers(meeting) != pair]
    if len(kept) == len(solution.meetings):
        raise Conflict(_("These two do not meet in this schedule."))
    if pair in rulings.pinned_pairs(camp):
        raise Conflict(_("This meeting is pinned. Unpin it first."))
    return _apply(camp, schedule, user, kept)


def pin(camp: Camp, schedule: Schedule, user: User, people: tuple[str, str]) -> None:
    """Keep the pair's meeting where this schedule has it, in every run to come; commits."""
    pair = _ordered(*people_of_pair(camp, *people))
    meeting = _meeting_of(schedule, pair)
    if meeting is None:
        raise Conflict(_("These two do not meet in this schedule."))
    rulings.rule(camp, pair, Ruling.PINNED, user, (meeting.slot_id, meeting.table_id))
    db.session.commit()


def forbid(camp: Camp, schedule: Schedule, user: User, version: int, people: tuple[str, str]) -> None:
    """Never bring the pair together again; a meeting that they have in this draft goes. Commits."""
    pair = _ordered(*people_of_pair(camp, *people))
    rulings.rule(camp, pair, Ruling.FORBIDDEN, user)
    if schedule.status is ScheduleStatus.DRAFT and _meeting_of(schedule, pair) is not None:
        _check_version(schedule, version)
        _problem, solution = _read(schedule)
        kept = [meeting for meeting in solution.meetings if _numbers(meeting) != pair]
        _apply(camp, schedule, user, kept)
    db.session.commit()


def leave_to_runs(camp: Camp, people: tuple[str, str]) -> None:
    """Forget what was decided about the pair; commits."""
    rulings.lift(camp, _ordered(*people_of_pair(camp, *people)))
    db.session.commit()


def history(schedule: Schedule, how_many: int = 10) -> list[ScheduleEdit]:
    """The last changes by hand, the newest first; undone ones that may be done again among them."""
    query = select(ScheduleEdit).where(ScheduleEdit.schedule_id == schedule.id)
    query = query.order_by(ScheduleEdit.number.desc()).limit(how_many).options(joinedload(ScheduleEdit.user))
    return list(db.session.scalars(query))


def undo(camp: Camp, schedule: Schedule, user: User, version: int) -> None:
    """Take back the last change; commits. Raises Conflict when there is none or somebody was faster."""
    _check_version(schedule, version)
    edit = _edge(schedule, is_undone=False)
    if edit is None:
        raise Conflict(_("There is nothing to undo."))
    _turn(camp, schedule, edit, backwards=True)


def redo(camp: Camp, schedule: Schedule, user: User, version: int) -> None:
    """Do again what was undone last; commits. Raises Conflict when there is nothing, or somebody was faster."""
    _check_version(schedule, version)
    edit = _edge(schedule, is_undone=True)
    if edit is None:
        raise Conflict(_("There is nothing to do again."))
    _turn(camp, schedule, edit, backwards=False)


def in_words(camp: Camp, edits: Iterable[Sequence[list[object]]]) -> list[list[dict[str, object]]]:
    """For each list of changes its lines for a page: first, second, before and after as (slot, table)."""
    people, slots, tables = _people(camp), _slots(camp), _tables(camp)

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
    problem, solution = _read(schedule)
    there = {(lo, hi): before if backwards else after for lo, hi, before, after in edit.changes}
    kept = [meeting for meeting in solution.meetings if _numbers(meeting) not in there]
    kept += [
        Placed(*pair_of(str(lo), str(hi)), str(spot[0]), str(spot[1]))
        for (lo, hi), spot in there.items()
        if isinstance(spot, list)
    ]
    edit.is_undone = backwards
    _save(schedule, problem, solution, kept)
    db.session.commit()


def _apply(camp: Camp, schedule: Schedule, user: User, meetings: Sequence[Placed]) -> Sequence[list[object]]:
    """Keep the meetings and the change in the history; what was undone cannot be done again. Commits."""
    problem, solution = _read(schedule)
    changes = _changes(solution.meetings, meetings)
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


def _check_version(schedule: Schedule, version: int) -> None:
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
    pairs = {_numbers(meeting) for meeting in gone}
    query = select(Meeting).where(Meeting.schedule_id == schedule.id)
    numbers = [m.id for m in db.session.scalars(query) if (m.person_lo_id, m.person_hi_id) in pairs]
    _delete_meetings(numbers)
    save_meetings(schedule, problem, Solution("feasible", come))


def _delete_meetings(numbers: list[int]) -> None:
    db.session.execute(delete(Seat).where(Seat.meeting_id.in_(numbers)))
    db.session.execute(delete(Meeting).where(Meeting.id.in_(numbers)))


def _changes(before: Iterable[Placed], after: Iterable[Placed]) -> list[list[object]]:
    old = {_numbers(meeting): _spot(meeting) for meeting in before}
    new = {_numbers(meeting): _spot(meeting) for meeting in after}
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


def _read(schedule: Schedule) -> tuple[Problem, Solution]:
    problem, solution = files_of(schedule)
    return problem_from_bytes(problem), schedule_from_bytes(solution)[0]


def _ordered(first: Participant, second: Participant) -> Pair:
    return (min(first.id, second.id), max(first.id, second.id))


def _numbers(meeting: Placed) -> Pair:
    lo, hi = sorted((int(meeting.a), int(meeting.b)))
    return lo, hi


def _spot(meeting: Placed) -> Spot:
    return [int(meeting.slot), int(meeting.table)]


def _worth_of(problem: Problem, pair: Pair) -> int | None:
    key = pair_of(str(pair[0]), str(pair[1]))
    return next((candidate.worth for candidate in problem.candidates if candidate.pair == key), None)


def _meeting_of(schedule: Schedule, pair: Pair) -> Meeting | None:
    lo, hi = pair
    query = select(Meeting).where(
        Meeting.schedule_id == schedule.id, Meeting.person_lo_id == lo, Meeting.person_hi_id == hi
    )
    return db.session.scalar(query.options(joinedload(Meeting.slot), joinedload(Meeting.table)))


def _prospects(camp: Camp, problem: Problem, solution: Solution, pair: Pair) -> list[by_hand.Prospect]:
    """The places that are still there; none for a pinned pair and for people who do not take part any more."""
    fixed = {pair_of(str(lo), str(hi)) for lo, hi in rulings.pinned_pairs(camp)}
    key = pair_of(str(pair[0]), str(pair[1]))
    people, slots, tables = _people(camp), _slots(camp), _tables(camp)
    if key in fixed or any(people[one].status is not ParticipantStatus.CONFIRMED for one in pair):
        return []
    return [
        replace(found, places=tuple(place for place in found.places if int(place.table) in tables))
        for found in by_hand.prospects(problem, solution.meetings, key, fixed)
        if int(found.slot) in slots
    ]


def _offered(
    camp: Camp, problem: Problem, solution: Solution, pair: Pair, value: str
) -> tuple[str, by_hand.Place]:
    """The place that a form names, if it is to be had now."""
    if _worth_of(problem, pair) is not None:
        for prospect in _prospects(camp, problem, solution, pair):
            for place in prospect.places:
                if value == _value(prospect.slot, place):
                    return prospect.slot, place
    raise Conflict(_("This place is not to be had. Choose one of those that the page offers."))


def _value(slot: str, place: by_hand.Place) -> str:
    return f"{slot}.{place.table}.{place.kind}"


def _rows(camp: Camp, problem: Problem, solution: Solution, pair: Pair) -> list[Row]:
    people, slots, tables = _people(camp), _slots(camp), _tables(camp)
    key = pair_of(str(pair[0]), str(pair[1]))
    own = next((meeting for meeting in solution.meetings if meeting.pair == key), None)

    def pairs(found: Iterable[tuple[str, str]]) -> list[tuple[Participant, Participant]]:
        return [(people[int(a)], people[int(b)]) for a, b in found]

    def options(prospect: by_hand.Prospect) -> list[Option]:
        found = [
            Option(_value(prospect.slot, p), p.kind, tables[int(p.table)], pairs(p.others), p.worth)
            for p in prospect.places
        ]
        home = tables.get(int(own.table)) if own else None
        return sorted(found, key=lambda one: _nearness(one, home))

    return [
        Row(
            slots[int(found.slot)],
            own is not None and own.slot == found.slot,
            [people[int(person)] for person in found.absent],
            pairs(found.meets),
            [people[int(person)] for person in found.full],
            options(found),
        )
        for found in _prospects(camp, problem, solution, pair)
    ]


def _nearness(option: Option, home: MeetingTable | None) -> tuple[object, ...]:
    """Free tables before others, the pair's own table and zone first."""
    away = (option.table.id != home.id, option.table.zone != home.zone) if home else ()
    return by_hand.KINDS.index(option.kind), away, option.table.number


def _people(camp: Camp) -> dict[int, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id)
    return {person.id: person for person in db.session.scalars(query)}


def _slots(camp: Camp) -> dict[int, Slot]:
    return {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.camp_id == camp.id))}


def _tables(camp: Camp) -> dict[int, MeetingTable]:
    query = select(MeetingTable).where(MeetingTable.camp_id == camp.id)
    return {table.id: table for table in db.session.scalars(query)}
