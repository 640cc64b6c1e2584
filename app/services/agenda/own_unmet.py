"""A participant's own wishes without a meeting, each with a reason that betrays nobody.

A reason is made of the participant's own agenda and of when the two are there. What others wish, least of
all that somebody would rather not, is not asked here, so that no choice of words can tell it.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from app.models import Camp, Grade, Participant
from app.services.calendars.agendas import AgendaItem
from app.services.programme import availability
from app.services.requests import request_lists, request_rules
from app.services.setup import blocks, meeting_rules
from app.services.setup.meeting_rules import Bar
from app.services.wishes import own_bars, wishes


class Obstacle(StrEnum):
    """What stood in the way, as far as the participant's own day tells."""

    NEVER_BOTH_THERE = "never_both_there"
    ALL_TIMES_FILLED = "all_times_filled"
    LARGEST_NUMBER = "largest_number"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class OwnUnmet:
    """Somebody whom the participant wished to meet and does not meet."""

    target: Participant
    grade: Grade
    obstacle: Obstacle | Bar

    @property
    def reason(self) -> str:
        """The obstacle in the reader's words."""
        return in_words(self.obstacle)


def unmet_of(camp: Camp, me: Participant, items: list[AgendaItem]) -> list[OwnUnmet]:
    """My wishes to meet that `items`, my agenda, does not fulfil; must-meets first, then as they put them.

    A meeting that was cancelled counts as known: it stands on the agenda with its own words.
    """
    met = {item.partner.id for item in items if item.partner is not None}
    open_wishes = [(grade, target) for grade, target in _wanted(camp, me) if target.id not in met]
    if not open_wishes:
        return []
    slots = {slot.id for slot in blocks.slots_of(camp)}
    away = availability.unavailable_slots(camp)
    mine = slots - away[me.id]
    held = sum(item.partner is not None and not item.is_cancelled for item in items)
    apart = meeting_rules.apart_at(camp)
    return [
        OwnUnmet(
            target,
            grade,
            apart.between(str(me.id), str(target.id))
            or obstacle(mine, slots - away[target.id], held, camp.max_meetings),
        )
        for grade, target in open_wishes
    ]


def _wanted(camp: Camp, me: Participant) -> list[tuple[Grade, Participant]]:
    """Whom I wish to meet or, in requests mode, have agreed to meet."""
    if request_rules.in_use(camp):
        return [(Grade.WOULD_LIKE, person) for person in request_lists.agreed_with(me)]
    return [
        (grade, wish.target)
        for grade, own in wishes.own_wishes(me)
        for wish in own
        if grade is not Grade.RATHER_NOT
    ]


def obstacle(mine: set[int], theirs: set[int], held: int, most: int | None) -> Obstacle:
    """The reason from the slots in which each is there, how many meetings I have, and how many I may have."""
    if not mine & theirs:
        return Obstacle.NEVER_BOTH_THERE
    if held >= len(mine):
        return Obstacle.ALL_TIMES_FILLED
    if most is not None and held >= most:
        return Obstacle.LARGEST_NUMBER
    return Obstacle.NO_ROOM


def in_words(found: Obstacle | Bar) -> str:
    """The reason as the participant reads it."""
    if isinstance(found, Bar):
        return own_bars.in_words(found)
    return {
        Obstacle.NEVER_BOTH_THERE: _("You are never there at the same time."),
        Obstacle.ALL_TIMES_FILLED: _("You have a meeting at every time at which you are there."),
        Obstacle.LARGEST_NUMBER: _("You have as many meetings as anybody may have at this camp."),
        Obstacle.NO_ROOM: _("The schedule had no room for it, with everybody's times and wishes in it."),
    }[found]
