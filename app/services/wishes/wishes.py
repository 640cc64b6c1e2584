"""Wishes to meet: stating, changing and taking them back. Nobody but the author learns of any."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    Camp,
    Grade,
    MeetingRequest,
    Mode,
    Participant,
    ParticipantStatus,
    RequestStatus,
    Wish,
)
from app.services.clock import now
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.setup import meeting_rules
from app.services.wishes import own_bars, wish_order, wish_quotas

LONGEST_NOTE = 500
VISIBLE = Participant.is_listed & (Participant.status == ParticipantStatus.CONFIRMED)
ORDER = (Grade.MUST_MEET, Grade.WOULD_LIKE, Grade.RATHER_NOT)


@dataclass(frozen=True)
class Kept:
    """What a wish had besides its grade, to be given back when a change is undone."""

    place: int = 0
    note: str = ""


@dataclass(frozen=True)
class Change:
    """What stating a wish did: the grade before and after, None for no wish, and what it had before."""

    target: Participant
    before: Grade | None
    after: Grade | None
    kept: Kept = Kept()


def are_open(camp: Camp, at: datetime | None = None) -> bool:
    """Whether wishes may be stated and changed: until the camp's closing moment, always without one."""
    return camp.wishes_close_at is None or (at or now()) < camp.wishes_close_at


def grade_of(text: str | None) -> Grade | None:
    """The grade that a form names; None for "none". Refused when it is neither."""
    if text == "none":
        return None
    if text not in [grade.value for grade in Grade]:
        raise Refusal(_("Choose “Must meet”, “Would like to” or “Rather not”."))
    return Grade(text)


def state_wish(
    author: Participant, camp: Camp, code: str, grade: Grade | None, kept: Kept | None = None
) -> Change:
    """State, change or (None) take back the author's wish about the participant with this code. Commits.

    A new wish comes last in its grade, unless `kept` gives back what an undone change took. NotThere when
    the author may not know of anybody with that code, Conflict after the closing moment, Refusal for
    oneself, for colleagues and beyond the camp's quota. A wish about somebody who has left the list may
    still be taken back.
    """
    hold(author)
    target, wish = _found(author, camp, code)
    before = wish.grade if wish else None
    if target is None or not _may_state(author, target, before, grade):
        raise NotThere(_("There is no such participant at this camp."))
    if not are_open(camp):
        raise Conflict(_("Wishes have closed and stay as they are. Ask the organisers if one must change."))
    if camp.mode is Mode.REQUESTS and grade not in (None, Grade.RATHER_NOT):
        raise Conflict(_("At this camp people ask each other to meet. Open the person’s page to ask."))
    change = Change(target, before, grade, Kept(wish.place, wish.note) if wish else Kept())
    if grade is None:
        db.session.execute(delete(Wish).where(Wish.author_id == author.id, Wish.target_id == target.id))
    elif grade is not before:
        check_may_meet(author, target)
        wish_quotas.check(author, camp, target, grade)
        _put(author, target, wish, grade, kept or Kept(note=wish.note if wish else ""))
    db.session.commit()
    return change


def state_for(author: Participant, camp: Camp, code: str, grade: Grade) -> None:
    """State a wish for somebody who has told it to an organiser; does not commit. Also after the closing moment.

    What the author has said about that person stays, and neither the caller nor anybody else learns whether they
    have, so the camp's quota is not asked either. NotThere for somebody who is not listed, Refusal for oneself
    and colleagues, Conflict where people ask each other instead.
    """
    hold(author)
    target, wish = _found(author, camp, code)
    if target is None or not _is_listed(target):
        raise NotThere(_("There is no such participant at this camp."))
    if camp.mode is Mode.REQUESTS:
        raise Conflict(_("At this camp people ask each other to meet. Nobody can ask for them."))
    check_may_meet(author, target)
    if wish is None:
        _put(author, target, None, grade, Kept())


def hold(author: Participant) -> None:
    """Let one change of this participant's wishes follow the other, until the transaction ends.

    A lock that rows which point at the participant may pass: two who wish for each other do not wait.
    """
    db.session.execute(
        select(Participant.id).where(Participant.id == author.id).with_for_update(key_share=True)
    )


