"""The wishes that a schedule leaves unmet, each with its reason and the cheapest cure, in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.exports.spreadsheets import rows_to_csv
from app.extensions import db
from app.formats import local_time, number
from app.models import Camp, Participant, Schedule, Slot
from app.scheduling import Cure, Why, explain, problem_from_bytes, schedule_from_bytes
from app.services.schedules.schedules import files_of


@dataclass(frozen=True)
class Unmet:
    """A candidate that was not scheduled: the two people, its worth, the engine's code for why, and the
    cure in words, empty when no single change helps; `kind` is the engine's code for it, empty without one."""

    first: Participant
    second: Participant
    worth: int
    reason: str
    cure: str
    kind: str


def unmet_of(camp: Camp, schedule: Schedule) -> list[Unmet]:
    """Every candidate that is not in the schedule with its reason and cure, worth most first."""
    people = _people(camp)
    slots = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.camp_id == camp.id))}
    return [
        Unmet(
            people[int(why.candidate.a)],
            people[int(why.candidate.b)],
            why.candidate.worth,
            why.reason,
            _cure_in_words(camp, why, people, slots),
            why.cure.kind if why.cure is not None else "",
        )
        for why in _whys(*files_of(schedule))
        if int(why.candidate.a) in people and int(why.candidate.b) in people
    ]


def cure_of(schedule: Schedule, pair: tuple[str, str]) -> Cure | None:
    """The cheapest single change with which the candidate fits beside everything else; None without one."""
    return next((why.cure for why in _whys(*files_of(schedule)) if why.candidate.pair == pair), None)


def counts_by_reason(found: Sequence[Unmet]) -> list[tuple[str, int]]:
    """How many wishes each reason stands for, the commonest first."""
    return Counter(one.reason for one in found).most_common()


def as_csv(found: Sequence[Unmet]) -> bytes:
    """The list as a file for a spreadsheet."""
    headings = (_("Name"), _("Wishes to meet"), _("Worth"), _("Reason"), _("What would help"))
    return rows_to_csv(
        headings,
        [
            (one.first.name, one.second.name, one.worth, reason_in_words(one.reason), one.cure)
            for one in found
        ],
    )


def _people(camp: Camp) -> dict[int, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id)
    return {
        person.id: person
        for person in db.session.scalars(query.options(joinedload(Participant.organisation)))
    }


@lru_cache(maxsize=32)
def _whys(problem_file: bytes, schedule_file: bytes) -> tuple[Why, ...]:
    """The same files have the same answer. Only candidates: what was refused is nobody's wish to be told."""
    problem = problem_from_bytes(problem_file)
    solution, _sha256 = schedule_from_bytes(schedule_file)
    pairs = {candidate.pair for candidate in problem.candidates}
    rows = [why for why in explain(problem, solution) if why.candidate.pair in pairs]
    return tuple(sorted(rows, key=lambda why: (-why.candidate.worth, why.candidate.pair)))


def _cure_in_words(camp: Camp, why: Why, people: dict[int, Participant], slots: dict[int, Slot]) -> str:
    """What would make room, or what it would cost to make room all the same."""

    def time(slot: str | None) -> str:
        row = slots.get(int(slot)) if slot else None
        return local_time(row.starts_at, camp.time_zone) if row else "?"

    def names(pair: Sequence[str]) -> str:
        return " – ".join(people[int(one)].name for one in pair if int(one) in people)

    cure = why.cure
    if why.reason == "open":
        return _("Give them a place.")
    if cure is None and why.displaces and why.worth < 0:
        return _(
            "Only by cancelling %(meetings)s, which loses %(worth)s worth.",
            meetings="; ".join(names(pair) for pair in why.displaces),
            worth=number(-why.worth),
        )
    if cure is None:
        return ""
    if cure.kind == "move":
        return _(
            "Fits at %(time)s if %(meeting)s moves to %(other)s.",
            time=time(cure.at),
            meeting=names(cure.pair or ()),
            other=time(cure.slot),
        )
    if cure.kind == "raise_limit":
        return _(
            "Fits at %(time)s if one meeting more is allowed for %(people)s.",
            time=time(cure.at),
            people=names(cure.people),
        )
    if cure.kind == "free_slot":
        return _("Fits if %(person)s can come at %(time)s.", person=names(cure.people), time=time(cure.at))
    if cure.kind == "add_interpreter":
        return _("Fits with one more table with an interpreter at %(time)s.", time=time(cure.at))
    return _("Fits with one more table at %(time)s.", time=time(cure.at))


def reason_in_words(code: str) -> str:
    """What stood in the way, as organisers say it; the codes are those of the engine."""
    return {
        "two_hosts": _("Both receive their guests at a table of their own."),
        "no_slot_in_common": _("The two are never there in the same slot."),
        "no_interpreter": _("They need an interpreter, and none is there when both are."),
        "interpreters_taken": _(
            "They need an interpreter, and those are taken in the slots in which both are free."
        ),
        "no_table_in_common_slots": _("No table is open in the slots in which both are there."),
        "limit_reached": _("One of the two has the largest number of meetings allowed."),
        "taken_by_worth_more": _("In every slot that both could use, their other meetings count for more."),
        "no_free_slot_left": _("One of the two has a meeting in every slot in which they are there."),
        "tables_taken": _(
            "All tables are taken in the slots in which both are free. One more table could help."
        ),
        "slots_taken_by_others": _("Both have free slots, but never at the same time."),
        "order_or_row": _("The order of meetings, or the longest row without a pause, leaves no slot."),
        "waiting_apart": _("Somebody would have to wait longer than others, more than is allowed."),
        "open": _("A slot and a table would be free. A longer search may find a way."),
    }.get(code, code)
