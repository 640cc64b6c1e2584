"""Published instances of meeting scheduling (Bofill and others, JAIR 2022) as camps to try things with."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.models import Camp, CampRole, Grade, OrganisationKind, Participant, User
from app.scheduling.dzn import read_dzn
from app.scheduling.problem import Problem
from app.scheduling.values import ProblemError
from app.services.accounts import teams
from app.services.local_time import moment_at
from app.services.refusals import Refusal
from app.services.registration import intake
from app.services.registration.intake import NewParticipant
from app.services.setup import blocks, new_camps, tables
from app.services.setup.new_camps import NewCamp

LARGEST_FILE = 2_000_000
MOST_PEOPLE, MOST_MEETINGS, MOST_TABLES = 1_000, 20_000, 1_000
MORNING, LUNCH, LATEST = time(9), timedelta(hours=1), time(23)
LENGTHS = (20, 15, 10, 5)


@dataclass(frozen=True)
class Imported:
    """What came of an import. `left_out` says, in words, what a camp cannot hold."""

    camp: Camp
    participants: int
    pairs: int
    left_out: tuple[str, ...]


def import_instance(user: User | None, content: bytes, new: NewCamp) -> Imported:
    """Make a camp of the `.dzn` file: people, mutual wishes, absences, slots, tables. Commits once.

    `user`, if any, becomes its organiser. Names are invented and neutral. Raises Refusal, naming the
    place in the file, when it cannot be read or is too large; nothing is saved then.
    """
    problem, left_out = _read(content)
    try:
        camp = _make(problem, new)
        if user is not None:
            teams.join_team(camp, user, CampRole.ORGANISER)
        db.session.commit()
    except Refusal:
        db.session.rollback()
        raise
    return Imported(camp, len(problem.participants), len(problem.candidates), left_out)


def _make(problem: Problem, new: NewCamp) -> Camp:
    """The camp in the present transaction."""
    camp = new_camps.add_camp(new)
    camp.promised_meetings, camp.max_meetings, camp.capacity, camp.most_must_meets = 0, None, None, None
    db.session.flush()
    tables.put_tables(camp, len(problem.tables))
    slots = _put_slots(camp, problem)
    people = _put_people(camp, problem, slots)
    pairs = [(people[item.a], people[item.b]) for item in problem.candidates]
    both = [pair for a, b in pairs for pair in ((a, b, Grade.MUST_MEET), (b, a, Grade.MUST_MEET))]
    intake.state_wishes(camp, both)
    return camp


def _read(content: bytes) -> tuple[Problem, tuple[str, ...]]:
    if len(content) > LARGEST_FILE:
        raise Refusal(_("The file is larger than 2 MB."))
    try:
        published = read_dzn(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refusal(_("The file is not a text in UTF-8.")) from None
    except ProblemError as error:
        faults = "; ".join(str(fault) for fault in error.faults[:5])
        raise Refusal(_("The file cannot be used: %(faults)s", faults=faults)) from None
    problem = published.problem
    sizes = (len(problem.participants), len(problem.candidates), len(problem.tables))
    if any(size > most for size, most in zip(sizes, (MOST_PEOPLE, MOST_MEETINGS, MOST_TABLES), strict=True)):
        raise Refusal(_("The instance is too large: at most 1000 participants, 20000 meetings, 1000 tables."))
    if min(sizes) < 1 or not problem.slots:
        raise Refusal(_("The instance needs participants, meetings, tables and slots."))
    return problem, _left_out(problem, len(published.repeated))


def _left_out(problem: Problem, repeated: int) -> tuple[str, ...]:
    """What the file asks for and a camp's wishes cannot say."""
    halves = sum(item.slots is not None for item in problem.candidates)
    fixed = len(problem.pinned)
    ordered = sum(bool(item.after) for item in problem.candidates)
    return tuple(
        text for count, text in (
            (halves, ngettext("%(num)d meeting may be in any half of the day.",
                              "%(num)d meetings may be in any half of the day.", halves)),
            (fixed, ngettext("%(num)d meeting is not fixed to its slot.",
                             "%(num)d meetings are not fixed to their slots.", fixed)),
            (ordered, ngettext("%(num)d meeting need not come after others.",
                               "%(num)d meetings need not come after others.", ordered)),
            (repeated, ngettext("%(num)d pair asked for twice meets once.",
                                "%(num)d pairs asked for twice meet once.", repeated)),
        ) if count
    )  # fmt: skip


def _put_slots(camp: Camp, problem: Problem) -> dict[str, int]:
    """The blocks of one day, their slots long enough to be useful; slot ids of the file → rows' ids."""
    counts: dict[str, int] = {}
    for slot in problem.slots:
        counts[slot.block] = counts.get(slot.block, 0) + 1
    names = {"morning": _("Morning"), "afternoon": _("Afternoon")}
    begins, minutes = _first_moment(camp), _slot_minutes(camp, len(problem.slots))
    for name, count in counts.items():
        until = begins + count * timedelta(minutes=minutes)
        blocks.put_block(camp, blocks.BlockValues(names[name], begins, until, minutes))
        begins = until + LUNCH
    rows = blocks.slots_of(camp)
    return {slot.id: row.id for slot, row in zip(problem.slots, rows, strict=True)}


def _first_moment(camp: Camp) -> datetime:
    return moment_at(camp.starts_on, MORNING, camp.time_zone)


def _slot_minutes(camp: Camp, slots: int) -> int:
    """The longest usual length with which slots and lunch fit into one day; Refusal when none does."""
    room = moment_at(camp.starts_on, LATEST, camp.time_zone) - _first_moment(camp) - LUNCH
    for minutes in LENGTHS:
        if slots * timedelta(minutes=minutes) <= room:
            return minutes
    raise Refusal(_("The instance has more slots than fit into a day."))


def _put_people(camp: Camp, problem: Problem, slots: dict[str, int]) -> dict[str, Participant]:
    """Participants by their ids in the file."""
    entries = [
        NewParticipant(
            email=f"participant-{number}@{camp.slug}.example",
            name=_("Participant %(number)s", number=number),
            organisation_kind=OrganisationKind.OTHER,
        )
        for number in range(1, len(problem.participants) + 1)
    ]  # fmt: skip
    rows = intake.enrol_all(camp, entries)
    pairs = list(zip(problem.participants, rows, strict=True))
    absences = [(row, [slots[slot] for slot in person.absent_slots]) for person, row in pairs]
    intake.mark_absent(camp, absences)
    return {person.id: row for person, row in pairs}
