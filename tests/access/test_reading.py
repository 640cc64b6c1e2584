"""What looking at pages does and shows: it lets in whom the table says, changes nothing, is not stored, and tells
of nobody who did not agree to it."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.access.matrix import IN, outcome, table
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

GREETED_BY_MARK = ("helper", "organiser")
"""Their accounts are called "helper" and "organiser" and the mark; the head of each page greets them so."""

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
    """What a role meets at each page, everything that it is let in to see and that it is told where it is kept out,
    and the database before and after."""

    before: dict[str, tuple[int, str]]
    after: dict[str, tuple[int, str]] = field(default_factory=dict)
    met: dict[str, str] = field(default_factory=dict)
    pages: list[Seen] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walks(world: World) -> dict[str, Walk]:
    """All pages as each role, walked once."""
    return {role: _walk(world, role) for role in ROLES}


def _walk(world: World, role: str) -> Walk:
    walk = Walk(checksums(world.rows))
    for rule, method in rules_of(world.app):
        if method == "GET":
            _look(walk, world.visitors[role], rule.endpoint, address(world.app, rule, world.home))
    walk.after.update(checksums(all_rows()))
    return walk


def _look(walk: Walk, visitor: Visitor, endpoint: str, path: str) -> None:
    """At the page as it is and, where one is let in, as htmx gets it and, where there is a search, after some."""
    plain = visitor.get(path)
    walk.met[endpoint] = outcome(plain)
    if walk.met[endpoint] != "in":
        walk.refusals.append(plain.get_data(as_text=True))
        walk.pages.extend(_seen(endpoint, [(path, plain)]))
        return
    searches = SEARCHES if endpoint in ("directory.index", "checkin.index", "registrations.index") else []
    asked = [(path, {"HX-Request": "true"}), *((f"{path}?{search}", {}) for search in searches)]
    answers = [(target, visitor.get(target, headers)) for target, headers in asked]
    walk.pages.extend(_seen(endpoint, [(path, plain), *answers]))


def _seen(endpoint: str, answers: list[tuple[str, Any]]) -> list[Seen]:
    return [Seen(endpoint, target, answer.data.decode(errors="replace"), answer.headers["Cache-Control"])
            for target, answer in answers if answer.status_code in IN]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_role_that_looks_meets_what_the_table_says(walks: dict[str, Walk], role: str) -> None:
    wanted = {endpoint: row[role] for (endpoint, method), row in table().items() if method == "GET"}

    assert walks[role].met == wanted


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_who_is_kept_out_reads_nothing_of_the_people(world: World, walks: dict[str, Walk], role: str) -> None:
    """What stands on the pages that say no: nobody's name but the reader's own."""
    told = set(re.findall(rf"\w*{world.home.mark}", "".join(walks[role].refusals)))
    own = {f"{role}{world.home.mark}"} | ({world.home.mark} if role in GREETED_BY_MARK else set())

    assert len(walks[role].refusals) >= 4
    assert told - own == set()


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
