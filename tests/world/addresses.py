"""An address for every rule of the site, with what stands in it taken from a populated camp."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.world.camps import Populated

SAFE = {"HEAD", "OPTIONS"}
BY_ENDPOINT = {
    ("schedules.preview", "number"): "draft",
    ("schedules.publish", "number"): "draft",
    ("setup.slots_change", "number"): "empty block",
    ("setup.slots_remove_block", "number"): "empty block",
    ("setup.slots_remove", "number"): "slot",
    ("setup.team_remove", "number"): "helper member",
    ("setup.topics_remove", "number"): "spare topic",
    ("registrations.approve", "code"): "waiting code",
}
"""What an argument means at one endpoint."""

BY_PART = {
    ("mailbox", "number"): "mail",
    ("editing", "number"): "draft",
    ("matching", "number"): "job",
    ("schedules", "number"): "published",
    ("setup.programme", "number"): "session",
    ("setup.topics", "number"): "topic",
}
"""What an argument means at all endpoints that begin so."""

BY_NAME = {"slug": "slug", "code": "code", "other": "other code", "first": "first", "last": "last"}
"""What an argument means everywhere else."""

FIXED = {
    ("accounts.link", "token"): "link",
    ("accounts.use_link", "token"): "link",
    ("agenda.feed", "token"): "feed",
    ("assets.show", "digest"): "0",
    ("assets.show", "name"): "campmatch.css",
    ("paper.document", "name"): "run-sheet",
    ("registration.step", "step"): "you",
    ("registrations.export", "kind"): "csv",
    ("static", "filename"): "tokens.css",
    ("styleguide.error_page", "status"): 400,
}
"""Arguments that name nothing of a camp; "feed" and "link" stand for secrets of the camp's participant."""


def rules_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        for method in sorted((rule.methods or set()) - SAFE):
            yield rule, method


def meaning_of(endpoint: str, argument: str) -> str | None:
    """Which of a camp's `addresses` the argument takes; None for one that names nothing of a camp."""
    if (endpoint, argument) in FIXED:
        return None
    for (part, name), meaning in (BY_ENDPOINT | BY_PART).items():
        if name == argument and endpoint.startswith(part):
            return meaning
    if argument not in BY_NAME:
        raise LookupError(f"{endpoint} has an argument {argument!r}: say in {__name__} what it means")
    return BY_NAME[argument]


def ids_in(rule: Rule) -> dict[str, str]:
    """The arguments of a rule that name something of a camp, with their meanings.

    Neither the camp itself, nor the end of a range, which may lie beyond what there is.
    """
    meanings = {argument: meaning_of(rule.endpoint, argument) for argument in rule.arguments}
    return {name: meaning for name, meaning in meanings.items() if meaning and name not in ("slug", "last")}


def address(app: Flask, rule: Rule, camp: Populated, **others: Any) -> str:
    """The rule's address at this camp; `others` replaces some of the arguments."""
    values: dict[str, Any] = {}
    for argument in rule.arguments:
        meaning = meaning_of(rule.endpoint, argument)
        fixed = FIXED.get((rule.endpoint, argument))
        values[argument] = camp.addresses[meaning] if meaning else camp.addresses.get(str(fixed), fixed)
    return app.url_map.bind("localhost").build(rule.endpoint, values | others)