def _found(author: Participant, camp: Camp, code: str) -> tuple[Participant | None, Wish | None]:
    """The participant with the code, and the author's wish about them as it now stands."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    target = db.session.scalar(query)
    if target is None:
        return None, None
    wish = select(Wish).where(Wish.author_id == author.id, Wish.target_id == target.id)
    return target, db.session.scalar(wish.execution_options(populate_existing=True))


def _may_state(author: Participant, target: Participant, before: Grade | None, grade: Grade | None) -> bool:
    """About whoever is listed; about others one may take back what one said, and would rather not meet
    those who have asked."""
    if _is_listed(target) or (before is not None and grade is None):
        return True
    asked = select(MeetingRequest.id).where(
        MeetingRequest.asker_id == target.id, MeetingRequest.asked_id == author.id
    )
    return grade is Grade.RATHER_NOT and db.session.scalar(asked.limit(1)) is not None


def _is_listed(person: Participant) -> bool:
    return person.is_listed and person.status is ParticipantStatus.CONFIRMED


def check_may_meet(author: Participant, target: Participant) -> None:
    """Refuse oneself and colleagues."""
    if target.id == author.id:
        raise Refusal(_("You cannot wish to meet yourself."))
    if author.organisation_id is not None and target.organisation_id == author.organisation_id:
        raise Refusal(_("You are colleagues. People of one organisation do not meet each other."))
    camp = db.session.get_one(Camp, author.camp_id)
    bar = meeting_rules.bar_between(camp, author, target)
    if bar is not None:
        raise Refusal(own_bars.in_words(bar))


def _put(author: Participant, target: Participant, wish: Wish | None, grade: Grade, kept: Kept) -> None:
    if wish is None:
        wish = Wish(camp_id=author.camp_id, author_id=author.id, target_id=target.id)
        db.session.add(wish)
    wish.grade, wish.note, wish.place, wish.updated_at = grade, kept.note[:LONGEST_NOTE], 0, now()
    db.session.flush()
    if grade is Grade.RATHER_NOT:
        _take_back_question(author, target)
    else:
        wish_order.put(wish, kept.place)


def _take_back_question(author: Participant, target: Participant) -> None:
    """Whoever would rather not meet somebody does not wait for their answer any more; does not commit."""
    mine = (MeetingRequest.asker_id == author.id, MeetingRequest.asked_id == target.id)
    pending = MeetingRequest.status == RequestStatus.PENDING
    gone = {"status": RequestStatus.WITHDRAWN, "ended_at": now()}
    db.session.execute(update(MeetingRequest).where(*mine, pending).values(gone))


@dataclass(frozen=True)
class OwnWish:
    """One of the author's wishes about somebody who can be seen."""

    target: Participant
    grade: Grade
    note: str


def move_wish(author: Participant, camp: Camp, code: str, to: str) -> int:
    """Put one of the author's wishes at another place of its grade; see `wish_order.move`. Commits."""
    hold(author)
    if not are_open(camp):
        raise Conflict(_("Wishes have closed and stay as they are. Ask the organisers if one must change."))
    return wish_order.move(author, camp, code, to)


def own_wishes(author: Participant) -> list[tuple[Grade, list[OwnWish]]]:
    """The author's wishes by grade in ORDER and then as they put them; one query.

    Those whom nobody has put in order stand by name, a *rather not* always. All grades are there, also
    those without anybody. Only people who can still be seen.
    """
    query = (
        select(Wish, Participant)
        .join(Participant, Participant.id == Wish.target_id)
        .where(Wish.author_id == author.id, VISIBLE)
        .options(joinedload(Participant.organisation))
        .order_by(*wish_order.AS_PUT, Participant.name, Participant.id)
    )
    rows = [OwnWish(target, wish.grade, wish.note) for wish, target in db.session.execute(query)]
    return [(grade, [row for row in rows if row.grade is grade]) for grade in ORDER]


def write_note(author: Participant, camp: Camp, code: str, note: str) -> None:
    """Keep the author's why beside a wish; seen by nobody else, and changeable for ever. Commits.

    NotThere without such a wish, Refusal for a note that is too long.
    """
    target, wish = _found(author, camp, code)
    if target is None or wish is None:
        raise NotThere(_("You have no wish about this participant."))
    if len(note) > LONGEST_NOTE:
        raise Refusal(_("A note has at most %(num)d characters.", num=LONGEST_NOTE))
    wish.note = note.strip()
    db.session.commit()


def out_of_sight(author: Participant) -> list[tuple[Grade, str]]:
    """Wishes about people who have left or are no longer listed: grade and code, enough to take it back."""
    query = (
        select(Wish.grade, Participant.code)
        .join(Participant, Participant.id == Wish.target_id)
        .where(Wish.author_id == author.id, ~VISIBLE)
        .order_by(Wish.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def would_rather_not(author_id: int, target_id: int) -> bool:
    """Whether one would rather not meet the other. Nobody but the author may learn of it."""
    query = select(Wish.id).where(
        Wish.author_id == author_id, Wish.target_id == target_id, Wish.grade == Grade.RATHER_NOT
    )
    return db.session.scalar(query) is not None


def unwilling_to_meet(target: Participant, authors: Collection[int]) -> set[int]:
    """Who of these would rather not meet the target; one query, none for nobody. Nobody may learn of it."""
    query = select(Wish.author_id).where(
        Wish.target_id == target.id, Wish.author_id.in_(authors), Wish.grade == Grade.RATHER_NOT
    )
    return set(db.session.scalars(query)) if authors else set()


def grades_by(author: Participant) -> dict[int, Grade]:
    """The author's own grades by the number of the person they are about; one query."""
    query = select(Wish.target_id, Wish.grade).where(Wish.author_id == author.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def number_stated(author: Participant) -> int:
    """How many people the author wishes to meet, *rather not* left out; for the participant's home."""
    query = select(func.count(Wish.id)).where(Wish.author_id == author.id, Wish.grade != Grade.RATHER_NOT)
    return db.session.scalar(query) or 0
