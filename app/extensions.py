"""The extensions, made without an application and without anything of ours but the settings."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry


class Base(DeclarativeBase):
    """Mother of all tables. Constraints get predictable names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=["600 per minute"])
babel = Babel()

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_reads_only: ContextVar[bool | None] = ContextVar("reads_only", default=None)


def begins_to_read() -> bool:
    """Whether a transaction that begins now may only read: what was said last, else what the request is."""
    said = _reads_only.get()
    return said if said is not None else has_request_context() and request.method in SAFE_METHODS


@contextmanager
def reads_only() -> Iterator[None]:
    """Inside, a transaction that begins takes no write lock, so that readers never queue; it cannot write."""
    token = _reads_only.set(True)
    try:
        yield
    finally:
        _reads_only.reset(token)


@contextmanager
def writes() -> Iterator[None]:
    """Inside, a transaction that begins may write: for the rare page that reads and yet leaves a mark.

    One that has begun stays what it is, so end it (`db.session.rollback()`) before.
    """
    token = _reads_only.set(False)
    try:
        yield
    finally:
        _reads_only.reset(token)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """WAL, foreign keys, a patient lock, and no transaction handling by the driver itself."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """What reads cannot write; what writes takes SQLite's lock at once, for one that is taken after reading
    loses updates or fails unwaited."""
    reading = begins_to_read()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    elif reading:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
