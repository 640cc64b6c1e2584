"""Alembic's environment: migrations run on SQLite and PostgreSQL alike, and never lose child rows.

On SQLite a batch migration copies a table and drops the old one; with foreign keys on, the drop
deletes the rows that cascade from it, silently. So they are off meanwhile, and checked afterwards.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _autogen_context: object) -> str | bool:
    """Our own column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def migrate_sqlite_safely(connection: Connection) -> None:
    """Run with foreign keys off, and fail when a row afterwards points nowhere."""
    raw = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with context.begin_transaction():
            context.run_migrations()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"the migration leaves rows that point nowhere: {orphans[:10]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Upgrade or downgrade the configured database in one transaction."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            transaction_per_migration=False,
            transactional_ddl=True,  # on SQLite too: extensions.py begins transactions by itself
            **current_app.extensions["migrate"].configure_args,
        )
        if connection.dialect.name == "sqlite":
            migrate_sqlite_safely(connection)
        else:
            with context.begin_transaction():
                context.run_migrations()


run()
