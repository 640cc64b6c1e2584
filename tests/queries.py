"""Counting the statements that a page sends to the database, so that no page grows with the camp."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.extensions import db

# What PostgreSQL and SQLite are told about a transaction; they differ in it.
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET TRANSACTION")


class Statements(list[str]):
    """The statements sent so far, in order; transaction control is not among them."""


@contextmanager
def count_queries() -> Iterator[Statements]:
    """Collect what is sent to the database meanwhile, from whatever thread: `len()` of it is the count."""
    sent = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(CONTROL):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
