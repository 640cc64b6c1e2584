"""What each kind of camp sensibly begins with; the organiser changes what does not fit."""

from dataclasses import dataclass
from datetime import time

from flask_babel import gettext as _

from app.models import CampKind


@dataclass(frozen=True)
class BlockPlan:
    """A meeting block on the camp's day number `day` (0 is the first), cut until `until`."""

    day: int
    name: str
    starts: time
    until: time
    slot_minutes: int = 20
    gap_minutes: int = 0


@dataclass(frozen=True)
class KindDefaults:
    """Length in days, promised and most meetings for each participant, places, blocks, tables, and how many
    must meets one may state. All wishes together have no limit: more of them make better schedules."""

    days: int
    promised_meetings: int
    max_meetings: int | None
    capacity: int | None
    blocks: tuple[BlockPlan, ...]
    tables: int
    most_must_meets: int = 5


def defaults_for(kind: CampKind) -> KindDefaults:
    """The defaults of a kind, names in the language of whoever asks."""
    return {
        CampKind.INNOVATION_CAMP: _innovation_camp,
        CampKind.MATCHMAKING_EVENT: _matchmaking_event,
        CampKind.CLUSTER_LAB: _cluster_lab,
        CampKind.WORKSHOP: _workshop,
        CampKind.MASTER_CLASS: _master_class,
    }[kind]()


def _innovation_camp() -> KindDefaults:
    """A day and a half: meetings on the first afternoon and the second morning."""
    blocks = (
        BlockPlan(0, _("First afternoon"), time(14, 30), time(16, 30)),
        BlockPlan(1, _("Second morning"), time(9, 0), time(11, 0)),
    )
    return KindDefaults(2, 4, 10, 200, blocks, 30)


def _matchmaking_event() -> KindDefaults:
    """One long day of meetings with a break in each half and for lunch."""
    blocks = (
        BlockPlan(0, _("Morning"), time(9, 30), time(12, 10)),
        BlockPlan(0, _("Afternoon"), time(13, 10), time(15, 50)),
    )
    return KindDefaults(1, 6, None, 300, blocks, 50)


def _cluster_lab() -> KindDefaults:
    """Trying out methods together; a few meetings at the end, five minutes between them to move."""
    return KindDefaults(1, 2, 4, 40, (BlockPlan(0, _("Afternoon"), time(15, 0), time(16, 15), 15, 5),), 10)


def _workshop() -> KindDefaults:
    return KindDefaults(1, 1, 3, 30, (BlockPlan(0, _("Afternoon"), time(15, 0), time(16, 0)),), 8)


def _master_class() -> KindDefaults:
    """Meetings with the experts, half an hour each."""
    return KindDefaults(1, 1, 2, 20, (BlockPlan(0, _("Afternoon"), time(14, 0), time(16, 0), 30),), 5)
