"""Nobody reaches another camp's things by changing an address, and nobody sees that they are there."""

import pytest

from app.extensions import db
from tests.access.matrix import MINIMAL, knock, table
from tests.world.addresses import address, ids_in, rules_of
from tests.world.building import World
from tests.world.rows import Rows, all_rows
from tests.world.visitors import ROLES

AT_HOME = [role for role in ROLES if not role.endswith("elsewhere")]


def _with_a_foreign_id(world: World) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every rule with an id, once for each id taken from the other camp."""
    return [
        (
            rule.endpoint,
            method,
            address(world.app, rule, world.home, **{name: world.other.addresses[meaning]}),
        )
        for rule, method in rules_of(world.app)
        if "slug" in rule.arguments
        for name, meaning in ids_in(rule).items()
    ]


def test_walk_finds_the_rules_with_ids(world: World) -> None:
    endpoints = {endpoint for endpoint, _method, _path in _with_a_foreign_id(world)}

    assert {
        "directory.person",
        "wishes.state",
        "matching.job",
        "schedules.publish",
        "setup.team_remove",
    } <= endpoints


@pytest.mark.parametrize("role", AT_HOME)
def test_id_of_another_camp_is_as_if_it_were_not_there(world: World, role: str) -> None:
    visitor, wanted = world.visitors[role], table()
    wrong = []
    for endpoint, method, path in _with_a_foreign_id(world):
        response = visitor.get(path) if method == "GET" else visitor.post(path, MINIMAL.get(endpoint))
        if wanted[endpoint, method][role] == "in" and response.status_code != 404:
            wrong.append(f"{method} {path}: {response.status_code}")
        marks = (world.other.mark, world.other.public)
        wrong += [f"{method} {path} tells {mark}" for mark in marks if mark in response.text]

    assert wrong == []
    assert all_rows() == world.rows


def test_hidden_camp_is_there_for_its_own_people_only(world: World) -> None:
    """Before it is public a camp is a plain 404, also for rules that let anybody in."""
    world.home.camp.is_public = False
    db.session.commit()
    rows = world.rows
    world.rows = _rows_with_hidden_camp(world)
    outsiders = (
        "anonymous",
        "feed token",
        "stranger",
        "participant elsewhere",
        "organiser elsewhere",
        "withdrawn",
    )
    try:
        met = {
            f"{method} {rule.endpoint} by {role}": knock(world, rule.endpoint, method, role)
            for rule, method in rules_of(world.app)
            if "slug" in rule.arguments
            for role in outsiders
        }
        own = {role: knock(world, "registration.camp", "GET", role)
               for role in ("participant", "waiting", "helper", "organiser", "administrator")}  # fmt: skip
    finally:
        world.rows = rows
        world.restore(world.visitors["organiser"])

    assert {key: status for key, status in met.items() if status != "404"} == {}
    assert set(own.values()) == {"in"}


def _rows_with_hidden_camp(world: World) -> Rows:
    camps = [
        row | {"is_public": row["is_public"] and row["id"] != world.home.camp.id}
        for row in world.rows["camp"]
    ]
    return world.rows | {"camp": camps}


def test_feed_address_opens_nothing_but_the_feed(world: World) -> None:
    secret = world.home.addresses["feed"]
    visitor = world.visitors["anonymous"]

    statuses = {
        rule.endpoint: visitor.get(address(world.app, rule, world.home, token=secret)).status_code
        for rule, method in rules_of(world.app)
        if "token" in rule.arguments and method == "GET"
    }

    assert statuses.pop("agenda.feed") == 200
    signed = ("survey.show", "mail_choices.show", "mail_choices.stop", "mail_choices.no_invitations")
    assert {statuses.pop(name) for name in signed} == {404}
    assert set(statuses.values()) == {410}
