"""The first thing a participant sees once the agenda is out: the meeting under way or next, or that none is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.models import Camp, Participant
from app.services.calendars import agendas
from app.services.calendars.agendas import AgendaItem
from app.services.changes import replies
from app.services.changes.replies import Said
from app.services.interests import meeting_reasons
from app.services.setup import tables
from app.services.setup.floor_plan import in_words
from app.services.times import free_time

SHOWN_AFTERWARDS = 3


@dataclass(frozen=True)
class Coming:
    """The card at the moment `at`. `item` is None when no meeting is left, or there never was one.

    `place` is the way to its table in words. `here_from` is when "I am here" opens; None once it is open.
    `afterwards` are the next things of the same day. `held` counts the meetings that are over and stood, and
    `is_done_today` is whether one of them was today while the next is on another day.
    """

    at: datetime
    item: AgendaItem | None = None
    place: str = ""
    why: list[str] = field(default_factory=list)
    said: Said = field(default_factory=Said)
    here_from: datetime | None = None
    afterwards: list[AgendaItem] = field(default_factory=list)
    held: int = 0
    is_today: bool = False
    is_done_today: bool = False

    @property
    def is_on(self) -> bool:
        """Whether the meeting is under way."""
        return self.item is not None and self.item.starts_at <= self.at


def coming_for(camp: Camp, me: Participant, free: set[int], at: datetime) -> Coming:
    """The card alone, for somebody who is free in these slots; a bounded number of queries."""
    items = free_time.with_free_time(camp, free, agendas.agenda_of(camp, me))
    item = agendas.next_item(items, at)
    if item is None or item.entry is None or item.partner is None:
        return coming_of(camp, items, at, {}, {})
    why = meeting_reasons.why_we_meet(camp, me, [item.partner])
    return coming_of(camp, items, at, why, replies.said_about(me, [item.entry]))


def coming_of(
    camp: Camp,
    items: list[AgendaItem],
    at: datetime,
    why: Mapping[int, list[str]],
    said: Mapping[int, Said],
) -> Coming:
    """The card from an agenda with its free time, the reasons by partner and what is said by entry; one query."""
    item, zone = agendas.next_item(items, at), ZoneInfo(camp.time_zone)
    today = at.astimezone(zone).date()
    held = [one for one in items if one.partner and not one.is_cancelled and one.ends_at <= at]
    if item is None or item.entry is None or item.partner is None:
        return Coming(at, held=len(held))
    is_today = item.starts_at.astimezone(zone).date() == today
    opens = item.starts_at - replies.HERE_FROM
    return Coming(
        at=at,
        item=item,
        place=in_words(item.table, tables.tables_of(camp)) if item.table else "",
        why=why.get(item.partner.id, []),
        said=said.get(item.entry.id, Said()),
        here_from=opens if opens > at else None,
        afterwards=_afterwards(items, item, zone)[:SHOWN_AFTERWARDS],
        held=len(held),
        is_today=is_today,
        is_done_today=not is_today and any(one.ends_at.astimezone(zone).date() == today for one in held),
    )


def _afterwards(items: list[AgendaItem], item: AgendaItem, zone: ZoneInfo) -> list[AgendaItem]:
    """What begins after the meeting on its day and stands, the earliest first."""
    day = item.starts_at.astimezone(zone).date()
    return [
        one
        for one in items
        if one.starts_at >= item.ends_at
        and one.starts_at.astimezone(zone).date() == day
        and not one.is_cancelled
    ]
