"""The log of a camp: who of those who run it did what, written in the transaction that does it."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db, writes
from app.models import Act, ActKind, Camp, Participant, User
from app.services.clock import now


def note(
    camp: Camp,
    by: User | None,
    kind: ActKind,
    *,
    about: Participant | None = None,
    other: User | None = None,
    **details: object,
) -> None:
    """Write a line into the log, in the present transaction; does not commit. Nothing when nobody did it,
    as in the demonstration.

    `details` are numbers and words of ours only, see models.Act.
    """
    if by is None:
        return
    db.session.add(
        Act(
            camp_id=camp.id, user_id=by.id, kind=kind, details=details, done_at=now(),
            participant_id=about.id if about else None, other_id=other.id if other else None,
        )
    )  # fmt: skip


def note_export(camp: Camp, by: User, what: str) -> None:
    """Write into the log that somebody has taken a file out; `what` is a word of ours. Commits, and ends the reading
    transaction of the page before, so it comes last."""
    camp_id, user_id = camp.id, by.id
    db.session.rollback()
    with writes():
        act = Act(
            camp_id=camp_id, user_id=user_id, kind=ActKind.EXPORTED, details={"what": what}, done_at=now()
        )
        db.session.add(act)
        db.session.commit()


@dataclass(frozen=True)
class Asked:
    """What of the log is asked for: who did it (by number), and what sort; None for all."""

    by: int | None = None
    kind: ActKind | None = None


def count_of(camp: Camp, asked: Asked) -> int:
    """How many acts are asked for."""
    return db.session.scalar(_query(camp, asked).with_only_columns(func.count(Act.id))) or 0


def log_of(camp: Camp, asked: Asked, page: int, size: int) -> list[Act]:
    """One page of the camp's log, the newest first, with whom each act is by and about; one query."""
    query = _query(camp, asked).order_by(Act.id.desc()).offset((page - 1) * size).limit(size)
    whole = query.options(joinedload(Act.user), joinedload(Act.other), joinedload(Act.participant))
    return list(db.session.scalars(whole))


def doers_of(camp: Camp) -> list[User]:
    """Everybody who has done something for the camp, by name; those who have left the team among them."""
    mine = select(Act.user_id).where(Act.camp_id == camp.id)
    return list(db.session.scalars(select(User).where(User.id.in_(mine)).order_by(User.name, User.id)))


def _query(camp: Camp, asked: Asked) -> Select[Act]:
    query = select(Act).where(Act.camp_id == camp.id)
    if asked.by is not None:
        query = query.where(Act.user_id == asked.by)
    return query if asked.kind is None else query.where(Act.kind == asked.kind)
