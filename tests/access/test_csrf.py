"""Nothing is changed for a page that another site has sent."""

import pytest

from tests.access.matrix import MINIMAL, table
from tests.world.addresses import address, rules_of
from tests.world.building import World
from tests.world.rows import all_rows

LOOKS_ITSELF = "app.blueprints.registration.routes.step"
"""It looks for the token itself, to show what was typed once more when it has run out."""
FROM_MAIL_PROGRAMS = {"mail_choices.stop", "mail_choices.no_invitations"}
"""Pressed by mail programs without a page of ours: the secret in its address is what lets them (RFC 8058)."""


def test_exempt_views_are_the_known_ones(world: World) -> None:
    csrf = world.app.extensions["csrf"]

    theirs = {f"app.blueprints.mail_choices.routes.{one.rpartition('.')[2]}" for one in FROM_MAIL_PROGRAMS}
    assert csrf._exempt_views == {LOOKS_ITSELF} | theirs
    assert csrf._exempt_blueprints == set()


def _let_in(endpoint: str, method: str) -> str:
    """A role that the table lets in, a participant or an organiser rather than somebody passing by."""
    row = table()[endpoint, method]
    return next(
        role for role in ("organiser", "participant", "administrator", "anonymous") if row[role] == "in"
    )


@pytest.mark.parametrize("token", ["missing", "of another browser"])
def test_unsafe_request_without_its_own_token_is_refused(world: World, token: str) -> None:
    """For those who may: the token is what is missing. The steps of the registration are among them."""
    others = world.visitors["stranger"].token
    met = {}
    for rule, method in rules_of(world.app):
        if method == "GET" or rule.endpoint in FROM_MAIL_PROGRAMS:
            continue
        role = "anonymous" if rule.endpoint == "registration.step" else _let_in(rule.endpoint, method)
        fields = dict(MINIMAL.get(rule.endpoint, {})) | ({} if token == "missing" else {"csrf_token": others})
        response = world.visitors[role].post(address(world.app, rule, world.home), fields, token=False)
        met[f"{method} {rule.endpoint}"] = response.status_code

    assert len(met) > 30
    assert {key: status for key, status in met.items() if status != 400} == {}
    assert all_rows() == world.rows
