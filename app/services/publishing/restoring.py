"""An earlier version of the schedule brought back: a draft of its own, as far as it still can stand.

What is over or under way stays as it took place. Of the version come back the meetings whose two people, time
and table are still to be had by today's problem; each that cannot is named with its reason. The verifier has
the last word, and nothing is published: the draft's difference is looked at first, like any other's.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import gettext as _

from app.extensions import db
from app.models import ActKind, Camp, Meeting, Participant, Schedule, ScheduleStatus, User
from app.scheduling import ProblemError, by_hand, values
from app.scheduling.problem import Problem
from app.scheduling.schedule import Meeting as Placed
from app.scheduling.values import Pair, pair_of
from app.services import acts, camps
from app.services.calendars import agendas
from app.services.matching import kept_drafts, repairs
from app.services.matching.held_meetings import begun_slots
from app.services.matching.problems import Choices, as_seated, problem_of
from app.services.refusals import Conflict


class Loss(StrEnum):
    """Why a meeting of the version does not come back."""

    LEFT = "left"
    HELD = "held"
    BEGUN = "begun"
    AWAY = "away"
    NO_PAIR = "no_pair"
    FULL = "full"


@dataclass(frozen=True)
class Lost:
    """A meeting of the version that does not come back. `who` is whom the reason is about, where it is one."""

    meeting: Meeting
    reason: Loss
    who: Participant | None = None


@dataclass(frozen=True)
class Restoration:
    """What the version comes to today: `back` of its meetings return, `stays` are over or under way, and `lost`
    do not return. `unpinned` counts pinned meetings that stand elsewhere in it, or not at all."""

    problem: Problem
    meetings: tuple[Placed, ...]
    back: int
    stays: int
    lost: list[Lost]
    unpinned: int


def reason_in_words(lost: Lost) -> str:
    """Why the meeting does not come back. It never tells what somebody wishes or does not wish."""
    name = lost.who.name if lost.who else ""
    return {
        Loss.LEFT: _("%(name)s does not take part any more.", name=name),
        Loss.HELD: _("The two have met already, or are meeting now."),
        Loss.BEGUN: _("Its time has begun or is over."),
        Loss.AWAY: _("%(name)s cannot come at that time any more.", name=name),
        Loss.NO_PAIR: _("By today’s wishes, types and rules the two are not brought together."),
        Loss.FULL: _("%(name)s has as many meetings as one may have.", name=name),
    }[lost.reason]


def look(camp: Camp, schedule: Schedule) -> Restoration:
    """What restoring the schedule would give now; reads only. Conflict for a draft, and when the camp contradicts
    itself."""
    if schedule.status is ScheduleStatus.DRAFT:
        raise Conflict(_("Only what has been published can be restored."))
    try:
        return _Look(camp, schedule).restoration()
    except ProblemError as error:
        raise Conflict(_("Slots, tables or rules of the camp contradict each other; see Match.")) from error


def restore(camp: Camp, schedule: Schedule, user: User) -> Schedule:
    """A new draft that says what `look` shows; commits. Conflict as there, and when a rule would break."""
    camps.lock(camp)
    seen = look(camp, schedule)
    solution = by_hand.revised(seen.problem, None, seen.meetings)
    draft = kept_drafts.keep(camp.id, user.id, seen.problem, solution, [])
    if draft is None:
        db.session.rollback()
        raise Conflict(_("A rule of the schedule would be broken, so nothing was changed."))
    acts.note(camp, user, ActKind.RESTORED, schedule=schedule.number, draft=draft.number)
    db.session.commit()
    return draft


class _Look:
    """Goes through the meetings of a version in the order of time, and takes those that can stand."""

    def __init__(self, camp: Camp, schedule: Schedule) -> None:
        self.version = agendas.meetings_of(schedule)
        self.base = problem_of(camp, Choices())
        self.begun = begun_slots(camp)
        standing = repairs.standing_of(camp)
        self.held = [meeting for meeting in standing.meetings if meeting.slot in self.begun]
        self.met = {meeting.pair for meeting in self.held}
        self.worth = {item.pair: item.worth for item in self.base.candidates}
        self.old_worth = standing.worth
        self.people = {person.id: person for person in self.base.participants}
        self.count = Counter(person for meeting in self.held for person in meeting.pair)
        self.held_slots: dict[str, set[str]] = defaultdict(set)
        for meeting in self.held:
            for person in meeting.pair:
                self.held_slots[person].add(meeting.slot)

    def restoration(self) -> Restoration:
        """The whole of it."""
        lost, taken, held = list[Lost](), list(self.held), set(self.held)
        for meeting in self.version:
            found = self._loss(meeting)
            placed = _placed(meeting)
            if found is None:
                taken.append(placed)
                self.count.update(placed.pair)
            elif placed not in held:
                lost.append(found)
        meant = {(item.pair, item.slot, item.table) for item in taken}
        pins = [pin for pin in self.base.pinned if (pin.pair, pin.slot, pin.table) in meant]
        stay = [values.Placing(item.a, item.b, item.slot, item.table) for item in self.held]
        kept = [pin for pin in pins if pin.pair not in self.met]
        return Restoration(
            self._problem(taken, [*stay, *kept]),
            tuple(taken),
            back=len(taken) - len(self.held),
            stays=len(self.held),
            lost=lost,
            unpinned=len(self.base.pinned) - len(pins),
        )

    def _loss(self, meeting: Meeting) -> Lost | None:
        """Why the meeting cannot stand where it stood; None when it can."""
        pair = _placed(meeting).pair
        both = {str(one.id): one for one in (meeting.person_lo, meeting.person_hi)}
        for number, one in both.items():
            if number not in self.people:
                return Lost(meeting, Loss.LEFT, one)
        if pair in self.met:
            return Lost(meeting, Loss.HELD)
        if str(meeting.slot_id) in self.begun:
            return Lost(meeting, Loss.BEGUN)
        if pair not in self.worth:
            return Lost(meeting, Loss.NO_PAIR)
        for number, one in both.items():
            if str(meeting.slot_id) in self.people[number].absent_slots:
                return Lost(meeting, Loss.AWAY, one)
            most = self.people[number].max_meetings
            if most is not None and self.count[number] >= most:
                return Lost(meeting, Loss.FULL, one)
        return None

    def _problem(self, taken: list[Placed], pinned: list[values.Placing]) -> Problem:
        """Today's problem, with room for what has been held: pairs, people who have left since, and limits."""
        candidates = {item.pair: item for item in self.base.candidates}
        for pair in self.met - candidates.keys():
            candidates[pair] = values.Candidate(*pair, self.old_worth.get(pair, 1))
        present = {number: self._with_room(person) for number, person in self.people.items()}
        gone = self.held_slots.keys() - present.keys()
        slots = [slot.id for slot in self.base.slots]
        for number in sorted(gone, key=int):
            absent = tuple(slot for slot in slots if slot not in self.held_slots[number])
            present[number] = values.Participant(number, absent_slots=absent)
        seated = as_seated(candidates.values(), self.base.tables, taken)
        return replace(
            self.base,
            participants=tuple(present.values()),
            candidates=tuple(seated),
            pinned=tuple(pinned),
        )

    def _with_room(self, person: values.Participant) -> values.Participant:
        own = self.held_slots[person.id]
        most = person.max_meetings
        absent = tuple(slot for slot in person.absent_slots if slot not in own)
        return replace(person, absent_slots=absent, max_meetings=max(most, len(own)) if most else most)


def _placed(meeting: Meeting) -> Placed:
    pair: Pair = pair_of(str(meeting.person_lo_id), str(meeting.person_hi_id))
    return Placed(*pair, str(meeting.slot_id), str(meeting.table_id))
