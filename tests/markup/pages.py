"""Every page that the site can show, in many of its states, as text: for what checks them all at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask

from app.extensions import db
from app.models import CampRole, TeamMember, User
from tests.hostile.forms import forms_of
from tests.makers import START, make_camp, make_participant, make_user
from tests.world.addresses import address, rules_of
from tests.world.building import World
from tests.world.camps import Populated
from tests.world.visitors import ROLES, Visitor

Pages = Iterator[tuple[str, str]]
"""What a page is called, for reports and as the name of a file, and its HTML."""

REFUSED = {"empty": "", "too long": "æ" * 5_000}
STYLEGUIDE = re.compile(r'href="(/styleguide[^"?#]*)')


READ_IN_DANISH = ["anonymous", "participant", "helper", "organiser"]


def every_page(world: World) -> Pages:
    """All of them, many looking the same."""
    yield from shown(world, ROLES, ["en"])
    yield from shown(world, READ_IN_DANISH, ["da"])
    yield from styleguide(world)
    yield from of_an_empty_camp(world)
    yield from refused(world, REFUSED)


def shown(world: World, roles: Iterable[str], languages: Iterable[str]) -> Pages:
    """What each role sees at each address, the pages that keep somebody out among them."""
    for role in roles:
        for language in languages:
            visitor = world.visitors[role]
            speak(visitor, language)
            yield from _seen(world.app, visitor, world.home, f"{role}.{language}")
            visitor.enter()


def speak(visitor: Visitor, language: str) -> None:
    """Let the visitor read in this language until they enter again."""
    with visitor.client.session_transaction() as session:
        session["language"] = language


def _seen(app: Flask, visitor: Visitor, camp: Populated, prefix: str) -> Pages:
    for rule, method in rules_of(app):
        if method == "GET" and not rule.endpoint.startswith(("static", "assets.", "styleguide.")):
            yield from _html(f"{prefix}.{rule.endpoint}", visitor.get(address(app, rule, camp)))


def _html(name: str, answer: Any) -> Pages:
    if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
        yield f"{name}.{answer.status_code}", answer.text


def styleguide(world: World) -> Pages:
    """All pages that the style guide leads to."""
    visitor = world.visitors["anonymous"]
    first = visitor.get("/styleguide").text
    for path in sorted(set(STYLEGUIDE.findall(first))):
        yield from _html(path.strip("/").replace("/", "-"), visitor.get(path))


def refused(world: World, texts: Mapping[str, str]) -> Pages:
    """What each form says to being sent with one of the texts in all its fields."""
    for form in forms_of(world):
        visitor = world.visitors[form.role]
        for name, text in texts.items():
            sent = form.values | dict.fromkeys(form.typed, text)
            if form.method == "GET":
                answer = visitor.client.get(form.action, query_string=sent)
            else:
                answer = visitor.post(form.action, sent)
            yield from _html(f"refused.{form.endpoint}.{'-'.join(sorted(form.values))[:60]}.{name}", answer)
            if form.method != "GET":
                world.restore(visitor)


def of_an_empty_camp(world: World) -> Pages:
    """What its people see at a camp that has nothing but its dates."""
    camp = make_camp("bare", name="Bare camp")
    made = Populated(camp, "", "", addresses=world.home.addresses | {"slug": camp.slug})
    users: dict[str, User | None] = {"anonymous": None}
    for role in CampRole:
        users[role.value] = make_user(f"{role}@bare.example", email_confirmed_at=START)
        db.session.add(TeamMember(camp_id=camp.id, user_id=users[role.value].id, role=role))
    users["participant"] = make_participant(camp, "Only One").user
    try:
        for role, user in users.items():
            yield from _seen(world.app, Visitor(world.app, role, user), made, f"bare.{role}")
    finally:
        world.restore(world.visitors["anonymous"])
