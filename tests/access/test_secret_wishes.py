"""Wishes stay between the author and us: the pages of the others are the same with and without them."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import delete

from app.extensions import db
from app.models import Act, ActKind, Wish
from tests.access.matrix import IN
from tests.world.addresses import address, rules_of
from tests.world.building import World
from tests.world.camps import DURING
from tests.world.rows import all_rows, bring_back
from tests.world.visitors import Visitor

CHANGING = re.compile(r'name="csrf_token"[^>]*value="[^"]*"')


Readers = dict[str, tuple[Visitor, dict[str, str]]]
READERS = ("participant", "partner", "unwanted", "helper", "organiser")


@pytest.fixture(scope="module")
def readers(world: World) -> Iterator[Readers]:
    """Each reader with the pages that there are for them; the clock stands, so that they tell the same time twice."""
    with time_machine.travel(DURING, tick=False):
        visitors = {name: Visitor(world.app, name, world.home.users[name]) for name in READERS}
        world.rows = all_rows()
        yield {name: (visitor, _pages(world, visitor)) for name, visitor in visitors.items()}


def _pages(world: World, visitor: Visitor) -> dict[str, str]:
    """All pages that the visitor may see, but for what differs each time. The feed is fetched beforehand,
    for one page tells when that was."""
    found = {}
    visitor.get(f"/feed/{world.home.addresses['feed']}.ics")
    for rule, method in rules_of(world.app):
        if method == "GET" and rule.endpoint != "schedules.proof":
            answer = visitor.get(address(world.app, rule, world.home))
            if answer.status_code in IN:
                found[rule.endpoint] = CHANGING.sub("", answer.get_data().decode(errors="replace"))
    return found


def _difference(world: World, readers: Readers, reader: str, author: str, target: str) -> list[str]:
    """The pages on which the reader sees that the author's wish about the target has gone."""
    people, (visitor, before) = world.home.people, readers[reader]
    # The log tells who took which file out just now, and would differ.
    db.session.execute(delete(Act).where(Act.kind == ActKind.EXPORTED))
    wish = (Wish.author_id == people[author].id) & (Wish.target_id == people[target].id)
    assert db.session.execute(delete(Wish).where(wish)).rowcount == 1
    db.session.commit()
    try:
        after = _pages(world, visitor)
    finally:
        bring_back(world.rows)
    assert before.keys() == after.keys()
    assert len(before) > 5
    return [endpoint for endpoint, text in before.items() if text != after[endpoint]]


@pytest.mark.parametrize("reader", ["unwanted", "partner", "helper", "organiser"])
def test_rather_not_is_seen_by_nobody_but_its_author(world: World, readers: Readers, reader: str) -> None:
    assert _difference(world, readers, reader, "participant", "unwanted") == []


def test_rather_not_is_seen_by_its_author(world: World, readers: Readers) -> None:
    assert "wishes.index" in _difference(world, readers, "participant", "participant", "unwanted")


@pytest.mark.parametrize("reader", ["participant", "partner", "helper"])
def test_unanswered_wish_is_seen_by_nobody_but_its_author(
    world: World, readers: Readers, reader: str
) -> None:
    assert _difference(world, readers, reader, "unwanted", "participant") == []


def test_unanswered_wish_is_seen_by_its_author(world: World, readers: Readers) -> None:
    assert "wishes.index" in _difference(world, readers, "unwanted", "unwanted", "participant")
