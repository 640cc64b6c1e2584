"""The application on a real database, emptied before each test; `--database postgresql` changes it."""

import atexit
import gc
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from app.config import ROOT, settings_from
from app.extensions import db
from app.factory import create_app
from app.services.accounts import accounts
from tests.browser.visitors import start_chromium
from tests.page_client import Browser, PageClient
from tests.world.rows import remove_all
from tools.run_tests import IN_A_BROWSER

POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1")

# How long an example takes depends on what else the machine does: nothing here is a timed test. The same
# examples in every run, so that a change is judged by what it changed; HYPOTHESIS_PROFILE=search tries others,
# soak twenty times as many, and `again`, for a second database, a quarter.
for profile, same_each_time, most in (
    ("campmatch", True, 100),
    ("search", False, 100),
    ("soak", False, 2000),
    ("again", True, 25),
):
    settings.register_profile(
        profile,
        max_examples=most,
        deadline=None,
        derandomize=same_each_time,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "campmatch"))


# Passwords of tests are worth no effort.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@event.listens_for(Engine, "connect")
def _do_not_wait_for_the_disk(connection: object, _record: ConnectionPoolEntry) -> None:
    """No test's rows need outlive its machine. That the product waits is for test_transactions to see."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--database") == "postgresql" and "HYPOTHESIS_PROFILE" not in os.environ:
        settings.load_profile("again")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: begun last, one of them would run on when its neighbours are done."""
    astray = {item.path for item in items if item.get_closest_marker("browser")} - set(_for_browsers())
    if astray:
        raise pytest.UsageError(f"tests with a browser stand in {IN_A_BROWSER} only, not in {astray}")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What has been imported stays: looking for garbage in it again and again would take time from every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _for_browsers() -> Iterator[Path]:
    """The files in which a run of all tests looks for those with a browser."""
    for folder in IN_A_BROWSER:
        yield from (ROOT / folder).rglob("test_*.py")


def _on_the_server(command: str) -> None:
    server = create_engine(f"{POSTGRESQL}/postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(command))
    server.dispose()


def fresh_postgresql(purpose: str = "main") -> str:
    """The address of an empty database of this process's own; it is dropped when the process ends."""
    name = f"campmatch_test_{os.getpid()}_{purpose}"
    _on_the_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _on_the_server(f"CREATE DATABASE {name}")
    _on_the_server(f"ALTER DATABASE {name} SET synchronous_commit TO off")
    atexit.register(_on_the_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return f"{POSTGRESQL}/{name}"


@pytest.fixture(scope="session")
def migrated_app(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Flask:
    """One application for all tests of this worker, on a database made by the migrations."""
    on_postgresql = pytestconfig.getoption("--database") == "postgresql"
    return new_application(tmp_path_factory.mktemp("data"), fresh_postgresql() if on_postgresql else "")


def new_application(data: Path, database: str = "") -> Flask:
    """An application for tests on a database made by the migrations, by default SQLite in the folder."""
    environ = {
        "CAMPMATCH_DATA": str(data), "SECRET_KEY": "test", "RATE_LIMITS": "0", "CAMPMATCH_DEVELOPMENT": "1",
        "BASE_URL": "http://localhost", "DATABASE_URL": database,
    }  # fmt: skip
    app = create_app(settings_from(environ))
    app.testing = True
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
    return app


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, its database empty, inside an application context."""
    with migrated_app.app_context():
        remove_all()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def visit(app: Flask) -> PageClient:
    """A browser without JavaScript that checks every page it is shown."""
    return PageClient(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one Chromium of all browser tests: a process cannot start Playwright twice."""
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()
