"""Bring the database up to date: `python -m deploy.upgrade`.

Where there is something to upgrade, SQLite's file is copied into `backups/` beside it first. Two
that start together wait for each other. Whoever runs PostgreSQL takes backups with its own tools.
"""

import fcntl
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.config import ROOT, SettingsError, settings_from
from app.extensions import db
from app.factory import create_app


def revision_of(engine: Engine) -> str | None:
    """The revision that the database stands at; None when it is new."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision(migrations: Path, present: str | None) -> str | None:
    """The revision that this version of Campmatch wants; CommandError when the present one is unknown."""
    scripts = ScriptDirectory(str(migrations))
    if present is not None:
        scripts.get_revision(present)
    return scripts.get_current_head()


def back_up(database: Path, revision: str) -> Path:
    """Copy a SQLite database, whoever may be writing to it, and return the copy's path."""
    folder = database.parent / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"{database.stem}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    source, copy = sqlite3.connect(database), sqlite3.connect(target)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    return target


def bring_up_to_date(lock_file: Path, migrations: Path = ROOT / "migrations") -> str:
    """Upgrade inside an application context and say in one line what was done; empty for nothing."""
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = revision_of(db.engine)
        wanted = newest_revision(migrations, before)
        if before == wanted:
            return ""
        kept = ""
        if before is not None and db.engine.dialect.name == "sqlite" and db.engine.url.database:
            kept = f"; the database as it was is kept in {back_up(Path(db.engine.url.database), before)}"
        upgrade(str(migrations))
        return f"Database brought from {before or 'nothing'} to {wanted}{kept}."


def main() -> None:
    """Upgrade the configured database."""
    try:
        settings = settings_from(os.environ)
        with create_app(settings).app_context():
            done = bring_up_to_date(settings.data_dir / "upgrade.lock")
    except SettingsError as error:
        sys.exit(f"Campmatch cannot run with these settings: {error}")
    except OperationalError as error:
        sys.exit(f"The database does not answer: {error.orig}")
    except CommandError as error:
        sys.exit(f"The database is not one that this version of Campmatch knows: {error}")
    if done:
        print(done)


if __name__ == "__main__":
    main()
