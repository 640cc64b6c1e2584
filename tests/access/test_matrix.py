"""Every rule × method × role against the table; a new view fails here until it stands in the table.

`python -m tests.access.propose` prints rows for what is missing, to be read before they are taken.
"""

import pytest

from app.access import rule_for
from tests.access.matrix import mismatches, table
from tests.world.addresses import rules_of
from tests.world.building import World
from tests.world.visitors import ROLES


def test_table_knows_every_rule_and_method_and_nothing_else(world: World) -> None:
    there = {(rule.endpoint, method) for rule, method in rules_of(world.app)}

    assert there - table().keys() == set(), "rows are missing in tests/access/table.csv"
    assert table().keys() - there == set(), "rows of tests/access/table.csv that no rule answers to"


def test_endpoints_have_one_address_each(world: World) -> None:
    """The walk asks each endpoint at one address; another would go unasked."""
    endpoints = [rule.endpoint for rule in world.app.url_map.iter_rules()]

    assert sorted({name for name in endpoints if endpoints.count(name) > 1}) == []


def test_views_declare_the_rule_that_the_table_names(world: World) -> None:
    declared = {
        (rule.endpoint, method): getattr(rule_for(world.app, rule.endpoint, method), "name", None)
        for rule, method in rules_of(world.app)
    }

    assert declared == {key: row["rule"] for key, row in table().items()}


@pytest.mark.parametrize("role", ROLES)
def test_role_that_sends_something_meets_what_the_table_says(world: World, role: str) -> None:
    """Those who only look are followed in test_reading."""
    assert list(mismatches(world, [role], looking=False)) == []
