"""What a database holds: to see whether it changed, and to bring it back."""

from hashlib import sha256
from typing import Any

from sqlalchemy import Table, select

from app.extensions import db

MARKS = {("calendar_token", name) for name in ("last_fetched_at", "seen_digest", "changed_at")}
"""Columns in which looking leaves a mark on purpose; they say nothing about anybody."""

Rows = dict[str, list[dict[str, Any]]]


def all_rows() -> Rows:
    """Every row of every table, by key."""
    db.session.rollback()
    found = {table.name: _rows_of(table) for table in db.metadata.sorted_tables}
    db.session.rollback()
    return found


def _rows_of(table: Table) -> list[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
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


def bring_back(rows: Rows) -> None:
    """Make the database hold exactly these rows again."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    for table in reversed(tables):
        db.session.execute(table.delete())
    for table in tables:
        if rows[table.name]:
            db.session.execute(table.insert(), rows[table.name])
    db.session.commit()
    db.session.expire_all()
