"""One participant's page of the follow-up, reached by the link in the mail: what is asked, and keeping the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    FollowUp,
    FollowUpMeeting,
    Participant,
    ParticipantStatus,
    Result,
    Standing,
)
from app.services import tokens
from app.services.afterwards import outcomes
from app.services.afterwards.follow_up import times
from app.services.clock import now
from app.services.refusals import NotThere, Refusal

PROMISING = (Result.FOLLOW_UP_AGREED, Result.COOPERATION_POSSIBLE)
MOST_COLLABORATIONS = 99


@dataclass(frozen=True)
class Asked:
    """One meeting of the participant's, what they say has become of it, and whether the two countries differ."""

    entry: CalendarEntry
    partner: Participant
    answer: FollowUpMeeting | None
    crosses: bool


@dataclass(frozen=True)
class Page:
    """What the page shows. `first` are the meetings to ask of, `others` those that one may add to."""

    camp: Camp
    person: Participant
    row: FollowUp
    closes_at: datetime
    first: list[Asked]
    others: list[Asked]

    @property
    def answered(self) -> int:
        """Of how many of the first meetings something was said."""
        return sum(one.answer is not None for one in self.first)

    @property
    def is_whole(self) -> bool:
        """Whether nothing that is asked first is open any more."""
        return self.row.told_at is not None and self.answered == len(self.first)


@dataclass(frozen=True)
class OfMeeting:
    """An answer about one meeting; None is no answer, and leaves what was said before."""

    standing: Standing | None = None
    is_across: bool = False
    project: bool = False
    product: bool = False
    service: bool = False
    process: bool = False


@dataclass(frozen=True)
class OfCamp:
    """The answer about the camp as a whole. All false without `none` is no answer."""

    new_ideas: bool = False
    new_competences: bool = False
    new_product: bool = False
    new_service: bool = False
    new_process: bool = False
    new_membership: bool = False
    collaborations: int = 0
    none: bool = False

    @property
    def brought(self) -> dict[str, bool | int]:
        """What goes into the row's columns."""
        return {name: value for name, value in vars(self).items() if name != "none"}


def language_of(secret: str) -> str:
    """The language of whoever the link was sent to; NotThere as for the page."""
    person = db.session.get_one(Participant, _row_of(secret).participant_id)
    return person.user.language


def page_of(secret: str) -> Page:
    """The page behind a link; NotThere for one that is wrong or over, or whose owner has left. Six queries."""
    row = _row_of(secret)
    camp, person = db.session.get_one(Camp, row.camp_id), db.session.get_one(Participant, row.participant_id)
    first, others = _meetings(row, person)
    return Page(camp, person, row, times.closes_at(camp, row.round), first, others)


def keep(secret: str, meetings: Mapping[str, OfMeeting], of_camp: OfCamp) -> None:
    """Keep or change the answers, of meetings by the other one's code. Commits. What is not told stays as it was."""
    if of_camp.none and any(of_camp.brought.values()):
        raise Refusal(_("Choose what the camp has brought, or “None of these”."))
    if not 0 <= of_camp.collaborations <= MOST_COLLABORATIONS:
        raise Refusal(_("Write a number from %(min)s to %(max)s.", min=0, max=MOST_COLLABORATIONS))
    page = _held(secret)
    for one in (*page.first, *page.others):
        given = meetings.get(one.partner.code, OfMeeting())
        if given.standing is not None:
            _put(page.row, one, given)
    for name, value in of_camp.brought.items():
        setattr(page.row, name, value)
    is_told = of_camp.none or any(of_camp.brought.values())
    page.row.told_at = (page.row.told_at or now()) if is_told else None
    _note_answer(page.row)
    db.session.commit()


def say_nothing_came(secret: str) -> None:
    """One tap for all that is still open: nothing came of it. Commits. What was answered before stays."""
    page = _held(secret)
    for one in (*page.first, *page.others):
        if one.answer is None:
            _put(page.row, one, OfMeeting(Standing.NOTHING))
    page.row.told_at = page.row.told_at or now()
    _note_answer(page.row)
    db.session.commit()


