"""Uniting what is wished by and about two registrations of one person.

Between two wishes of one author about one person, a *rather not* stands before all, then the stronger.
"""

from sqlalchemy import delete, or_, select

from app.extensions import db
from app.models import Camp, Grade, PairRuling, Participant, Ruling, Wish

_FIRST = (Grade.RATHER_NOT, Grade.MUST_MEET, Grade.WOULD_LIKE)


def unite(camp: Camp, stays: Participant, goes: Participant) -> None:
    """Let the one that stays wish what both wished, and be wished for by all who wished for either; and keep
    the pairs that organisers have forbidden. In the present transaction."""
    both = (stays.id, goes.id)
    query = select(Wish).where(
        Wish.camp_id == camp.id, or_(Wish.author_id.in_(both), Wish.target_id.in_(both))
    )
    best: dict[tuple[int, int], Wish] = {}
    gone = []
    for wish in db.session.scalars(query.order_by(Wish.id)):
        pair = tuple(stays.id if number == goes.id else number for number in (wish.author_id, wish.target_id))
        rival = best.get(pair)  # type: ignore[arg-type]
        loser = wish if pair[0] == pair[1] or (rival and not _goes_before(wish, rival)) else rival
        if loser is not wish:
            best[pair] = wish  # type: ignore[index]
        if loser is not None:
            gone.append(loser.id)
    db.session.execute(delete(Wish).where(Wish.id.in_(gone)))
    for (author, target), wish in best.items():
        if (wish.author_id, wish.target_id) != (author, target):
            wish.place = 0 if author == stays.id else wish.place
            wish.author_id, wish.target_id = author, target
    _forbid(camp, stays, goes)


def _goes_before(wish: Wish, rival: Wish) -> bool:
    return _FIRST.index(wish.grade) < _FIRST.index(rival.grade)


def _forbid(camp: Camp, stays: Participant, goes: Participant) -> None:
    """Whom the other must never meet, the one that stays never meets either; its pins are dropped."""
    sides = or_(PairRuling.person_lo_id == goes.id, PairRuling.person_hi_id == goes.id)
    for ruling in db.session.scalars(select(PairRuling).where(PairRuling.camp_id == camp.id, sides)).all():
        partner = ruling.person_hi_id if ruling.person_lo_id == goes.id else ruling.person_lo_id
        lo, hi = sorted((stays.id, partner))
        same = PairRuling.person_lo_id == lo, PairRuling.person_hi_id == hi
        is_there = db.session.scalar(select(PairRuling.id).where(PairRuling.camp_id == camp.id, *same))
        if ruling.ruling is Ruling.FORBIDDEN and lo != hi and is_there is None:
            ruling.person_lo_id, ruling.person_hi_id = lo, hi
        else:
            db.session.delete(ruling)
