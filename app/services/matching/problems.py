"""The bridge between rows and the core's values: a camp becomes a problem, a solution becomes meetings.

Ids in the problem are the rows' numbers as texts. No names and no addresses cross the bridge, so a
proof can be handed to anybody.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import exists, func, insert, or_, select, union_all

from app.extensions import db
from app.models import (
    Block,
    CalendarEntry,
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Schedule,
    ScheduleStatus,
    Seat,
    Slot,
)
from app.scheduling import values
from app.scheduling.graph import ReasonedCandidate
from app.scheduling.problem import Problem
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.schedule import Schedule as Solution
from app.services.clock import now
from app.services.interests.interests import candidates_of, wished_pairs_of
from app.services.programme.availability import unavailable_slots
from app.services.schedules import rulings
from app.services.setup import interpreters, meeting_rules
from app.services.wishes import wish_order

GOALS_BY_PRIORITY = {"promised": ("promised", "worth"), "wishes": ("worth", "promised")}
GOALS_BY_COMFORT = {"waiting": ("waiting", "moves"), "walking": ("moves", "waiting")}
SECONDS_CHOICES = (10, 30, 120)


@dataclass(frozen=True)
class Choices:
    """What an organiser decides before a run.

    `priority` is a key of GOALS_BY_PRIORITY, and says what counts first; `comfort`, one of GOALS_BY_COMFORT, what
    counts among schedules that are as good in that. `promised` meetings are promised to everybody instead of
    those of the camp, and nobody has more than `most_in_a_row` without a slot off; None leaves both as they are.
    `with_suggestions` lets the schedule fill up with pairs who did not wish to meet but whose offers and needs
    fit; `stay_close` prefers the published places where nothing else is lost.
    """

    priority: str = "promised"
    with_suggestions: bool = False
    stay_close: bool = False
    seconds: int = 10
    seed: int = 1
    comfort: str = "waiting"
    promised: int | None = None
    most_in_a_row: int | None = None

    def as_settings(self) -> dict[str, object]:
        """As they are kept with the job."""
        return asdict(self)

    @classmethod
    def from_settings(cls, settings: dict[str, object]) -> "Choices":
        """As they were kept with the job."""
        return cls(**settings)  # type: ignore[arg-type]


def obstacles(camp: Camp) -> list[str]:
    """What makes it pointless to start a run, in words; empty when a run can start."""
    found = []
    if not _count(select(func.count(Slot.id)).where(Slot.stands_at(camp.id))):
        found.append(_("There is no slot yet. Add a meeting block under Slots."))
    if not _count(select(func.count(MeetingTable.id)).where(MeetingTable.stands_at(camp.id))):
        found.append(_("There is no table yet. Add some under Tables."))
    if _count(_confirmed(camp, func.count(Participant.id))) < 2:
        found.append(_("There are fewer than two confirmed participants."))
    return found or rulings.contradictions(camp)


@dataclass(frozen=True)
class Size:
    """How large a camp's problem is. `wishes` counts pairs of whom at least one wishes to meet, whatever
    the other wishes; `interpreted` of them can only meet with an interpreter, who sit at some of the tables."""

    participants: int
    wishes: int
    interpreted: int
    slots: int
    tables: int
    tables_with_interpreter: int


def size_of(camp: Camp) -> Size:
    """What a run would work on."""
    wishes, interpreted = wished_pairs_of(camp)
    return Size(
        participants=_count(_confirmed(camp, func.count(Participant.id))),
        wishes=wishes,
        interpreted=interpreted,
        slots=_count(select(func.count(Slot.id)).where(Slot.stands_at(camp.id))),
        tables=_count(select(func.count(MeetingTable.id)).where(MeetingTable.stands_at(camp.id))),
        tables_with_interpreter=sum(interpreters.interpreters_at(camp).tables.values()),
    )


def _count(query: object) -> int:
    return db.session.scalar(query) or 0  # type: ignore[call-overload]


def _confirmed(camp: Camp, what: object) -> object:
    return select(what).where(  # type: ignore[call-overload]
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )


def problem_of(camp: Camp, choices: Choices) -> Problem:
    """The camp as it stands, ready to be solved; a bounded number of queries, whatever its size.

    Raises scheduling.ProblemError when slots overlap or the like.
    """
    first, second = GOALS_BY_PRIORITY[choices.priority], GOALS_BY_COMFORT[choices.comfort]
    slots, tables = _slots(camp), _tables(camp)
    spots = {slot.id for slot in slots}, {table.id for table in tables}
    previous = [
        placing
        for placing in (_published_placings(camp) if choices.stay_close else ())
        if placing.slot in spots[0] and placing.table in spots[1]
    ]
    decided = rulings.rulings_of(camp)
    never = {(str(one.first.id), str(one.second.id)) for one in decided if not one.is_pinned}
    extra = wish_order.extra_worth(camp)
    apart = meeting_rules.apart_at(camp)
    candidates = [
        values.Candidate(pair.a, pair.b, _worth(pair, extra), interpreter=apart.interpreter(pair.a, pair.b))
        for pair in candidates_of(camp, with_suggestions=choices.with_suggestions, apart=apart)
        if (pair.a, pair.b) not in never and (pair.b, pair.a) not in never
    ]
    pins = _pins(decided, {candidate.pair for candidate in candidates})
    return Problem(
        slots=slots,
        tables=tables,
        participants=_participants(camp, choices.promised),
        candidates=tuple(as_seated(candidates, tables, pins)),
        pinned=pins,
        previous=tuple(placing for placing in previous if (placing.a, placing.b) not in never),
        goals=(*first, "changes", *second) if previous else (*first, *second),
        max_in_a_row=choices.most_in_a_row,
    )


def _worth(pair: ReasonedCandidate, extra: dict[tuple[str, str], int]) -> int:
    """The worth of the table, with room in between for the order in which both put their wishes."""
    order = extra.get((pair.a, pair.b), 0) + extra.get((pair.b, pair.a), 0)
    return wish_order.SCALE * pair.worth + order


def _slots(camp: Camp) -> tuple[values.Slot, ...]:
    query = (
        select(Slot.id, Slot.starts_at, Slot.ends_at, Block.id)
        .join(Block, Block.id == Slot.block_id)
        .where(Slot.stands_at(camp.id))
        .order_by(Slot.starts_at)
    )
    return tuple(
        values.Slot(str(i), start, end, str(block)) for i, start, end, block in db.session.execute(query)
    )


def _tables(camp: Camp) -> tuple[values.Table, ...]:
    """The camp's tables; and those removed since at which meetings have been held, closed from now on."""
    held = select(CalendarEntry.table_number).where(
        CalendarEntry.camp_id == camp.id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.starts_at <= now(),
    )
    query = select(MeetingTable).where(
        MeetingTable.camp_id == camp.id,
        or_(MeetingTable.removed_at.is_(None), MeetingTable.number.in_(held)),
    )
    ahead = select(Slot.id).where(Slot.stands_at(camp.id), Slot.starts_at > now()).order_by(Slot.starts_at)
    shut = tuple(str(slot) for slot in db.session.scalars(ahead))
    return tuple(
        replace(table_value(camp, table), closed_slots=shut if table.removed_at else ())
        for table in db.session.scalars(query.order_by(MeetingTable.number))
    )


