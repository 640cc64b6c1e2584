"""Every form of the site, filled in as nobody should: a 4xx or the page again with words, never a 5xx, nothing
half saved, and the same answer from both databases."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.models import Job, JobStatus
from tests.conftest import new_application
from tests.hostile.forms import Form, forms_of, without_code
from tests.hostile.payloads import TEXTS, UNCLEAN, WRONG_VALUES
from tests.world.building import World, built_world
from tests.world.rows import all_rows

pytestmark = pytest.mark.slow

SAVES_WITH_A_PAGE = {
    "agenda.new_address", "delivery.new_address", "mail_choices.stop", "mail_choices.no_invitations",
}  # fmt: skip
"""They show what they have just saved, this once, or are pressed by mail programs, which follow no redirect."""


@dataclass(frozen=True)
class Site:
    """One database's application with its forms."""

    world: World
    forms: list[Form]


@pytest.fixture(scope="module")
def site(migrated_app: Flask) -> Iterator[Site]:
    with built_world(migrated_app) as world:
        yield _site(world)


def _site(world: World) -> Site:
    """The world with no run under way, so that one may be started, and its forms."""
    db.session.get_one(Job, world.home.addresses["job"]).status = JobStatus.FAILED
    db.session.commit()
    forms = forms_of(world)
    world.rows = all_rows()
    return Site(world, forms)


def _with_texts(form: Form, text: str) -> dict[str, object]:
    return form.values | dict.fromkeys(form.typed, text)


def _with_wrong_value(form: Form, name: str, value: object) -> dict[str, object]:
    return {key: value if key == name else kept for key, kept in form.values.items()}


def _sendings(form: Form) -> Iterator[tuple[str, dict[str, object]]]:
    """What to send instead of what the form holds, each with a name."""
    if form.typed:
        yield from ((name, _with_texts(form, text)) for name, text in (TEXTS | UNCLEAN).items())
    for field in form.values:
        for name, value in WRONG_VALUES.items():
            yield f"{without_code(field)} {name}", _with_wrong_value(form, field, value)
    yield "extra", form.values | {"id": "1", "is_administrator": "y", "camp_id": "2", "role": "organiser"}
    yield "none", {}


def _send(world: World, form: Form, values: dict[str, object]) -> int:
    """The status of the answer; the rows are as they were afterwards, and changed only by an answer that says so."""
    visitor = world.visitors[form.role]
    sent = {name: value for name, value in values.items() if value is not None}
    if form.method == "GET":
        return visitor.client.get(form.action, query_string=MultiDict(sent)).status_code
    response = visitor.post(form.action, sent)
    changed = world.changed()
    if response.status_code == 302 or changed:
        world.restore(visitor)
    saves = response.status_code == 302 or form.endpoint in SAVES_WITH_A_PAGE
    assert saves or not changed, f"{form.name} answered {response.status_code} and has saved something"
    return response.status_code


def _statuses(site: Site) -> dict[str, int]:
    """What each form answers to everything."""
    return {
        f"{form.name}: {name}": _send(site.world, form, values)
        for form in site.forms
        for name, values in _sendings(form)
    }


def _statuses_on_sqlite(folder: Path) -> dict[str, int]:
    """The same on SQLite; for a process of its own, to go on beside PostgreSQL's."""
    with built_world(new_application(folder)) as world:
        return _statuses(_site(world))


def test_forms_are_found(site: Site) -> None:
    endpoints = {form.endpoint for form in site.forms}

    assert {"accounts.sign_in", "registration.step", "profile.edit", "wishes.state", "setup.camp", "matching.start",
            "schedules.publish", "administration.import_instance", "directory.index"} <= endpoints  # fmt: skip


def test_hostile_values_are_refused_or_kept_whole(
    site: Site, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On PostgreSQL the answers are compared with those of SQLite."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        other = None
        if pytestconfig.getoption("--database") == "postgresql":
            other = beside.submit(_statuses_on_sqlite, tmp_path_factory.mktemp("sqlite"))
        statuses = _statuses(site)
        on_sqlite = other.result() if other else statuses

    unclean = tuple(f": {name}" for name in UNCLEAN)
    assert {key: status for key, status in statuses.items() if status >= 500} == {}
    assert {key: status for key, status in statuses.items() if key.endswith(unclean) and status != 400} == {}
    assert {
        key: (status, on_sqlite.get(key)) for key, status in statuses.items() if on_sqlite.get(key) != status
    } == {}
