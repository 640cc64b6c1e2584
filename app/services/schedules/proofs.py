"""Checking a kept schedule again, with the very verifier that is in the proof that anybody may download."""

import time
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Meeting, Schedule
from app.scheduling import schedule_from_bytes
from app.scheduling.verify import verify
from app.services.schedules.schedules import files_of

MOST_FAULTS = 20


@dataclass(frozen=True)
class Verdict:
    """What the verifier says of the files, and whether the pages show the meetings that are in them."""

    seconds: float
    faults: list[str]
    is_what_pages_show: bool
    meetings: int

    @property
    def is_sound(self) -> bool:
        """Whether all is as it should be."""
        return not self.faults and self.is_what_pages_show


def check(schedule: Schedule) -> Verdict:
    """Read the files that are kept and judge them; reads only."""
    problem, solution = files_of(schedule)
    begun = time.perf_counter()
    faults = [str(fault) for fault in verify(problem, solution)[:MOST_FAULTS]]
    seconds = time.perf_counter() - begun
    kept = set() if faults else _in_file(solution)
    return Verdict(seconds, faults, bool(faults) or kept == _on_pages(schedule), len(kept))


Place = tuple[int, int, int, int]


def _in_file(solution: bytes) -> set[Place]:
    found = schedule_from_bytes(solution)[0].meetings
    return {
        (*sorted((int(item.a), int(item.b))), int(item.slot), int(item.table))  # type: ignore[misc]
        for item in found
    }


def _on_pages(schedule: Schedule) -> set[Place]:
    columns = (Meeting.person_lo_id, Meeting.person_hi_id, Meeting.slot_id, Meeting.table_id)
    rows = db.session.execute(select(*columns).where(Meeting.schedule_id == schedule.id))
    return {(lo, hi, slot, table) for lo, hi, slot, table in rows}