def stop(secret: str, *, is_stopped: bool) -> None:
    """Be asked no more about this camp, or be asked after all. Commits. Answers stay."""
    row = _held(secret).row
    row.stopped_at = (row.stopped_at or now()) if is_stopped else None
    db.session.commit()


def _row_of(secret: str) -> FollowUp:
    """Wrong, closed and forsaken links are told apart by nobody."""
    digest = tokens.digest(secret)
    query = (
        select(FollowUp, Camp)
        .join(Camp, Camp.id == FollowUp.camp_id)
        .join(Participant, Participant.id == FollowUp.participant_id)
        .where(or_(FollowUp.link_hash == digest, FollowUp.reminder_hash == digest))
        .where(Participant.status == ParticipantStatus.CONFIRMED)
    )
    found = db.session.execute(query).one_or_none()
    if found is None or now() >= times.closes_at(found[1], found[0].round):
        raise NotThere(_("This link leads nowhere, or the time to answer is over."))
    row: FollowUp = found[0]
    return row


def _held(secret: str) -> Page:
    """The page, its row held until the transaction ends, so that a button pressed twice does one thing."""
    number = _row_of(secret).id
    db.session.execute(select(FollowUp.id).where(FollowUp.id == number).with_for_update())
    db.session.expire_all()
    return page_of(secret)


def _meetings(row: FollowUp, person: Participant) -> tuple[list[Asked], list[Asked]]:
    """First those from which, as the participant said, something was to come, or else those of which they have
    said nothing; then the rest, but for meetings that did not take place. What the other one says counts nowhere."""
    query = select(CalendarEntry).where(CalendarEntry.has(person.id), CalendarEntry.is_cancelled.is_(False))
    entries = list(db.session.scalars(query.order_by(CalendarEntry.starts_at, CalendarEntry.id)))
    told = outcomes.outcomes_of(person, entries)
    asked = _asked(row, person, [one for one in entries if not _failed(told.get(one.id))])
    promising = [one for one in asked if one.entry.id in told and told[one.entry.id].result in PROMISING]
    untold = [one for one in asked if one.entry.id not in told]
    first = promising or untold
    return first, [one for one in asked if one not in first]


def _failed(outcome: object) -> bool:
    return getattr(outcome, "result", None) is Result.DID_NOT_TAKE_PLACE


def _asked(row: FollowUp, person: Participant, entries: list[CalendarEntry]) -> list[Asked]:
    given = select(FollowUpMeeting).where(FollowUpMeeting.follow_up_id == row.id)
    answers = {answer.entry_id: answer for answer in db.session.scalars(given)}
    query = select(Participant).where(Participant.id.in_([one.other_of(person.id) for one in entries]))
    partners = {
        one.id: one for one in db.session.scalars(query.options(joinedload(Participant.organisation)))
    }
    return [
        Asked(entry, partner, answers.get(entry.id), _crosses(person, partner))
        for entry in entries
        for partner in (partners[entry.other_of(person.id)],)
    ]


def _crosses(one: Participant, other: Participant) -> bool:
    return bool(one.country and other.country and one.country != other.country)


def _put(row: FollowUp, one: Asked, given: OfMeeting) -> None:
    """Where nothing came of it, nothing else is true of it."""
    kept = OfMeeting(Standing.NOTHING) if given.standing is Standing.NOTHING else given
    answer = one.answer
    if answer is None:
        answer = FollowUpMeeting(camp_id=row.camp_id, follow_up_id=row.id, entry_id=one.entry.id)
        db.session.add(answer)
    for field in fields(kept):
        setattr(answer, field.name, getattr(kept, field.name))
    answer.said_at = now()


def _note_answer(row: FollowUp) -> None:
    if row.answered_at is None and (row.told_at is not None or _has_meetings(row)):
        row.answered_at = now()


def _has_meetings(row: FollowUp) -> bool:
    db.session.flush()
    query = select(FollowUpMeeting.id).where(FollowUpMeeting.follow_up_id == row.id).limit(1)
    return db.session.scalar(query) is not None
