"""What has begun stays: a new run during the day leaves past and present as they are, and plans what is ahead."""

from dataclasses import replace

from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, Slot
from app.scheduling import Candidate, Placing, Problem
from app.services.clock import now
from app.services.matching.problems import as_seated
from app.services.matching.repairs import standing_of


def keep_what_has_begun(camp: Camp, problem: Problem) -> Problem:
    """The problem with the meetings of the slots that have begun in their places, and nobody else in these slots.

    As long as nothing is published, or nothing has begun, the problem as it is. Six queries.
    """
    slots = begun_slots(camp)
    if not slots or not _is_published(camp):
        return problem
    here = {person.id for person in problem.participants}
    held = tuple(
        Placing(one.a, one.b, one.slot, one.table)
        for one in standing_of(camp).meetings
        if one.slot in slots and here.issuperset(one.pair)
    )
    pairs = {placing.pair for placing in held}
    known = {candidate.pair for candidate in problem.candidates}
    taken = {(person, placing.slot) for placing in held for person in placing.pair}
    return replace(
        problem,
        participants=tuple(
            replace(
                person,
                absent_slots=tuple(
                    slot.id for slot in problem.slots
                    if (slot.id in person.absent_slots or slot.id in slots) and (person.id, slot.id) not in taken
                ),
            )
            for person in problem.participants
        ),
        candidates=tuple(
            as_seated((*problem.candidates, *(Candidate(p.a, p.b, 1) for p in held if p.pair not in known)),
                      problem.tables, held)
        ),
        pinned=(*held, *(pin for pin in problem.pinned if pin.pair not in pairs and pin.slot not in slots)),
    )  # fmt: skip


def _is_published(camp: Camp) -> bool:
    query = select(CalendarEntry.id).where(CalendarEntry.camp_id == camp.id)
    return db.session.scalar(query.limit(1)) is not None


def begun_slots(camp: Camp) -> set[str]:
    """The slots that are over or under way, as the core names them; one query."""
    query = select(Slot.id).where(Slot.stands_at(camp.id), Slot.starts_at <= now())
    return {str(number) for number in db.session.scalars(query)}
