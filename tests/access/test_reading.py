"""What looking at pages does and shows: it changes nothing, is not stored, and tells of nobody who did not
agree to it."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.access.matrix import IN, outcome
from tests.world.addresses import address, rules_of
from tests.world.building import World
from tests.world.rows import all_rows, checksums
from tests.world.visitors import ROLES, SIGNED_IN, Visitor

PUBLIC = {
    "assets.show",
    "assets.worker",
    "static",
    "agenda.feed",
    "registration.programme",
    "profile.show_picture",
    "registrations.picture",
}
"""Not pages: the same for everybody, fetched by programs that are not signed in, or pictures, which a
browser keeps for an hour and nobody else may."""

DEVELOPMENT = ("mailbox.", "styleguide.")
BY_SECRET = {"agenda.feed", "accounts.link", "survey.show"}
"""Whoever knows the secret in the address reads of its owner, whoever is signed in."""

SEARCHES = [
    "q=unlisted",
    "q=waiting",
    "q=unconfirmed",
    "q=withdrawn",
    "q=mail-",
    "q=%25",
    "q=_",
    "order=name",
]


@dataclass(frozen=True)
class Seen:
    """One answer that let the reader in."""

    endpoint: str
    path: str
    text: str
    cache_control: str


@dataclass(frozen=True)
class Walk:
    """Everything that a role is let in to see, and the database before and after."""

    pages: list[Seen]
    before: dict[str, tuple[int, str]]
    after: dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def walks(world: World) -> dict[str, Walk]:
    """All pages as each role, walked once."""
    return {role: _walk(world, role) for role in ROLES}


def _walk(world: World, role: str) -> Walk:
    before = checksums(world.rows)
    paths = [(rule.endpoint, address(world.app, rule, world.home))
             for rule, method in rules_of(world.app) if method == "GET"]  # fmt: skip
    pages = [seen for endpoint, path in paths for seen in _looks(world, role, endpoint, path)]
    return Walk(pages, before, checksums(all_rows()))


def _looks(world: World, role: str, endpoint: str, path: str) -> list[Seen]:
    """The page as it is and, to whoever is let in, as htmx gets it and, where there is a search, after some."""
    visitor = world.visitors[role]
    if outcome(plain := visitor.get(path)) != "in":
        return _seen(endpoint, [(path, plain)])
    searches = SEARCHES if endpoint in ("directory.index", "checkin.index", "registrations.index") else []
    asked = [(path, {"HX-Request": "true"}), *((f"{path}?{search}", {}) for search in searches)]
    answers = [(target, visitor.get(target, headers)) for target, headers in asked]
    return _seen(endpoint, [(path, plain), *answers])


def _seen(endpoint: str, answers: list[tuple[str, Any]]) -> list[Seen]:
    return [Seen(endpoint, target, answer.data.decode(errors="replace"), answer.headers["Cache-Control"])
            for target, answer in answers if answer.status_code in IN]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_looking_changes_nothing(walks: dict[str, Walk], role: str) -> None:
    assert walks[role].after == walks[role].before


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_of_signed_in_people_are_never_stored(walks: dict[str, Walk], role: str) -> None:
    kept = {seen.endpoint: seen.cache_control for seen in walks[role].pages
            if "no-store" not in seen.cache_control and seen.endpoint not in PUBLIC}  # fmt: skip

    assert kept == {}


LISTED = {"participant", "partner", "generous", "distant", "unwanted"}
MAY_READ_OF = {role: set() for role in ROLES} | {
    "unconfirmed": {"unconfirmed"}, "waiting": {"waiting"}, "withdrawn": {"withdrawn"}, "participant": LISTED,
}  # fmt: skip
"""Of whom a role may read anything at the home camp; the team may read of everybody."""

MAY_READ_ADDRESS_OF = {role: {role} for role in ("unconfirmed", "waiting", "withdrawn")} | {
    "participant": {"participant", "generous"},
}  # fmt: skip
"""Whose email address: one's own, and of those one meets who agreed to it."""

TEAM = {"helper", "organiser", "administrator"}


def _people(text: str, mark: str) -> set[str]:
    """Who is told of in a text, by the word that stands before the mark."""
    return set(re.findall(rf"([a-z]+){mark}", text))


def _told(walk: Walk, pattern: str, may: set[str]) -> set[tuple[str, str]]:
    return {
        (seen.path, who)
        for seen in walk.pages
        if not seen.endpoint.startswith(DEVELOPMENT) and seen.endpoint not in BY_SECRET
        for who in _people(seen.text, pattern) - may
    }


@pytest.mark.parametrize("role", [role for role in ROLES if role not in TEAM])
def test_pages_tell_of_nobody_whom_the_reader_may_not_know(
    world: World, walks: dict[str, Walk], role: str
) -> None:
    assert _told(walks[role], world.home.mark, MAY_READ_OF[role]) == set()


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"organiser", "administrator"}])
def test_pages_tell_no_address_that_is_not_meant_for_the_reader(
    world: World, walks: dict[str, Walk], role: str
) -> None:
    assert (
        _told(walks[role], rf"{world.home.mark}@people\.example", MAY_READ_ADDRESS_OF.get(role, set()))
        == set()
    )


@pytest.mark.parametrize("role", [role for role in ROLES if not role.endswith("elsewhere")])
def test_pages_of_one_camp_tell_nothing_of_the_other(world: World, walks: dict[str, Walk], role: str) -> None:
    """The list of camps names both, and an administrator's console and choice of an earlier camp too."""
    lists = {"site.home", "console.index", "administration.index", "administration.create"}
    told = {
        seen.path
        for seen in walks[role].pages
        if not seen.endpoint.startswith(DEVELOPMENT)
        for mark in (world.other.mark, *([] if seen.endpoint in lists else [world.other.public]))
        if mark in seen.text
    }

    assert told == set()


def test_walks_have_found_what_could_leak(world: World, walks: dict[str, Walk]) -> None:
    """The marks are really there: an organiser reads of everybody, with their addresses."""
    everybody = set(world.home.people)
    texts = "".join(
        seen.text for seen in walks["organiser"].pages if seen.endpoint.startswith("registrations.")
    )
    met = "".join(seen.text for seen in walks["participant"].pages if seen.endpoint == "agenda.show")

    assert _people(texts, world.home.mark) >= everybody
    assert _people(texts, rf"{world.home.mark}@people\.example") >= everybody
    assert {"partner", "generous"} <= _people(met, world.home.mark)


def test_address_is_shown_to_those_one_meets_if_one_agreed(world: World) -> None:
    """`generous` and `distant` agreed, `partner` did not; nobody meets `distant`, or `unwanted`."""
    asked = {
        (reader, person): Visitor(world.app, reader, world.home.users[reader]).get(
            f"/camps/home/people/{world.home.people[person].code}"
        )
        for reader, person in [("participant", "generous"), ("participant", "partner"), ("participant", "distant"),
                               ("unwanted", "generous"), ("generous", "generous")]
    }  # fmt: skip

    shown = {pair for pair, answer in asked.items() if f"mail-{pair[1]}" in answer.text}
    assert {answer.status_code for answer in asked.values()} == {200}
    assert shown == {("participant", "generous")}
