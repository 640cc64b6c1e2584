"""Schedules side by side: what each reaches, how evenly it serves people, and who meets whom in one only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.extensions import db
from app.models import Camp, Meeting, MeetingTable, Participant, ParticipantStatus, Schedule, Slot
from app.scheduling.similarity import fold
from app.services.calendars.changes_by_person import PersonChanges, by_person
from app.services.calendars.differences import Change, Placement, Told, changes
from app.services.interests.interests import positive_wishes_of
from app.services.matching import run_history
from app.services.matching.run_history import Run
from app.services.programme.availability import unavailable_slots
from app.services.refusals import NotThere

MOST = 4
Pair = tuple[int, int]
Spots = dict[Pair, tuple[int, Placement]]
"""Where each pair meets: the slot's number, and when and at which table that is."""


@dataclass(frozen=True)
class Column:
    """One of the schedules. `counts` people by their number of meetings; `shares` are of everybody's own wishes
    those that are met, the lowest first; `waits` how many slots each person waits, the longest first."""

    schedule: Schedule
    run: Run | None
    problem_hash: str
    meetings: int
    with_promise: int
    counts: dict[int, int]
    shares: list[float]
    waits: list[int]

    @property
    def mean_share(self) -> float:
        """The share of their wishes that people have met on average."""
        return fmean(self.shares) if self.shares else 0.0

    @property
    def people_waiting(self) -> int:
        """How many people wait at all."""
        return sum(wait > 0 for wait in self.waits)


@dataclass(frozen=True)
class PersonRow:
    """A person whose day differs, with the difference of each schedule from the first; None where there is none."""

    person: Participant
    differences: list[PersonChanges | None]


@dataclass(frozen=True)
class Comparison:
    """All of it; `people` are those whose day differs, most differences first."""

    columns: list[Column]
    people: list[PersonRow]
    everybody: int

    @property
    def numbers(self) -> list[int]:
        """The numbers of the schedules, as an address names them."""
        return [column.schedule.number for column in self.columns]

    @property
    def goals(self) -> list[str]:
        """Every goal that one of the schedules has."""
        goals = (goal["name"] for column in self.columns for goal in column.schedule.goals)
        return list(dict.fromkeys(str(goal) for goal in goals))

    def named(self, wanted: str) -> list[PersonRow]:
        """Those whose name holds these letters; everybody for none."""
        words = fold(wanted).split()
        return [row for row in self.people if all(word in fold(row.person.name) for word in words)]


def chosen(camp: Camp, numbers: Iterable[int]) -> list[Schedule]:
    """The schedules of these numbers in the order given, each once, at most MOST; raises NotThere."""
    wanted = list(dict.fromkeys(numbers))[:MOST]
    query = select(Schedule).where(Schedule.camp_id == camp.id, Schedule.number.in_(wanted))
    found = {row.number: row for row in db.session.scalars(query.options(undefer(Schedule.solution)))}
    if len(found) < len(wanted):
        raise NotThere(_("There is no such schedule at this camp."))
    return [found[number] for number in wanted]


def compare(camp: Camp, schedules: Sequence[Schedule]) -> Comparison:
    """The schedules side by side, differences from the first; a bounded number of queries."""
    people = _people(camp)
    confirmed = [number for number, one in people.items() if one.status is ParticipantStatus.CONFIRMED]
    spots = _spots(schedules)
    runs = run_history.runs_behind(camp, schedules)
    wishes = _wishes(camp)
    days = _Days(camp)
    columns = [
        _column(camp, one, runs.get(one.id), spots[one.id], confirmed, wishes, days) for one in schedules
    ]
    rows = _person_rows(people, [spots[one.id] for one in schedules])
    return Comparison(columns, rows, len(confirmed))


def _people(camp: Camp) -> dict[int, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id)
    return {person.id: person for person in db.session.scalars(query)}


