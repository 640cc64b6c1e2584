"""Filters of a list, kept under names; nobody but who keeps them sees them.

Participants keep filters of the directory, organisers views of the people of their camp.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.models import Camp, Participant, PeopleView, SavedFilter, User
from app.services.clock import now
from app.services.refusals import NotThere, Refusal

MOST = 20
LONGEST_NAME, LONGEST_QUERY = 60, 800


@dataclass(frozen=True)
class Shelf:
    """Where somebody's filters stand: the table, the columns that say whose they are, and which of these
    tell one shelf from another; and whom to hold while it is changed."""

    table: type[SavedFilter] | type[PeopleView]
    owner: Mapping[str, int]
    keys: tuple[str, ...]
    holder: type[Participant] | type[User]
    holder_id: int

    @property
    def mine(self) -> list[ColumnElement[bool]]:
        """For a query: what stands on this shelf."""
        return [getattr(self.table, name) == self.owner[name] for name in self.keys]


def of_participant(me: Participant) -> Shelf:
    """A participant's filters of the directory."""
    owner = {"camp_id": me.camp_id, "participant_id": me.id}
    return Shelf(SavedFilter, owner, ("participant_id",), Participant, me.id)


def of_organiser(camp: Camp, user: User) -> Shelf:
    """An organiser's views of the people of one camp."""
    owner = {"camp_id": camp.id, "user_id": user.id}
    return Shelf(PeopleView, owner, ("camp_id", "user_id"), User, user.id)


def kept_on(shelf: Shelf) -> Sequence[SavedFilter | PeopleView]:
    """The filters by name; one query."""
    query = select(shelf.table).where(*shelf.mine).order_by(shelf.table.name, shelf.table.id)
    return db.session.scalars(query).all()  # type: ignore[return-value]


def save(shelf: Shelf, name: str, asked: str) -> None:
    """Keep the filter under this name; one of the same name is replaced. Commits.

    Refusal without a name, without a filter, or when there are MOST already.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refusal(_("Give the filter a name."))
    if not asked or len(asked) > LONGEST_QUERY:
        raise Refusal(_("Choose a filter first, then save it."))
    held = select(shelf.holder.id).where(shelf.holder.id == shelf.holder_id)
    db.session.execute(held.with_for_update(key_share=True))
    others = select(func.count(shelf.table.id)).where(*shelf.mine, shelf.table.name != name)
    if (db.session.scalar(others) or 0) >= MOST:
        db.session.rollback()
        raise Refusal(_("You have %(num)d saved filters, which is the most. Remove one first.", num=MOST))
    _put(shelf, name, asked)
    db.session.commit()


def _put(shelf: Shelf, name: str, asked: str) -> None:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    values = {**shelf.owner, "name": name, "asked": asked, "created_at": now()}
    statement = dialect.insert(shelf.table).values(values)
    new = {"asked": statement.excluded.asked}
    keys = [*shelf.keys, "name"]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=new))


def remove(shelf: Shelf, number: int) -> str:
    """Forget one of these filters; returns its name. Commits. NotThere for anybody else's."""
    one = (shelf.table.id == number, *shelf.mine)
    name = db.session.scalar(select(shelf.table.name).where(*one))
    if name is None:
        raise NotThere(_("There is no such filter."))
    db.session.execute(delete(shelf.table).where(*one))
    db.session.commit()
    return name
