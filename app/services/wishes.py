"""Wishes to meet: stating, changing and taking them back. Nobody but the author learns of any."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, Grade, Participant, ParticipantStatus, Wish
from app.services.clock import now
from app.services.refusals import Conflict, NotThere, Refusal

VISIBLE = Participant.is_listed & (Participant.status == ParticipantStatus.CONFIRMED)
ORDER = (Grade.MUST_MEET, Grade.WOULD_LIKE, Grade.RATHER_NOT)


@dataclass(frozen=True)
class Change:
    """What stating a wish did: the grade before and after, None for no wish."""

    target: Participant
    before: Grade | None
    after: Grade | None


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


def state_wish(author: Participant, camp: Camp, code: str, grade: Grade | None) -> Change:
    """State, change or (None) take back the author's wish about the participant with this code. Commits.

    NotThere when the author may not know of anybody with that code, Conflict after the closing moment,
    Refusal for oneself and for colleagues. A wish about somebody who has left the list may still be
    taken back.
    """
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    target = db.session.scalar(query)
    mine = (Wish.author_id == author.id, Wish.target_id == (target.id if target else None))
    before = db.session.scalar(select(Wish.grade).where(*mine))
    if target is None or (not _is_listed(target) and (before is None or grade is not None)):
        raise NotThere(_("There is no such participant at this camp."))
    if not are_open(camp):
        raise Conflict(_("Wishes have closed and stay as they are. Ask the organisers if one must change."))
    if grade is None:
        db.session.execute(delete(Wish).where(*mine))
    else:
        _check_may_meet(author, target)
        _put(author, target, grade)
    db.session.commit()
    return Change(target, before, grade)


def _is_listed(person: Participant) -> bool:
    return person.is_listed and person.status is ParticipantStatus.CONFIRMED


def _check_may_meet(author: Participant, target: Participant) -> None:
    if target.id == author.id:
        raise Refusal(_("You cannot wish to meet yourself."))
    if author.organisation_id is not None and target.organisation_id == author.organisation_id:
        raise Refusal(_("You are colleagues. People of one organisation do not meet each other."))


def _put(author: Participant, target: Participant, grade: Grade) -> None:
    """One statement, so that two presses at once leave one row and the later grade."""
    values = {"camp_id": author.camp_id, "author_id": author.id, "target_id": target.id, "grade": grade,
              "updated_at": now()}  # fmt: skip
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Wish).values(values)
    new = {"grade": statement.excluded.grade, "updated_at": statement.excluded.updated_at}
    keys = [Wish.author_id, Wish.target_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=new))


def own_wishes(author: Participant) -> list[tuple[Grade, list[Participant]]]:
    """Whom the author has stated a wish about, by grade in ORDER and then by name; one query.

    All grades are there, also those without anybody. Only people who can still be seen.
    """
    query = (
        select(Wish.grade, Participant)
        .join(Participant, Participant.id == Wish.target_id)
        .where(Wish.author_id == author.id, VISIBLE)
        .options(joinedload(Participant.organisation))
        .order_by(Participant.name, Participant.id)
    )
    rows = db.session.execute(query).all()
    return [(grade, [target for own, target in rows if own is grade]) for grade in ORDER]


def out_of_sight(author: Participant) -> list[tuple[Grade, str]]:
    """Wishes about people who have left or are no longer listed: grade and code, enough to take it back."""
    query = (
        select(Wish.grade, Participant.code)
        .join(Participant, Participant.id == Wish.target_id)
        .where(Wish.author_id == author.id, ~VISIBLE)
        .order_by(Wish.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def grades_by(author: Participant) -> dict[int, Grade]:
    """The author's own grades by the number of the person they are about; one query."""
    query = select(Wish.target_id, Wish.grade).where(Wish.author_id == author.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def number_stated(author: Participant) -> int:
    """How many people the author wishes to meet, *rather not* left out; for the participant's home."""
    query = select(func.count(Wish.id)).where(Wish.author_id == author.id, Wish.grade != Grade.RATHER_NOT)
    return db.session.scalar(query) or 0
