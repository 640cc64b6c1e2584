"""Tables: numbered places for meetings, in zones, with words that help to find them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import ActKind, Camp, Meeting, MeetingTable, User
from app.services import acts, camps
from app.services.clock import now
from app.services.refusals import NotThere, Refusal
from app.services.setup import meetings_there
from app.services.setup.table_rows import Spot, laid

MOST_TABLES = 3000


@dataclass(frozen=True)
class Layout:
    """Where tables stand: the zone, words that find them, how many stand in a row, which languages an interpreter
    who sits at each of them speaks. Without `in_a_row` nothing is said of rows."""

    zone: str = ""
    hint: str = ""
    in_a_row: int | None = None
    interpreter: tuple[str, ...] = ()


NOWHERE = Layout()
"""Nothing is known of where they stand."""


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
    camp: Camp, count: int, layout: Layout = NOWHERE, by: User | None = None
) -> list[MeetingTable]:
    """Add tables, numbered on from the highest number. Commits."""
    camps.lock(camp)
    tables = put_tables(camp, count, layout)
    acts.note(camp, by, ActKind.SET_UP, part="tables", what="added")
    db.session.commit()
    return tables


def put_tables(camp: Camp, count: int, layout: Layout = NOWHERE) -> list[MeetingTable]:
    """As `add_tables`, in the present transaction; does not commit. A number that was removed comes back as the
    same table, for earlier versions of the schedule know it by that number."""
    _refuse_one_language(layout)
    query = select(func.count(), func.max(MeetingTable.number)).where(MeetingTable.stands_at(camp.id))
    there, highest = db.session.execute(query).one()
    if count < 1 or there + count > MOST_TABLES:
        raise Refusal(_("A camp has from 1 to %(most)d tables.", most=MOST_TABLES))
    numbers = range((highest or 0) + 1, (highest or 0) + count + 1)
    removed = {table.number: table for table in db.session.scalars(
        select(MeetingTable).where(MeetingTable.camp_id == camp.id, MeetingTable.number.in_(numbers)))}  # fmt: skip
    tables = [removed.get(n) or MeetingTable(camp_id=camp.id, number=n) for n in numbers]
    for table in tables:
        table.row, table.place, table.removed_at = None, None, None
    _lay(camp, tables, layout)
    db.session.add_all(tables)
    return tables


def _refuse_one_language(layout: Layout) -> None:
    if len(layout.interpreter) == 1:
        raise Refusal(_("An interpreter speaks at least two languages."))


def _lay(camp: Camp, tables: list[MeetingTable], layout: Layout) -> None:
    """Write down where tables stand, and count the rows of their zone anew."""
    zone, mine = layout.zone.strip(), {table.number for table in tables}
    others = {one.number: one for one in tables_of(camp) if one.zone == zone and one.number not in mine}
    spots = laid(
        {number: spot for number, one in others.items() if (spot := _spot(one))},
        [(one.number, _spot(one)) for one in tables],
        layout.in_a_row,
    )
    for table in tables:
        table.zone, table.hint = zone, layout.hint.strip()
        table.interpreter_languages = sorted(layout.interpreter)
    for table in [*others.values(), *tables]:
        if spot := spots.get(table.number):
            table.row, table.place = spot.row, spot.place


def _spot(table: MeetingTable) -> Spot | None:
    return Spot(table.row, table.place) if table.row and table.place else None


def describe_tables(camp: Camp, first: int, last: int, layout: Layout, by: User | None = None) -> int:
    """Say where the tables from number `first` to `last` stand; returns how many there were. Commits."""
    _refuse_one_language(layout)
    camps.lock(camp)
    tables = between(camp, first, last)
    _lay(camp, tables, layout)
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
