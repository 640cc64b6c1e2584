"""What a database holds: to see whether it changed, and to bring it back."""

import re
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Engine,
    Table,
    TextClause,
    and_,
    delete,
    event,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from app.extensions import db
from app.models import Act, ActKind

FETCHED = ("last_fetched_at", "seen_digest", "changed_at")
MARKS = {(table, name) for table in ("calendar_token", "camp_feed") for name in FETCHED} | {
    ("browser", "seen_at")
}
"""Columns in which looking leaves a mark on purpose; they say nothing about anybody. So does the line in the log
that says who took a file out, which counts for no row here."""

NUMBER_ANEW = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
)

Rows = dict[str, list[dict[str, Any]]]


def all_rows(known: Rows | None = None, written: Collection[str] = ()) -> Rows:
    """Every row of every table, by key. Where all are `known` but for some tables, only those are read."""
    db.session.rollback()
    found = {
        table.name: _rows_of(table) if known is None or table.name in written else known[table.name]
        for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return found


def _rows_of(table: Table) -> list[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    if table.name == "act":
        query = query.where(table.c.kind != ActKind.EXPORTED)
    return [dict(row._mapping) for row in db.session.execute(query)]


def checksums(rows: Rows | None = None) -> dict[str, tuple[int, str]]:
    """For each table how many rows it has, and a checksum of what stands in them."""
    return {
        name: (
            len(content),
            sha256(repr([_without_marks(name, row) for row in content]).encode()).hexdigest(),
        )
        for name, content in (all_rows() if rows is None else rows).items()
    }


def _without_marks(table: str, row: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(column, value) for column, value in row.items() if (table, column) not in MARKS]


def bring_back(rows: Rows, here: Rows | None = None) -> None:
    """Make the database hold exactly these rows again.

    Only what differs is written where that can be, for there are many rows; else, where new ones are in the way of
    old ones, all of them. `here` is what there is, where that is known.
    """
    here = all_rows() if here is None else here
    others = [table for table in db.metadata.sorted_tables if here[table.name] != rows[table.name]]
    db.session.rollback()
    try:
        db.session.execute(delete(Act).where(Act.kind == ActKind.EXPORTED))
        for table in others:
            _write_what_differs(table, here[table.name], rows[table.name])
        for table in reversed(others):
            _remove_what_is_new(table, here[table.name], rows[table.name])
        db.session.commit()
    except DBAPIError:
        db.session.rollback()
        _empty()
        for table in db.metadata.sorted_tables:
            if rows[table.name]:
                db.session.execute(table.insert(), rows[table.name])
        db.session.commit()
    db.session.expire_all()


def _write_what_differs(table: Table, here: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    known = {_key(table, row): row for row in here}
    for row in wanted:
        found = known.get(_key(table, row))
        if found is None:
            db.session.execute(table.insert(), row)
        elif found != row:
            db.session.execute(table.update().where(_is(table, row)), row)


def _remove_what_is_new(table: Table, here: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    kept = {_key(table, row) for row in wanted}
    for row in here:
        if _key(table, row) not in kept:
            db.session.execute(table.delete().where(_is(table, row)))


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _is(table: Table, row: dict[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def remove_all() -> None:
    """Leave no row, and number the next ones from 1 on every database: SQLite does so by itself."""
    _empty()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(NUMBER_ANEW)
    db.session.commit()


@cache
def _with_rows() -> TextClause:
    """A query for the names of those tables that have any row; written once, for every test asks it."""
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in db.metadata.tables)
    return text(" UNION ALL ".join(asked))


def _empty() -> None:
    """Remove the rows of those tables that have any, for there are many tables."""
    filled = set(db.session.scalars(_with_rows()))
    for table in reversed(db.metadata.sorted_tables):
        if table.name in filled:
            db.session.execute(table.delete())


WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE) "?(\w+)')
HARMLESS = ("SELECT", "PRAGMA", "BEGIN", "SET")


class Writes:
    """Notes which tables are written through an engine; what every process but this one writes, it misses.

    A row that is deleted may take those of other tables along, so then, and after anything that is not known, all
    tables count as written.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.tables: set[str] = set()

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if found := WRITE.match(statement):
            self.tables.add(found[1])
        elif not statement.lstrip().upper().startswith(HARMLESS):
            self.tables.update(db.metadata.tables)

    def forget(self) -> None:
        """Begin anew."""
        self.tables = set()
