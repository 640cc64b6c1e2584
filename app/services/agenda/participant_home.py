"""What a participant sees first: what to do now, whom to meet, when they are there, what comes next."""

from dataclasses import dataclass

from app.models import Block, Camp, Participant, ParticipantStatus, Schedule, Session
from app.services.agenda.coming import Coming, coming_for
from app.services.calendars import agendas, freezing
from app.services.clock import now
from app.services.interests import suggestions
from app.services.interests.suggestions import Suggestion
from app.services.programme import availability
from app.services.registration import answers, places, profiles
from app.services.registration.profiles import Gap
from app.services.requests import request_lists, request_rules
from app.services.requests.request_lists import Counts
from app.services.wishes import wish_quotas, wishes
from app.services.wishes.wish_quotas import Quotas

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

    `unanswered` counts what the camp asks and must be answered, for whoever registered before it was.
    `may_bring` is whether they may register a colleague. `place_in_line` is 1 for the next on the waiting
    list, None for whoever does not wait. `requests` is there in requests mode. `wishes_advised` is how many
    wishes give the plan enough room; it is advice, not a limit. `coming` and `schedule` are there once a schedule
    is out; `asked_until` tells until when changes can be asked for, and is empty without such a moment, or past it.
    """

    blocks: list[BlockTimes]
    sessions: list[Session]
    gaps: list[Gap]
    unanswered: int
    may_bring: bool
    place_in_line: int | None
    wishes_stated: int
    wishes_advised: int
    wishes_open: bool
    quotas: Quotas
    requests: Counts | None
    suggestions: list[Suggestion]
    coming: Coming | None
    schedule: Schedule | None = None
    asked_until: str = ""


def home_of(me: Participant, camp: Camp) -> Home:
    """Everything on the page; the number of queries does not grow with the camp."""
    is_in = me.status is ParticipantStatus.CONFIRMED
    blocks, sessions, free = _times(me, camp)
    out = agendas.published_schedule(camp) if is_in else None
    return Home(
        blocks=blocks,
        sessions=sessions,
        may_bring=me.organisation_id is not None and places.may_register(camp),
        unanswered=answers.missing_from(me),
        place_in_line=places.place_in_line(me) if me.status is ParticipantStatus.WAITING else None,
        gaps=profiles.gaps(me, profiles.topics_by_kind(me)),
        wishes_stated=wishes.number_stated(me),
        wishes_advised=camp.promised_meetings * WISHES_FOR_EACH_PROMISED_MEETING,
        wishes_open=wishes.are_open(camp),
        quotas=wish_quotas.quotas_of(me, camp),
        requests=request_lists.counts_of(me) if is_in and request_rules.in_use(camp) else None,
        suggestions=suggestions.suggestions_for(me, camp, SUGGESTIONS) if is_in and not out else [],
        coming=coming_for(camp, me, free, now()) if out else None,
        schedule=out,
        asked_until=freezing.asked_until(camp),
    )


def _times(me: Participant, camp: Camp) -> tuple[list[BlockTimes], list[Session], set[int]]:
    """The camp's blocks with how many slots are left to the participant, the sessions chosen, those slots."""
    timetable = availability.timetable_of(camp)
    times = availability.times_of(me)
    free = availability.free_slots(camp, times)
    blocks = [
        BlockTimes(block, sum(slot.id in free for slot in slots), len(slots))
        for block, slots in timetable.blocks
    ]
    return blocks, [session for session in timetable.sessions if session.id in times.sessions], free
