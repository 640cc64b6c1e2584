"""Tables: numbered places for meetings, in zones, with words that help to find them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import ActKind, Camp, Meeting, MeetingTable, User
from app.services import acts, camps
from app.services.clock import now
from app.services.refusals import NotThere, Refusal
from app.services.setup import meetings_there

MOST_TABLES = 3000


@dataclass(frozen=True)
class Group:
    """Tables with neighbouring numbers that stand in one zone and are found by the same words.

    At each sits an interpreter of these languages, if of any.
    """

    first: int
    last: int
    zone: str
    hint: str
    interpreter: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def tables_of(camp: Camp) -> list[MeetingTable]:
    """The camp's tables by number."""
    query = select(MeetingTable).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    return list(db.session.scalars(query))


def table_of(camp: Camp, number: int) -> MeetingTable:
    """The table that carries this number at the camp; NotThere when none does."""
    query = select(MeetingTable).where(MeetingTable.stands_at(camp.id), MeetingTable.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotThere(_("There is no such table."))
    return found


def add_tables(
    camp: Camp,
    count: int,
    zone: str = "",
    hint: str = "",
    by: User | None = None,
    interpreter: Collection[str] = (),
) -> list[MeetingTable]:
    """Add tables, numbered on from the highest number, each with an interpreter of these languages. Commits."""
    camps.lock(camp)
    tables = put_tables(camp, count, zone, hint, interpreter)
    acts.note(camp, by, ActKind.SET_UP, part="tables", what="added")
    db.session.commit()
    return tables


def put_tables(
    camp: Camp, count: int, zone: str = "", hint: str = "", interpreter: Collection[str] = ()
) -> list[MeetingTable]:
    """As `add_tables`, in the present transaction; does not commit. A number that was removed comes back as the
    same table, for earlier versions of the schedule know it by that number."""
    languages = _languages(interpreter)
    query = select(func.count(), func.max(MeetingTable.number)).where(MeetingTable.stands_at(camp.id))
    standing, highest = db.session.execute(query).one()
    if count < 1 or standing + count > MOST_TABLES:
        raise Refusal(_("A camp has from 1 to %(most)d tables.", most=MOST_TABLES))
    numbers = range((highest or 0) + 1, (highest or 0) + count + 1)
    removed = {table.number: table for table in db.session.scalars(
        select(MeetingTable).where(MeetingTable.camp_id == camp.id, MeetingTable.number.in_(numbers)))}  # fmt: skip
    tables = [removed.get(n) or MeetingTable(camp_id=camp.id, number=n) for n in numbers]
    for table in tables:
        table.zone, table.hint, table.removed_at = zone.strip(), hint.strip(), None
        table.interpreter_languages = languages
    db.session.add_all(tables)
    return tables


def _languages(interpreter: Collection[str]) -> list[str]:
    if len(interpreter) == 1:
        raise Refusal(_("An interpreter speaks at least two languages."))
    return sorted(interpreter)


def describe_tables(
    camp: Camp,
    first: int,
    last: int,
    zone: str,
    hint: str,
    by: User | None = None,
    interpreter: Collection[str] = (),
) -> int:
    """Say where the tables from number `first` to `last` stand, and what the interpreters at them speak; returns how
    many there were. Commits."""
    languages = _languages(interpreter)
    tables = between(camp, first, last)
    for table in tables:
        table.zone, table.hint, table.interpreter_languages = zone.strip(), hint.strip(), languages
    acts.note(camp, by, ActKind.SET_UP, part="tables", what="changed")
    db.session.commit()
    return len(tables)


def remove_tables(camp: Camp, first: int, last: int, by: User | None = None) -> int:
    """Remove the tables from number `first` to `last`; returns how many went. Commits.

    Refused when a meeting is planned at one of them, naming who meets there; services.removals shows and settles them.
    """
    camps.lock(camp)
    tables = between(camp, first, last)
    meetings_there.refuse_when_any(camp.id, tables=tables)
    take_out(tables)
    acts.note(camp, by, ActKind.SET_UP, part="tables", what="removed")
    db.session.commit()
    return len(tables)


def take_out(tables: Sequence[MeetingTable]) -> None:
    """Delete tables in the present transaction; mark as removed those at which some schedule has meetings."""
    query = select(Meeting.table_id).where(Meeting.table_id.in_([table.id for table in tables])).distinct()
    known = set(db.session.scalars(query))
    for table in tables:
        if table.id in known:
            table.removed_at = now()
        else:
            db.session.delete(table)
    db.session.flush()


def between(camp: Camp, first: int, last: int) -> list[MeetingTable]:
    """The tables from number `first` to `last`. Refusal when that says nothing, NotThere when none is among them."""
    if last < first:
        raise Refusal(_("The last number cannot be smaller than the first."))
    tables = [table for table in tables_of(camp) if first <= table.number <= last]
    if not tables:
        raise NotThere(_("There is no table with such a number."))
    return tables


def groups_of(camp: Camp) -> list[Group]:
    """The camp's tables as few groups, by number: a list of three hundred tables says nothing."""
    groups: list[Group] = []
    for table in tables_of(camp):
        last = groups[-1] if groups else None
        found = Group(table.number, table.number, table.zone, table.hint, tuple(table.interpreter_languages))
        if last and replace(found, first=last.first) == replace(last, last=last.last + 1):
            groups[-1] = replace(last, last=table.number)
        else:
            groups.append(found)
    return groups
