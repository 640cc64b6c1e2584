"""The order in which somebody wants to meet people: first things first, among wishes of the same grade.

It decides between wishes that otherwise count the same: all that the order of both can add to a pair's
worth (8) is less than the smallest step of the table of worth, a fit (10 once scaled).
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import case, select

from app.extensions import db
from app.models import Camp, Grade, Mode, Participant, ParticipantStatus, Wish
from app.services.refusals import NotThere

SCALE = 10
EXTRA = (4, 3, 2, 1)
"""What the author's first four wishes of a grade add to a worth that is multiplied by SCALE."""

AS_PUT = case((Wish.place == 0, 1), else_=0), Wish.place
FIRST, UP, DOWN = "first", "up", "down"


def put(wish: Wish, place: int = 0) -> None:
    """Let the wish stand at this place among its author's of the same grade, last for 0; does not commit."""
    others = [other for other in _list_of(wish.author_id, wish.grade) if other.id != wish.id]
    index = min(place - 1, len(others)) if place else len(others)
    _number([*others[:index], wish, *others[index:]])


def move(author: Participant, camp: Camp, code: str, to: str) -> int:
    """Move a wish "up", "down", "first", or to a place (a number); returns its place. Commits.

    The caller holds the author and has checked that wishes are open. People who can no longer be seen
    come last, and are not counted. NotThere for a wish that has no order.
    """
    mine = select(Wish).join(Participant, Participant.id == Wish.target_id)
    query = mine.where(Wish.author_id == author.id, Participant.camp_id == camp.id, Participant.code == code)
    wish = db.session.scalar(query.execution_options(populate_existing=True))
    if wish is None or wish.grade is Grade.RATHER_NOT:
        raise NotThere(_("You have no wish about this participant."))
    seen, unseen = _seen_and_unseen(author.id, wish.grade)
    if wish not in seen:
        raise NotThere(_("You have no wish about this participant."))
    index = seen.index(wish)
    seen.remove(wish)
    seen.insert(_index(to, index), wish)
    _number([*seen, *unseen])
    db.session.commit()
    return wish.place


def _index(to: str, now_at: int) -> int:
    """Where in the list it goes; what makes no sense leaves it where it is."""
    if to.isascii() and to.isdecimal() and len(to) < 6:
        return max(0, int(to) - 1)
    return {FIRST: 0, UP: max(0, now_at - 1), DOWN: now_at + 1}.get(to, now_at)


def _list_of(author_id: int, grade: Grade) -> list[Wish]:
    query = select(Wish).join(Participant, Participant.id == Wish.target_id)
    query = query.where(Wish.author_id == author_id, Wish.grade == grade)
    query = query.order_by(*AS_PUT, Participant.name, Participant.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _seen_and_unseen(author_id: int, grade: Grade) -> tuple[list[Wish], list[Wish]]:
    """The list, and apart those whom the author cannot see any more."""
    everybody = _list_of(author_id, grade)
    listed = Participant.is_listed & (Participant.status == ParticipantStatus.CONFIRMED)
    query = select(Participant.id).where(Participant.id.in_([w.target_id for w in everybody]), listed)
    visible = set(db.session.scalars(query))
    return (
        [wish for wish in everybody if wish.target_id in visible],
        [wish for wish in everybody if wish.target_id not in visible],
    )


def _number(wishes: Sequence[Wish]) -> None:
    for place, wish in enumerate(wishes, start=1):
        wish.place = place


def extra_worth(camp: Camp) -> dict[tuple[str, str], int]:
    """What the order of its author adds to each wish, by author and target as texts; one query.

    Only wishes that are in order among confirmed participants; whoever has left takes no place. Nothing in
    requests mode, where wishes rest.
    """
    if camp.mode is Mode.REQUESTS:
        return {}
    target = Participant
    query = (
        select(Wish.author_id, Wish.target_id, Wish.grade)
        .join(target, target.id == Wish.target_id)
        .where(Wish.camp_id == camp.id, Wish.place > 0, target.status == ParticipantStatus.CONFIRMED)
        .order_by(Wish.author_id, Wish.grade, Wish.place, Wish.id)
    )
    found: dict[tuple[str, str], int] = {}
    ahead: dict[tuple[int, Grade], int] = {}
    for author, to, grade in db.session.execute(query):
        rank = ahead[author, grade] = ahead.get((author, grade), -1) + 1
        if rank < len(EXTRA):
            found[str(author), str(to)] = EXTRA[rank]
    return found
