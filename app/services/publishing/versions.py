"""What has been published, one after the other: when, by whom, as what, and what it changed for whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, Participant, Publication, Schedule, User
from app.services.calendars.differences import Change, ChangeKind, Placement, kind_of
from app.services.clock import now
from app.services.refusals import NotThere


@dataclass(frozen=True)
class Changed:
    """What one publication changed, to look at: the changes, and the people in them by number."""

    changes: list[Change]
    people: dict[int, Participant]


def keep(schedule: Schedule, user: User | None, found: Sequence[Change], told: int) -> None:
    """Remember a publication in the transaction that publishes; does not commit."""
    changes = [[*change.pair, _as_list(change.before), _as_list(change.after)] for change in found]
    db.session.add(
        Publication(
            camp_id=schedule.camp_id, schedule_id=schedule.id, is_preliminary=schedule.is_preliminary,
            changes=changes, told=told, user_id=user.id if user else None, published_at=now(),
        )
    )  # fmt: skip


def count_of(camp: Camp) -> int:
    """How often something was published at the camp."""
    return db.session.scalar(select(func.count(Publication.id)).where(Publication.camp_id == camp.id)) or 0


def list_of(camp: Camp, page: int, size: int) -> list[Publication]:
    """One page of what was published, the newest first, with schedules and publishers; one query."""
    query = select(Publication).where(Publication.camp_id == camp.id).order_by(Publication.id.desc())
    whole = query.options(joinedload(Publication.schedule), joinedload(Publication.user))
    return list(db.session.scalars(whole.offset((page - 1) * size).limit(size)))


def by_number(camp: Camp, number: int) -> Publication:
    """One publication of the camp; NotThere for another camp's."""
    query = select(Publication).where(Publication.id == number, Publication.camp_id == camp.id)
    found = db.session.scalar(query.options(joinedload(Publication.schedule), joinedload(Publication.user)))
    if found is None:
        raise NotThere(_("There is no such version."))
    return found


def counts_in(publication: Publication) -> Counter[ChangeKind] | None:
    """How many meetings were new, moved and cancelled; None where nobody kept it."""
    if publication.changes is None:
        return None
    return Counter(kind_of(before, after) for _lo, _hi, before, after in publication.changes)


def changed_by(publication: Publication) -> Changed:
    """What it changed, in the order of time, with the people; one query."""
    found = [_change(row) for row in publication.changes or ()]
    numbers = {number for change in found for number in change.pair}
    query = select(Participant).where(Participant.id.in_(numbers), Participant.camp_id == publication.camp_id)
    people = {person.id: person for person in db.session.scalars(query)} if numbers else {}
    return Changed([change for change in found if set(change.pair) <= people.keys()], people)


def _change(row: Sequence[Any]) -> Change:
    lo, hi, before, after = row
    return Change(kind_of(before, after), (lo, hi), _placement(before), _placement(after))


def _as_list(place: Placement | None) -> list[object] | None:
    return [place.starts_at.isoformat(), place.ends_at.isoformat(), place.table_number] if place else None


def _placement(kept: Sequence[Any] | None) -> Placement | None:
    if kept is None:
        return None
    return Placement(datetime.fromisoformat(kept[0]), datetime.fromisoformat(kept[1]), kept[2])
