"""Looking at schedules: the grid, each agenda, how fairly the meetings are spread, the proof."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from app.config import ROOT
from app.extensions import db
from app.models import Camp, Meeting, MeetingTable, Participant, ParticipantStatus, Schedule, Slot
from app.scheduling.similarity import fold
from app.services.calendars.agendas import meetings_of
from app.services.programme.availability import unavailable_slots
from app.services.refusals import NotThere

PROOF_README = b"""\
Check this schedule with Python 3.11 or newer, and nothing else:

    python verify.py problem.json schedule.json
"""


@dataclass(frozen=True)
class Grid:
    """A schedule as slots × tables: `cells` by (slot number, table number); `free` people by slot."""

    slots: list[Slot]
    tables: list[MeetingTable]
    cells: dict[tuple[int, int], Meeting]
    free: dict[int, int]


def schedules_of(camp: Camp) -> list[Schedule]:
    """All schedules of a camp, the newest first."""
    return list(
        db.session.scalars(
            select(Schedule).where(Schedule.camp_id == camp.id).order_by(Schedule.number.desc())
        )
    )


def by_number(camp: Camp, number: int) -> Schedule:
    """The camp's schedule of that number; raises NotThere."""
    query = select(Schedule).where(Schedule.camp_id == camp.id, Schedule.number == number)
    schedule = db.session.scalar(query)
    if schedule is None:
        raise NotThere(_("There is no schedule %(number)s at this camp.", number=number))
    return schedule


def meeting_counts(camp: Camp) -> dict[int, int]:
    """The number of meetings of each schedule of the camp, by the schedule's row number."""
    query = (
        select(Meeting.schedule_id, func.count())
        .where(Meeting.camp_id == camp.id)
        .group_by(Meeting.schedule_id)
    )
    return dict(db.session.execute(query).all())


def grid_of(camp: Camp, meetings: list[Meeting]) -> Grid:
    """The meetings as a grid, with how many present people are free in each slot."""
    in_use = {meeting.slot_id for meeting in meetings}, {meeting.table_id for meeting in meetings}
    # What was removed meanwhile is shown where this schedule has meetings there.
    slots = [
        slot
        for slot in db.session.scalars(select(Slot).where(Slot.camp_id == camp.id).order_by(Slot.starts_at))
        if slot.removed_at is None or slot.id in in_use[0]
    ]
    query = select(MeetingTable).where(MeetingTable.camp_id == camp.id).order_by(MeetingTable.number)
    tables = [
        table for table in db.session.scalars(query) if table.removed_at is None or table.id in in_use[1]
    ]
    confirmed = set(
        db.session.scalars(
            select(Participant.id).where(
                Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
            )
        )
    )
    away = Counter(
        slot for person, taken in unavailable_slots(camp).items() if person in confirmed for slot in taken
    )
    busy = Counter(meeting.slot_id for meeting in meetings)
    return Grid(
        slots=slots,
        tables=tables,
        cells={(meeting.slot_id, meeting.table_id): meeting for meeting in meetings},
        free={slot.id: len(confirmed) - away[slot.id] - 2 * busy[slot.id] for slot in slots},
    )


def meetings_of_people_named(meetings: list[Meeting], wanted: str) -> set[int]:
    """The meetings, by row, of people whose name holds every word that is looked for; none for no word."""
    words = fold(wanted).split()
    return {
        meeting.id
        for meeting in meetings
        if words
        and any(
            all(word in fold(one.name) for word in words) for one in (meeting.person_lo, meeting.person_hi)
        )
    }


def uses_of(grid: Grid) -> dict[int, int]:
    """In how many slots each table, by row, has a meeting."""
    return dict(Counter(table for _slot, table in grid.cells))


def meetings_per_person(camp: Camp, meetings: list[Meeting]) -> list[tuple[Participant, list[Meeting]]]:
    """Every confirmed participant with their meetings in order of time, fewest meetings first."""
    own: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        own.setdefault(meeting.person_lo_id, []).append(meeting)
        own.setdefault(meeting.person_hi_id, []).append(meeting)
    people = db.session.scalars(
        select(Participant)
        .where(Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED)
        .options(joinedload(Participant.organisation))
    )
    rows = [(person, own.get(person.id, [])) for person in people]
    return sorted(rows, key=lambda row: (len(row[1]), row[0].name.casefold(), row[0].id))


def files_of(schedule: Schedule) -> tuple[bytes, bytes]:
    """The problem and the schedule file, byte for byte as they were verified."""
    row = db.session.scalar(
        select(Schedule)
        .where(Schedule.id == schedule.id)
        .options(undefer(Schedule.problem), undefer(Schedule.solution))
        .execution_options(populate_existing=True)
    )
    assert row is not None  # noqa: S101 -- the caller holds the row
    return row.problem.encode(), row.solution.encode()


def pairs_in_question(schedule: Schedule) -> int:
    """How many pairs the optimiser could have brought together."""
    return _candidates_in(files_of(schedule)[0])


@lru_cache(maxsize=64)
def _candidates_in(problem_file: bytes) -> int:
    """The files never change once kept, so neither does their count."""
    candidates: list[object] = json.loads(problem_file).get("candidates", [])
    return len(candidates)


def number_of(schedule_id: int) -> int | None:
    """The number that a schedule has at its camp."""
    return db.session.scalar(select(Schedule.number).where(Schedule.id == schedule_id))


@dataclass(frozen=True)
class Fairness:
    """How the meetings are spread: people by number of meetings, and how many have what was promised."""

    people_by_count: dict[int, int]
    with_promise: int
    people: int


def fairness(camp: Camp, meetings: list[Meeting]) -> Fairness:
    """How many meetings people have; everybody confirmed counts, those without any too."""
    rows = meetings_per_person(camp, meetings)
    counts = Counter(len(own) for _person, own in rows)
    kept = sum(many for count, many in counts.items() if count >= camp.promised_meetings)
    return Fairness(dict(sorted(counts.items())), kept, len(rows))


def agenda_in(schedule: Schedule, camp: Camp, code: str) -> tuple[Participant, list[Meeting]]:
    """One person of the camp and their meetings in a schedule, by time; raises NotThere."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query)
    if person is None:
        raise NotThere(_("There is no such participant at this camp."))
    return person, meetings_of(schedule, person)


def proof_files(schedule: Schedule) -> dict[str, bytes]:
    """What anybody needs to check a schedule without us, by file name."""
    problem, solution = files_of(schedule)
    return {
        "problem.json": problem,
        "schedule.json": solution,
        "verify.py": (ROOT / "app/scheduling/verify.py").read_bytes(),
        "README.txt": PROOF_README,
    }