def table_value(camp: Camp, table: MeetingTable) -> values.Table:
    """One table as the core knows it."""
    interpreter = interpreters.name_at(camp, table.interpreter_languages)
    return values.Table(str(table.id), zone=table.zone, interpreter=interpreter)


def as_seated(
    candidates: Iterable[values.Candidate],
    tables: Iterable[values.Table],
    places: Iterable[values.Placing | Placed],
) -> list[values.Candidate]:
    """The candidates, of whom those with a place at a table need just the interpreter who is there: whoever put
    them there, by hand or before the tables were described, knows better than a rule."""
    at = {table.id: table.interpreter for table in tables}
    needed = {place.pair: at[place.table] for place in places if place.table in at}
    return [
        item if (there := needed.get(item.pair, item.interpreter)) == item.interpreter
        else replace(item, interpreter=there)
        for item in candidates
    ]  # fmt: skip


def _participants(camp: Camp, promised: int | None) -> tuple[values.Participant, ...]:
    taken = unavailable_slots(camp)
    rows = db.session.execute(
        select(Participant.id, Participant.organisation_id)
        .where(Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED)
        .order_by(Participant.id)
    )
    return tuple(
        values.Participant(
            str(number),
            organisation=str(organisation or ""),
            absent_slots=tuple(str(slot) for slot in sorted(taken[number])),
            max_meetings=camp.max_meetings,
            promised=camp.promised_meetings if promised is None else promised,
        )
        for number, organisation in rows
    )


def _pins(decided: list[rulings.Ruled], pairs: set[values.Pair]) -> tuple[values.Placing, ...]:
    """Where organisers want meetings; a pair that does not wish to meet any more is not kept to it."""
    return tuple(
        values.Placing(str(one.first.id), str(one.second.id), str(one.slot.id), str(one.table.id))
        for one in decided
        if one.slot is not None
        and one.table is not None
        and values.pair_of(str(one.first.id), str(one.second.id)) in pairs
    )


def _published_placings(camp: Camp) -> tuple[values.Placing, ...]:
    query = (
        select(Meeting.person_lo_id, Meeting.person_hi_id, Meeting.slot_id, Meeting.table_id)
        .join(Schedule, Schedule.id == Meeting.schedule_id)
        .join(Participant, Participant.id == Meeting.person_lo_id)
        .where(Schedule.camp_id == camp.id, Schedule.status == ScheduleStatus.PUBLISHED)
    )
    still = set(db.session.scalars(_confirmed(camp, Participant.id)))  # type: ignore[call-overload]
    return tuple(
        values.Placing(str(lo), str(hi), str(slot), str(table))
        for lo, hi, slot, table in db.session.execute(query)
        if lo in still and hi in still
    )


def save_meetings(schedule: Schedule, problem: Problem, solution: Solution) -> None:
    """The solution's meetings and seats as rows of the schedule, in the present transaction."""
    worth = {candidate.pair: candidate.worth for candidate in problem.candidates}
    rows = []
    for meeting in solution.meetings:
        lo, hi = sorted((int(meeting.a), int(meeting.b)))
        rows.append(
            {
                "camp_id": schedule.camp_id,
                "schedule_id": schedule.id,
                "slot_id": int(meeting.slot),
                "table_id": int(meeting.table),
                "person_lo_id": lo,
                "person_hi_id": hi,
                "worth": worth[meeting.pair],
            }
        )
    if not rows:
        return
    db.session.execute(insert(Meeting), rows)
    has_none = ~exists().where(Seat.meeting_id == Meeting.id)  # the schedule may have had meetings before
    sides = [
        select(Meeting.id, side, Meeting.schedule_id, Meeting.slot_id).where(
            Meeting.schedule_id == schedule.id, has_none
        )
        for side in (Meeting.person_lo_id, Meeting.person_hi_id)
    ]
    columns = ("meeting_id", "participant_id", "schedule_id", "slot_id")
    db.session.execute(insert(Seat).from_select(columns, union_all(*sides)))
