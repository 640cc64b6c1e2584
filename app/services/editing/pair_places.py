"""Where two people could meet in a schedule: every place, whom it concerns, and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.formats import number
from app.models import (
    Camp,
    Meeting,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Ruling,
    Schedule,
    Slot,
)
from app.scheduling import by_hand
from app.scheduling.problem import Problem
from app.scheduling.schedule import Schedule as Solution
from app.scheduling.values import pair_of
from app.services.editing import draft_edits
from app.services.refusals import Conflict, NotThere
from app.services.schedules import rulings
from app.services.schedules.rulings import Pair


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
    pair = draft_edits.ordered(first, second)
    problem, solution = draft_edits.read(schedule)
    worth = worth_of(problem, pair)
    word = rulings.ruling_on(camp, pair)
    return PairView(
        first,
        second,
        worth,
        meeting_of(schedule, pair),
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


def worth_of(problem: Problem, pair: Pair) -> int | None:
    """What a meeting of the pair is worth; None when no run may bring them together."""
    key = pair_of(str(pair[0]), str(pair[1]))
    return next((candidate.worth for candidate in problem.candidates if candidate.pair == key), None)


def meeting_of(schedule: Schedule, pair: Pair) -> Meeting | None:
    """The pair's meeting in a schedule, with slot and table; None without one."""
    lo, hi = pair
    query = select(Meeting).where(
        Meeting.schedule_id == schedule.id, Meeting.person_lo_id == lo, Meeting.person_hi_id == hi
    )
    return db.session.scalar(query.options(joinedload(Meeting.slot), joinedload(Meeting.table)))


def _prospects(camp: Camp, problem: Problem, solution: Solution, pair: Pair) -> list[by_hand.Prospect]:
    """The places that are still there; none for a pinned pair and for people who do not take part any more."""
    fixed = {pair_of(str(lo), str(hi)) for lo, hi in rulings.pinned_pairs(camp)}
    key = pair_of(str(pair[0]), str(pair[1]))
    people, slots, tables = (
        draft_edits.people_of(camp),
        draft_edits.slots_of(camp),
        draft_edits.tables_of(camp),
    )
    if key in fixed or any(people[one].status is not ParticipantStatus.CONFIRMED for one in pair):
        return []
    return [
        replace(found, places=tuple(place for place in found.places if int(place.table) in tables))
        for found in by_hand.prospects(problem, solution.meetings, key, fixed)
        if int(found.slot) in slots
    ]


def offered(
    camp: Camp, problem: Problem, solution: Solution, pair: Pair, value: str
) -> tuple[str, by_hand.Place]:
    """The place that a form names, if it is to be had now."""
    if worth_of(problem, pair) is not None:
        for prospect in _prospects(camp, problem, solution, pair):
            for place in prospect.places:
                if value == _value(prospect.slot, place):
                    return prospect.slot, place
    raise Conflict(_("This place is not to be had. Choose one of those that the page offers."))


def place_at(
    camp: Camp, problem: Problem, solution: Solution, pair: Pair, spot: tuple[int, int]
) -> by_hand.Place:
    """The place of a pair at this slot and table, where nobody's meeting has to go for it.

    Raises Conflict with what stands in the way.
    """
    slot, table = str(spot[0]), str(spot[1])
    known = worth_of(problem, pair) is not None
    found = _prospects(camp, problem, solution, pair) if known else []
    prospect = next((one for one in found if one.slot == slot), None)
    if prospect is None:
        raise Conflict(_("This place is not to be had. Choose one of those that the page offers."))
    for place in prospect.places:
        if place.table == table and place.kind in ("free", "swap"):
            return place
    raise Conflict(_in_the_way(camp, prospect, solution, table))


def _in_the_way(camp: Camp, prospect: by_hand.Prospect, solution: Solution, table: str) -> str:
    """Why a pair cannot be at this table in this slot, and what it would cost all the same."""
    people = draft_edits.people_of(camp)
    said = [_("%(name)s cannot meet then.", name=people[int(one)].name) for one in prospect.absent]
    said += [
        _("%(first)s meets %(second)s.", first=people[int(a)].name, second=people[int(b)].name)
        for a, b in prospect.meets
    ]
    said += [
        _("%(name)s has the largest number of meetings allowed.", name=people[int(one)].name)
        for one in prospect.full
    ]
    there = next((m for m in solution.meetings if (m.slot, m.table) == (prospect.slot, table)), None)
    if there is not None and there.pair not in prospect.meets:
        names = " – ".join(people[int(one)].name for one in there.pair)
        said.append(_("%(names)s sit there and cannot change places.", names=names))
    for place in prospect.places:
        if place.kind == "cancel":
            names = "; ".join(" – ".join(people[int(one)].name for one in other) for other in place.others)
            said.append(_cost(names, place.worth))
    return " ".join(said) or _("This place is not to be had. Choose one of those that the page offers.")


def _cost(names: str, worth: int) -> str:
    if worth < 0:
        return _("Cancelling %(meetings)s loses %(worth)s worth.", meetings=names, worth=number(-worth))
    return _("Cancelling %(meetings)s gains %(worth)s worth.", meetings=names, worth=number(worth))


def _value(slot: str, place: by_hand.Place) -> str:
    return f"{slot}.{place.table}.{place.kind}"


def _rows(camp: Camp, problem: Problem, solution: Solution, pair: Pair) -> list[Row]:
    people, slots, tables = (
        draft_edits.people_of(camp),
        draft_edits.slots_of(camp),
        draft_edits.tables_of(camp),
    )
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
