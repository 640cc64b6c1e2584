"""All forms of the site, found by walking its pages, as a browser would send them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.access.matrix import table
from tests.page_client import _values_of
from tests.world.addresses import address, rules_of
from tests.world.building import World

WALKERS = ("anonymous", "participant", "unconfirmed", "helper", "administrator")
"""Whose pages are searched for forms. The administrator sees all that organisers see."""

CODE = re.compile(r"code\d+")
TYPED = {"text", "search", "email", "tel", "url", "password", "textarea"}


@dataclass(frozen=True)
class Form:
    """One form on one role's page. `values` is what the browser would send if it were left as it is;
    `typed` names the fields that take any text; `endpoint` is where it goes."""

    role: str
    endpoint: str
    method: str
    action: str
    values: dict[str, Any] = field(hash=False)
    typed: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        """How the form is told from others, for reports and comparisons."""
        fields = ", ".join(sorted({without_code(field) for field in self.values}))
        return f"{self.role} → {self.method} {self.endpoint} ({fields})"


def without_code(field: str) -> str:
    """A field's name without whom it is about, who has another code on each database."""
    return CODE.sub("code", field)


def forms_of(world: World) -> list[Form]:
    """One of each kind of form: those that go to the same view with the same fields are one kind."""
    kinds: dict[str, Form] = {}
    for role in WALKERS:
        for path in _pages(world, role):
            for form in _forms_on(world, role, path):
                kinds.setdefault(form.name.partition(" → ")[2], form)
    return list(kinds.values())


def _pages(world: World, role: str) -> Iterator[str]:
    wanted = table()
    for rule, method in rules_of(world.app):
        is_ours = not rule.endpoint.startswith(("styleguide.", "static", "assets."))
        if method == "GET" and is_ours and wanted[rule.endpoint, method][role] == "in":
            yield address(world.app, rule, world.home)


def _forms_on(world: World, role: str, path: str) -> Iterator[Form]:
    response = world.visitors[role].get(path)
    assert response.status_code < 500, f"{path} as {role}: {response.status_code}"
    if response.status_code != 200 or response.mimetype != "text/html":
        return
    for tag in BeautifulSoup(response.text, "html.parser", parse_only=SoupStrainer("form")).find_all("form"):
        action = str(tag.get("action") or path)
        method = str(tag.get("method", "get")).upper()
        endpoint = _endpoint(world, action, method)
        values = {name: value for name, value in _values_of(tag).items() if name != "csrf_token"}
        yield Form(role, endpoint, method, action, values, _typed(tag), _files(tag))


def _endpoint(world: World, action: str, method: str) -> str:
    adapter = world.app.url_map.bind("localhost")
    try:
        return adapter.match(urlsplit(action).path, method=method)[0]
    except (HTTPException, RequestRedirect) as error:
        raise AssertionError(f"a form goes to {method} {action}, which is not there") from error


def _typed(form: Tag) -> tuple[str, ...]:
    fields = form.find_all(["input", "textarea"])
    return tuple(
        str(tag["name"])
        for tag in fields
        if tag.get("name") and (tag.name == "textarea" or tag.get("type", "text") in TYPED)
    )


def _files(form: Tag) -> tuple[str, ...]:
    return tuple(str(tag["name"]) for tag in form.find_all("input", type="file") if tag.get("name"))
