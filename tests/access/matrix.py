"""Asking every rule of the site as everybody, and comparing with the checked-in table."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.world.addresses import address, rules_of
from tests.world.building import World
from tests.world.visitors import ROLES

TABLE = Path(__file__).with_name("table.csv")
IN = {200, 204, 301, 302, 303, 400, 409}
"""What somebody meets who was let in: the page, a redirect, or a word about what they sent."""

MINIMAL = {
    "mending.accept": {"place": "0"},
    "site.set_language": {"language": "en"},
    "wishes.state": {"grade": "would_like"},
}
"""What must be sent besides the CSRF token for the view to do anything."""

Row = dict[str, str]


def table() -> dict[tuple[str, str], Row]:
    """The rows of the table by endpoint and method: the rule's name, and for each role what it meets."""
    with TABLE.open() as file:
        return {(row["endpoint"], row["method"]): row for row in csv.DictReader(file)}


def outcome(response: Any) -> str:
    """What somebody met: "in", "sign-in" (sent there first), or the status that kept them out."""
    if response.status_code == 302 and response.location.startswith("/sign-in?next="):
        return "sign-in"
    return "in" if response.status_code in IN else str(response.status_code)


def knock(world: World, endpoint: str, method: str, role: str) -> str:
    """What the role meets at the rule, everything being as it was in the beginning, and left so."""
    visitor = world.visitors[role]
    rule = next(world.app.url_map.iter_rules(endpoint))
    path = address(world.app, rule, world.home)
    if method == "GET":
        return outcome(visitor.get(path))
    assert method == "POST", "say here how other methods are sent"
    met = outcome(visitor.post(path, MINIMAL.get(endpoint)))
    if met == "in":
        world.restore(visitor)
    return met


def mismatches(
    world: World, roles: Iterable[str] = ROLES, endpoints: Iterable[str] = (), *, looking: bool = True
) -> Iterator[str]:
    """Where the site and the table differ, in words, as they are found; without `looking` only where something is
    sent."""
    wanted, asked = table(), set(endpoints)
    for rule, method in rules_of(world.app):
        if (asked and rule.endpoint not in asked) or (method == "GET" and not looking):
            continue
        row = wanted.get((rule.endpoint, method), {})
        for role in roles:
            met = knock(world, rule.endpoint, method, role)
            if met != row.get(role):
                yield f"{method} {rule.endpoint} by {role}: {met}, not {row.get(role)}"