def _spots(schedules: Sequence[Schedule]) -> dict[int, Spots]:
    found: dict[int, Spots] = {schedule.id: {} for schedule in schedules}
    columns = (
        Meeting.schedule_id,
        Meeting.person_lo_id,
        Meeting.person_hi_id,
        Meeting.slot_id,
        Slot.starts_at,
        Slot.ends_at,
        MeetingTable.number,
    )
    query = select(*columns).join(Slot, Slot.id == Meeting.slot_id)
    query = query.join(MeetingTable, MeetingTable.id == Meeting.table_id)
    for schedule, lo, hi, slot, start, end, table in db.session.execute(
        query.where(Meeting.schedule_id.in_(found))
    ):
        found[schedule][lo, hi] = (slot, Placement(start, end, table))
    return found


def _wishes(camp: Camp) -> dict[int, set[int]]:
    """Whom each person wishes to meet."""
    found: dict[int, set[int]] = defaultdict(set)
    for wish in positive_wishes_of(camp):
        found[int(wish.author)].add(int(wish.target))
    return found


def _column(
    camp: Camp, schedule: Schedule, run: Run | None, spots: Spots, confirmed: list[int],
    wishes: dict[int, set[int]], days: "_Days",
) -> Column:  # fmt: skip
    met: dict[int, set[int]] = defaultdict(set)
    slots: dict[int, list[int]] = defaultdict(list)
    for (lo, hi), (slot, _place) in spots.items():
        met[lo].add(hi)
        met[hi].add(lo)
        slots[lo].append(slot)
        slots[hi].append(slot)
    counts = Counter(len(met[person]) for person in confirmed)
    shares = [len(met[one] & wishes[one]) / len(wishes[one]) for one in confirmed if wishes.get(one)]
    waits = sorted((days.waiting(person, slots[person]) for person in confirmed), reverse=True)
    return Column(
        schedule,
        run,
        run_history.hash_in(schedule.solution[: run_history.HEAD]),
        len(spots),
        sum(many for count, many in counts.items() if count >= camp.promised_meetings),
        dict(sorted(counts.items())),
        sorted(shares),
        waits,
    )


class _Days:
    """The slots of a camp in the order of time, by block, and who is away when; two or three queries."""

    def __init__(self, camp: Camp) -> None:
        query = select(Slot.id, Slot.block_id).where(Slot.camp_id == camp.id).order_by(Slot.starts_at)
        self.place: dict[int, tuple[int, int]] = {}
        self.blocks: dict[int, list[int]] = defaultdict(list)
        for slot, block in db.session.execute(query):
            self.place[slot] = (block, len(self.blocks[block]))
            self.blocks[block].append(slot)
        self.away = unavailable_slots(camp)

    def waiting(self, person: int, slots: Iterable[int]) -> int:
        """How many free slots lie between somebody's first and last meeting of each block."""
        by_block: dict[int, list[int]] = defaultdict(list)
        for slot in slots:
            if slot in self.place:
                block, place = self.place[slot]
                by_block[block].append(place)
        away = self.away.get(person, set())
        return sum(
            self.blocks[block][place] not in away
            for block, own in by_block.items()
            for place in range(min(own), max(own) + 1)
            if place not in own
        )


def _person_rows(people: dict[int, Participant], spots: list[Spots]) -> list[PersonRow]:
    first = spots[0]
    found: dict[int, list[PersonChanges | None]] = {}
    for place, other in enumerate(spots[1:]):
        for difference in by_person(_differences(first, other), people):
            found.setdefault(difference.person.id, [None] * (len(spots) - 1))[place] = difference
    rows = [PersonRow(people[person], differences) for person, differences in found.items()]
    return sorted(rows, key=lambda row: (*_size(row), row.person.name.casefold(), row.person.id))


def _size(row: PersonRow) -> tuple[int, int]:
    """For sorting: most other people first, then most other times."""
    found = [one for one in row.differences if one]
    return -sum(len(one.gained) + len(one.lost) for one in found), -sum(len(one.moved) for one in found)


def _differences(first: Spots, other: Spots) -> list[Change]:
    """What is otherwise than in the first; the same time at another table is no other day."""
    told = {pair: Told(place, is_cancelled=False) for pair, (_slot, place) in first.items()}
    planned = {pair: place for pair, (_slot, place) in other.items()}
    return [
        change
        for change in changes(told, planned)
        if change.before is None or change.after is None or change.before.starts_at != change.after.starts_at
    ]
