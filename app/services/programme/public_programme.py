"""The programme as anybody may read it: sessions and time for meetings, day by day."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models import Block, Camp, Session, SessionKind
from app.services.local_time import day_of
from app.services.programme.programme import sessions_of
from app.services.setup.blocks import blocks_of, slots_of

_PAUSES = (SessionKind.MEAL, SessionKind.BREAK)


@dataclass(frozen=True)
class Item:
    """One line of the programme, as the component `agenda_list` reads it. Moments in UTC."""

    start: datetime
    end: datetime
    kind: str
    title: str
    detail: str = ""
    place: str = ""


@dataclass
class Day:
    """One day at the camp, its entries in the order of time."""

    date: date
    entries: list[Item] = field(default_factory=list)


def days_of(camp: Camp) -> list[Day]:
    """The days on which something happens, in order; a block without slots is left out. Three queries."""
    items = [_of_session(session) for session in sessions_of(camp)] + _of_blocks(camp)
    days: dict[date, Day] = {}
    for item in sorted(items, key=lambda item: (item.start, item.end)):
        day = day_of(item.start, camp.time_zone)
        days.setdefault(day, Day(day)).entries.append(item)
    return list(days.values())


def _of_session(session: Session) -> Item:
    kind = "break" if session.kind in _PAUSES else "session"
    detail = " · ".join(filter(None, (session.track, session.speaker, session.description)))
    return Item(session.starts_at, session.ends_at, kind, session.title, detail, session.room)


def _of_blocks(camp: Camp) -> list[Item]:
    slots = slots_of(camp)
    found = []
    for block in blocks_of(camp):
        spans = [slot for slot in slots if slot.block_id == block.id]
        if spans:
            detail = ngettext("Time for %(num)d meeting of %(minutes)d minutes",
                              "Time for %(num)d meetings of %(minutes)d minutes",
                              len(spans), minutes=block.slot_minutes)  # fmt: skip
            title = meetings_title(block)
            found.append(Item(spans[0].starts_at, spans[-1].ends_at, "meeting", title, detail))
    return found


def meetings_title(block: Block) -> str:
    """What a block is called where no meeting of it is shown."""
    return _("One-to-one meetings: %(name)s", name=block.name)
