"""Reading pages cannot write, writing ones lose nothing: what `extensions` does to every transaction."""

import sqlite3
from contextlib import closing
from contextvars import Context
from multiprocessing import get_context
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError

from app.extensions import _prepare_sqlite, begins_to_read, db, reads_only, writes
from app.models import Organisation
from tests.makers import make_organisation

READ_ONLY = r"(?i)read-?only"


def _rename(to: str) -> None:
    db.session.execute(text("UPDATE organisation SET name = :to"), {"to": to})
    db.session.commit()


def _name() -> str:
    db.session.rollback()
    return db.session.scalars(select(Organisation)).one().name


@pytest.mark.parametrize(
    ("method", "reading"),
    [("GET", True), ("HEAD", True), ("OPTIONS", True), ("POST", False), ("PUT", False), ("DELETE", False)],
)
def test_a_request_reads_or_writes_by_its_method(app: Flask, method: str, reading: bool) -> None:
    with app.test_request_context("/", method=method):
        assert begins_to_read() is reading


def test_outside_a_request_everything_may_write(app: Flask) -> None:
    assert begins_to_read() is False


def test_a_get_request_cannot_write(app: Flask) -> None:
    make_organisation("energy")
    with app.test_request_context("/", method="GET"), pytest.raises(DBAPIError, match=READ_ONLY):
        _rename("water")
    assert _name() == "energy"


def test_a_post_request_writes(app: Flask) -> None:
    make_organisation("energy")
    with app.test_request_context("/", method="POST"):
        _rename("water")
    assert _name() == "water"


def test_a_get_request_writes_where_it_says_so(app: Flask) -> None:
    make_organisation("energy")
    with app.test_request_context("/", method="GET"):
        assert _name() == "energy"
        db.session.rollback()
        with writes():
            _rename("water")
        with pytest.raises(DBAPIError, match=READ_ONLY):
            _rename("wind")
    assert _name() == "water"


def test_reads_only_forbids_writing_anywhere_and_ends_with_its_block(app: Flask) -> None:
    make_organisation("energy")
    with reads_only(), pytest.raises(DBAPIError, match=READ_ONLY):
        _rename("water")
    db.session.rollback()
    _rename("wind")
    assert _name() == "wind"


def test_readers_do_not_wait_for_a_writer(app: Flask) -> None:
    make_organisation("energy")
    db.session.execute(text("UPDATE organisation SET name = 'water'"))
    with db.engine.connect() as other, reads_only():
        assert other.execute(text("SELECT name FROM organisation")).scalars().all() == ["energy"]
    db.session.rollback()


def test_sqlite_is_opened_with_the_pragmas_that_durability_needs(app: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 15000}
    with closing(sqlite3.connect(tmp_path / "opened.db")) as connection:
        _prepare_sqlite(connection, None)  # the tests' own connections do not wait for the disk
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    assert event.contains(Engine, "connect", _prepare_sqlite)


def test_postgresql_waits_for_the_disk_before_it_acknowledges(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL only")
    asked = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
    assert db.session.execute(text(asked)).scalar_one() == "database"  # set by the tests, not by a session


def _add_ones(app: Flask, number: int, times: int) -> None:
    """In a process of its own: read the row and write it back one higher, again and again."""
    with app.app_context():
        db.engine.dispose(close=False)
        for _ in range(times):
            row = db.session.scalars(select(Organisation).filter_by(id=number).with_for_update()).one()
            row.name = str(int(row.name) + 1)
            db.session.commit()


def test_four_processes_that_read_modify_and_write_lose_nothing(app: Flask) -> None:
    number = make_organisation("0").id
    db.session.rollback()
    fork = get_context("fork")
    crowd = [fork.Process(target=Context().run, args=(_add_ones, app, number, 50)) for _ in range(4)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(60)
    assert [process.exitcode for process in crowd] == [0, 0, 0, 0]
    assert _name() == "200"
