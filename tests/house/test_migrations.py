"""Migrations go up and down with rows in the tables and lose none, on both databases."""

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextvars import Context
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.exc import IntegrityError

from app.config import ROOT, settings_from
from app.extensions import db
from app.factory import create_app
from app.models import Grade
from deploy.upgrade import bring_up_to_date, revision_of
from tests.conftest import fresh_postgresql
from tests.makers import make_camp, make_participant, make_slots, make_tables, make_topic, make_wish

REBUILD_EVERY_TABLE = """
from alembic import op
import sqlalchemy as sa
from sqlalchemy import inspect

revision, down_revision, branch_labels, depends_on = "rebuilt", "{newest}", None, None

def tables():
    return [name for name in inspect(op.get_bind()).get_table_names() if name != "alembic_version"]

def upgrade():
    for name in tables():
        with op.batch_alter_table(name, recreate="{recreate}") as table:
            table.add_column(sa.Column("rebuilt", sa.Integer()))
        {midway}

def downgrade():
    for name in tables():
        with op.batch_alter_table(name, recreate="{recreate}") as table:
            table.drop_column("rebuilt")
"""
KILLED = "if name == 'participant': import os; os.kill(os.getpid(), 9)"
ORPHAN = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "orphans", "{newest}", None, None

def upgrade():
    op.execute("DELETE FROM camp")

def downgrade():
    pass
"""


@pytest.fixture
def migrations(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Path]:
    """A copy of the migrations that a test may add to, and an application on an empty database."""
    environ = {"CAMPMATCH_DATA": str(tmp_path / "data"), "SECRET_KEY": "test"}
    copy = shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    if pytestconfig.getoption("--database") == "postgresql":
        environ["DATABASE_URL"] = fresh_postgresql("migrations")
    with create_app(settings_from(environ)).app_context():
        yield copy
        db.session.remove()
        db.engine.dispose()


def _add_revision(migrations: Path, source: str, **values: str) -> None:
    later = migrations / "versions" / "later.py"
    later.unlink(missing_ok=True)
    recreate = "always" if db.engine.dialect.name == "sqlite" else "auto"
    newest = ScriptDirectory(str(migrations)).get_current_head()
    filled = source.format(newest=newest, recreate=recreate, **{"midway": "", **values})
    later.write_text(filled)


def _fill() -> None:
    """A camp with children and grandchildren that cascade from it."""
    camp = make_camp()
    people = [make_participant(camp, name) for name in ("Ada Holm", "Åse Ørsted", "عمر")]
    make_topic(camp)
    make_slots(camp)
    make_tables(camp)
    make_wish(people[0], people[1], Grade.MUST_MEET)
    make_wish(people[1], people[0], Grade.RATHER_NOT)


def _content() -> dict[str, list[str]]:
    """Every row of every table, as text, in a fixed order."""
    db.session.commit()
    with db.engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        return {name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
                for name, table in sorted(found.tables.items()) if name != "alembic_version"}  # fmt: skip


def _counts() -> dict[str, int]:
    return {name: len(rows) for name, rows in _content().items()}


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def _differences() -> list[object]:
    """What the models have and the database has not, or the other way round."""
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), db.metadata))


def test_the_migrations_make_the_tables_of_the_models(migrations: Path) -> None:
    upgrade(migrations)
    assert _differences() == []
    assert _tables() == set(db.metadata.tables)


def test_every_migration_goes_up_down_and_up_again(migrations: Path) -> None:
    scripts = ScriptDirectory(str(migrations))
    for script in reversed(list(scripts.walk_revisions())):
        before = _tables()
        upgrade(migrations, revision=script.revision)
        after = _tables()
        downgrade(migrations, revision=script.down_revision or "base")
        assert _tables() == before
        upgrade(migrations, revision=script.revision)
        assert (_tables(), revision_of(db.engine)) == (after, script.revision)
    assert _differences() == []


def test_rebuilding_every_table_keeps_every_row(migrations: Path) -> None:
    upgrade(migrations)
    _fill()
    before, counts = _content(), _counts()
    assert counts.items() >= {"camp": 1, "participant": 3, "slot": 4, "wish": 2, "user": 3}.items()
    _add_revision(migrations, REBUILD_EVERY_TABLE)
    upgrade(migrations)
    assert _counts() == counts
    downgrade(migrations)
    assert _content() == before
    assert _differences() == []


def test_foreign_keys_hold_again_after_a_migration(migrations: Path) -> None:
    upgrade(migrations)
    _fill()
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        db.session.execute(text("UPDATE wish SET author_id = 999"))
        db.session.commit()
    db.session.rollback()


def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone(migrations: Path) -> None:
    upgrade(migrations)
    _fill()
    before, stood_at = _content(), revision_of(db.engine)
    _add_revision(migrations, ORPHAN)
    with pytest.raises((SystemExit, IntegrityError)):
        upgrade(migrations)
    assert (_content(), revision_of(db.engine)) == (before, stood_at)


def _upgrade_in_another_process(app: Flask, migrations: Path) -> None:
    with app.app_context():
        db.engine.dispose(close=False)
        upgrade(migrations)


def test_a_migration_killed_in_the_middle_has_changed_nothing(migrations: Path) -> None:
    upgrade(migrations)
    _fill()
    before, counts, stood_at = _content(), _counts(), revision_of(db.engine)
    _add_revision(migrations, REBUILD_EVERY_TABLE, midway=KILLED)
    db.engine.dispose()
    arguments = (_upgrade_in_another_process, current_app._get_current_object(), migrations)
    process = get_context("fork").Process(target=Context().run, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert (_content(), revision_of(db.engine)) == (before, stood_at)
    _add_revision(migrations, REBUILD_EVERY_TABLE)
    upgrade(migrations)
    assert _counts() == counts


def _backups(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "data" / "backups").glob("*.db"))


def test_bringing_up_to_date_makes_a_database_and_nothing_twice(migrations: Path, tmp_path: Path) -> None:
    assert bring_up_to_date(tmp_path / "lock", migrations).startswith("Database brought from nothing to ")
    assert _differences() == []
    assert bring_up_to_date(tmp_path / "lock", migrations) == ""
    assert _backups(tmp_path) == []


def test_a_database_from_a_later_version_is_left_alone(migrations: Path, tmp_path: Path) -> None:
    upgrade(migrations)
    db.session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    db.session.commit()
    with pytest.raises(CommandError, match="from_the_future"):
        bring_up_to_date(tmp_path / "lock", migrations)
    assert _backups(tmp_path) == []


def test_bringing_up_to_date_keeps_a_copy_of_what_was(migrations: Path, tmp_path: Path) -> None:
    bring_up_to_date(tmp_path / "lock", migrations)
    _fill()
    before, stood_at = _content(), revision_of(db.engine)
    _add_revision(migrations, REBUILD_EVERY_TABLE)
    done = bring_up_to_date(tmp_path / "lock", migrations)
    assert done.startswith(f"Database brought from {stood_at} to rebuilt")
    if db.engine.dialect.name != "sqlite":
        assert _backups(tmp_path) == []
        return
    (copy,) = _backups(tmp_path)
    assert str(copy) in done
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(stood_at,)]
        assert kept.execute("SELECT name FROM participant ORDER BY id").fetchall() == [
            ("Ada Holm",), ("Åse Ørsted",), ("عمر",)]  # fmt: skip
        assert len(kept.execute("SELECT * FROM wish").fetchall()) == len(before["wish"])
    kept.close()
