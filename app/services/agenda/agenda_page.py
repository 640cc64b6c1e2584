"""What stands on a participant's agenda page: the next meeting first, then each day, then what is missing."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.models import (
    AskedChange,
    AskedStatus,
    Camp,
    Outcome,
    Participant,
    Schedule,
    Session,
    StandInAsk,
)
from app.services.afterwards import outcomes
from app.services.agenda import own_unmet
from app.services.agenda.coming import Coming, coming_of
from app.services.agenda.own_unmet import OwnUnmet
from app.services.calendars import agendas, freezing
from app.services.calendars.agendas import AgendaItem
from app.services.changes import asked_changes, replies
from app.services.changes.replies import Said
from app.services.clock import now
from app.services.day import stand_ins
from app.services.day.stand_ins import Opening
from app.services.interests.meeting_reasons import why_we_meet
from app.services.programme import availability, session_places
from app.services.times import clashes, free_time
from app.services.times.clashes import Clash


@dataclass(frozen=True)
class AgendaPage:
    """All of the page. `said` and `restorable` go by the number of a meeting's entry, `why` by the partner's.

    `outcomes` is what I have said of meetings, by the entry; `to_tell` the last one of which I have said nothing.
    `at` is the moment at which it was put together. Free time is among the items of `days` once a schedule
    is out: spans in which one could meet and does not. `lines` are the full sessions that I wait for, each with
    my place in its line; `openings` the slots in which I could meet somebody else, `asks` who asks me to;
    `asked` the changes that I have asked for, the newest first, `asked_until` until when one can, if there is such a moment.
    """

    at: datetime
    schedule: Schedule | None
    days: list[tuple[date, list[AgendaItem]]]
    coming: Coming
    why: dict[int, list[str]]
    said: dict[int, Said]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    to_tell: AgendaItem | None = None
    restorable: set[int] = field(default_factory=set)
    unmet: list[OwnUnmet] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    lines: list[tuple[Session, int]] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    asks: list[StandInAsk] = field(default_factory=list)
    asked: list[AskedChange] = field(default_factory=list)
    partners: dict[int, Participant] = field(default_factory=dict)
    asked_until: str = ""

    @property
    def waiting(self) -> dict[int, AskedChange]:
        """The changes that nobody has settled yet, by the meeting's entry."""
        return {one.entry_id: one for one in self.asked if one.status is AskedStatus.ASKED}

    def partner_of(self, asked: AskedChange) -> Participant:
        """The other one of a meeting of mine about which I have asked something."""
        return self.partners[asked.entry_id]


def page_of(camp: Camp, me: Participant) -> AgendaPage:
    """The page of one participant; the number of queries grows only with what I have cancelled."""
    moment, schedule = now(), agendas.published_schedule(camp)
    items = agendas.agenda_of(camp, me)
    meetings = [item for item in items if item.entry is not None and item.partner is not None]
    said = replies.said_about(me, [item.entry for item in meetings if item.entry])
    told = outcomes.outcomes_of(me, [item.entry for item in meetings if item.entry])
    times = availability.times_of(me)
    free = availability.free_slots(camp, times) if schedule else set()
    why = why_we_meet(camp, me, [item.partner for item in meetings if item.partner])
    whole = free_time.with_free_time(camp, free, items) if schedule else items
    return AgendaPage(
        at=moment,
        schedule=schedule,
        days=agendas.by_day(camp, whole),
        coming=coming_of(camp, whole, moment, why, said),
        why=why,
        said=said,
        outcomes=told,
        to_tell=_last_untold(meetings, told, moment),
        restorable={
            item.entry.id
            for item in meetings
            if item.entry and item.partner and item.host is None
            and replies.can_come_again(said[item.entry.id], item.entry, item.partner)
        },
        unmet=own_unmet.unmet_of(camp, me, items) if schedule else [],
        clashes=clashes.clashes_at(camp, me, times) if meetings else [],
        lines=session_places.lines_of(me),
        openings=stand_ins.openings(camp, free, items, said) if schedule else [],
        asks=stand_ins.asks_to(me) if schedule else [],
        asked=asked_changes.mine(me) if meetings else [],
        asked_until=freezing.asked_until(camp),
        partners={item.entry.id: item.partner for item in meetings if item.entry and item.partner},
    )  # fmt: skip


def _last_untold(meetings: list[AgendaItem], told: dict[int, Outcome], moment: datetime) -> AgendaItem | None:
    """The meeting that ended last without a word from me how it went; None when there is none."""
    over = [
        item
        for item in meetings
        if item.entry
        and item.host is None
        and not item.is_cancelled
        and item.ends_at <= moment
        and item.entry.id not in told
    ]
    return over[-1] if over else None
