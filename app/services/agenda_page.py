"""What stands on a participant's agenda page: the next meeting first, then each day, then what is missing."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.models import Camp, Outcome, Participant, Schedule
from app.services import agendas, availability, blocks, outcomes, own_unmet, replies
from app.services.agendas import AgendaItem
from app.services.clock import now
from app.services.meeting_reasons import why_we_meet
from app.services.own_unmet import OwnUnmet
from app.services.replies import Said


@dataclass(frozen=True)
class AgendaPage:
    """All of the page. `said` and `restorable` go by the number of a meeting's entry, `why` by the partner's.

    `outcomes` is what I have said of meetings, by the entry; `to_tell` the last one of which I have said nothing.
    `at` is the moment at which it was put together. Free time is among the items of `days` once a schedule
    is out: spans in which one could meet and does not.
    """

    at: datetime
    schedule: Schedule | None
    days: list[tuple[date, list[AgendaItem]]]
    coming: AgendaItem | None
    why: dict[int, list[str]]
    said: dict[int, Said]
    here_is_open: bool
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    to_tell: AgendaItem | None = None
    restorable: set[int] = field(default_factory=set)
    unmet: list[OwnUnmet] = field(default_factory=list)

    @property
    def said_coming(self) -> Said:
        """What has been said about the next meeting."""
        entry = self.coming.entry if self.coming else None
        return self.said.get(entry.id, Said()) if entry else Said()


def page_of(camp: Camp, me: Participant) -> AgendaPage:
    """The page of one participant; the number of queries grows only with what I have cancelled."""
    moment, schedule = now(), agendas.published_schedule(camp)
    items = agendas.agenda_of(camp, me)
    meetings = [item for item in items if item.entry is not None and item.partner is not None]
    said = replies.said_about(me, [item.entry for item in meetings if item.entry])
    told = outcomes.outcomes_of(me, [item.entry for item in meetings if item.entry])
    coming = agendas.next_item(items, moment)
    return AgendaPage(
        at=moment,
        schedule=schedule,
        days=agendas.by_day(camp, _with_free_time(camp, me, items) if schedule else items),
        coming=coming,
        why=why_we_meet(camp, me, [item.partner for item in meetings if item.partner]),
        said=said,
        here_is_open=bool(coming and coming.entry and replies.here_is_open(coming.entry, moment)),
        outcomes=told,
        to_tell=_last_untold(meetings, told, moment),
        restorable={
            item.entry.id
            for item in meetings
            if item.entry and item.partner
            and replies.can_come_again(said[item.entry.id], item.entry, item.partner)
        },
        unmet=own_unmet.unmet_of(camp, me, items) if schedule else [],
    )  # fmt: skip


def _last_untold(meetings: list[AgendaItem], told: dict[int, Outcome], moment: datetime) -> AgendaItem | None:
    """The meeting that ended last without a word from me how it went; None when there is none."""
    over = [
        item
        for item in meetings
        if item.entry and not item.is_cancelled and item.ends_at <= moment and item.entry.id not in told
    ]
    return over[-1] if over else None


def _with_free_time(camp: Camp, me: Participant, items: list[AgendaItem]) -> list[AgendaItem]:
    """The items and, between them, the slots in which I could meet and nothing is planned, joined to spans."""
    open_slots = availability.free_slots(
        camp, availability.absences_of(me), availability.sessions_chosen_by(me)
    )
    taken = [item for item in items if not item.is_cancelled]
    spans: list[AgendaItem] = []
    for slot in blocks.slots_of(camp):
        is_taken = any(item.starts_at < slot.ends_at and item.ends_at > slot.starts_at for item in taken)
        if slot.id not in open_slots or is_taken:
            continue
        if spans and spans[-1].ends_at == slot.starts_at:
            spans[-1] = AgendaItem(spans[-1].starts_at, slot.ends_at)
        else:
            spans.append(AgendaItem(slot.starts_at, slot.ends_at))
    return sorted([*items, *spans], key=lambda item: (item.starts_at, item.session is None, item.ends_at))
