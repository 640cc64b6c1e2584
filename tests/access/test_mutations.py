"""Tests of the tests: a view that loses its rule stops the start, and a weaker rule shows in the matrix."""

from typing import Any

import pytest
from flask import Flask

from app import access
from app.access import Rule, anybody, helpers, participants, registered, signed_in
from app.config import settings_from
from app.factory import create_app
from tests.access.matrix import mismatches, table
from tests.world.building import World
from tests.world.visitors import ROLES

WEAKER: dict[str, list[Rule]] = {
    "signed in": [anybody],
    "registered": [anybody, signed_in],
    "participants": [anybody, signed_in, registered],
    "helpers": [anybody, signed_in, registered, participants],
    "organisers": [anybody, signed_in, registered, participants, helpers],
    "administrators": [anybody, signed_in, registered, participants],
}
"""Without a camp in the address "helpers" and "organisers" mean administrators, so those are left out there."""

LETS_IN = {
    "anybody": "anonymous",
    "signed in": "stranger",
    "registered": "waiting",
    "participants": "participant",
    "helpers": "helper",
}
"""Whom to ask first: the one whom a weaker rule most likely lets in."""


ONES_OWN = {"registrations.remove_filter for signed in", "registrations.remove_filter for helpers"}
"""What a weaker rule would open to nobody: one's own filters alone are found, and who may not knock and whose
they are not get the same answer."""


def _view(app: Flask, endpoint: str) -> Any:
    return app.view_functions[endpoint]


def _without(declared: dict[str, Rule], method: str) -> dict[str, Rule]:
    """The rules that are left when one method loses its own."""
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    whole = {name: declared.get(name) or declared.get("*") for name in methods}
    return {name: rule for name, rule in whole.items() if rule and name != method}


@pytest.fixture(scope="module")
def fresh_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that has answered nothing yet, so that its gate can be put up again."""
    settings = {"CAMPMATCH_DATA": str(tmp_path_factory.mktemp("fresh")), "CAMPMATCH_DEVELOPMENT": "1"}
    return create_app(settings_from(settings))


@pytest.mark.parametrize(("endpoint", "method"), [key for key in table() if key[0] != "static"], ids=".".join)
def test_view_without_a_rule_for_a_method_stops_the_start(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch, endpoint: str, method: str
) -> None:
    view = _view(fresh_app, endpoint)
    monkeypatch.setattr(view, "access", _without(view.access, method))

    with pytest.raises(RuntimeError, match=rf"^{method} .*\({endpoint}\) declares no access rule$"):
        access.init_app(fresh_app)


def test_factory_refuses_a_view_without_any_rule(monkeypatch: pytest.MonkeyPatch, fresh_app: Flask) -> None:
    monkeypatch.delattr(_view(fresh_app, "wishes.state"), "access")

    with pytest.raises(RuntimeError, match=r"wishes\.state"):
        create_app(fresh_app.config["SETTINGS"])


@pytest.mark.parametrize("name", WEAKER)
def test_any_weaker_rule_on_any_view_shows_in_the_matrix(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    unseen = []
    for endpoint in sorted({row["endpoint"] for row in table().values() if row["rule"] == name}):
        for rule in WEAKER[name]:
            with monkeypatch.context() as patch:
                first = LETS_IN[rule.name]
                roles = (first, *(role for role in ROLES if role != first))
                patch.setattr(_view(world.app, endpoint), "access", {"*": rule})
                if next(mismatches(world, roles, [endpoint]), None) is None:
                    unseen.append(f"{endpoint} for {rule.name}")

    assert set(unseen) <= ONES_OWN
