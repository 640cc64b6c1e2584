"""What a participant sees first: what to do now, whom to meet, when they are there, what comes next."""

from dataclasses import dataclass

from app.models import Block, Camp, Participant, ParticipantStatus, Session
from app.services import agendas, availability, meeting_reasons, profiles, suggestions, wishes
from app.services.agendas import AgendaItem
from app.services.suggestions import Suggestion

WISHES_FOR_EACH_PROMISED_MEETING = 3
SUGGESTIONS = 3


@dataclass(frozen=True)
class BlockTimes:
    """In how many of a block's slots the participant can meet."""

    block: Block
    free: int
    total: int


@dataclass(frozen=True)
class Home:
    """The page of one participant. Before the confirmation nothing about other people is in it.

    `wishes_advised` is how many wishes give the plan enough room; it is advice, not a limit.
    """

    blocks: list[BlockTimes]
    sessions: list[Session]
    gaps: list[str]
    wishes_stated: int
    wishes_advised: int
    wishes_open: bool
    suggestions: list[Suggestion]
    is_published: bool
    coming: AgendaItem | None
    reasons: list[str]


def home_of(me: Participant, camp: Camp) -> Home:
    """Everything on the page; the number of queries does not grow with the camp."""
    is_in = me.status is ParticipantStatus.CONFIRMED
    blocks, sessions = _times(me, camp)
    schedule = agendas.published_schedule(camp) if is_in else None
    coming = agendas.next_item(agendas.agenda_of(camp, me)) if schedule else None
    reasons = meeting_reasons.why_we_meet(camp, me, [coming.partner]) if coming and coming.partner else {}
    return Home(
        blocks=blocks,
        sessions=sessions,
        gaps=profiles.gaps(me, profiles.topics_by_kind(me)),
        wishes_stated=wishes.number_stated(me),
        wishes_advised=camp.promised_meetings * WISHES_FOR_EACH_PROMISED_MEETING,
        wishes_open=wishes.are_open(camp),
        suggestions=suggestions.suggestions_for(me, camp, SUGGESTIONS) if is_in and not schedule else [],
        is_published=schedule is not None,
        coming=coming,
        reasons=next(iter(reasons.values()), []),
    )


def _times(me: Participant, camp: Camp) -> tuple[list[BlockTimes], list[Session]]:
    """The camp's blocks with the slots left to the participant, and the sessions they have chosen."""
    timetable = availability.timetable_of(camp)
    chosen = availability.sessions_chosen_by(me)
    free = availability.free_slots(camp, availability.absences_of(me), chosen)
    blocks = [
        BlockTimes(block, sum(slot.id in free for slot in slots), len(slots))
        for block, slots in timetable.blocks
    ]
    return blocks, [session for session in timetable.sessions if session.id in chosen]
