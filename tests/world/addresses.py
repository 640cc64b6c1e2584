"""An address for every rule of the site, with what stands in it taken from a populated camp."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.world.camps import Populated

SAFE = {"HEAD", "OPTIONS"}
BY_ENDPOINT = {
    ("agenda.table", "number"): "first",
    ("schedules.preview", "number"): "draft",
    ("schedules.publish", "number"): "draft",
    ("setup.slots_change", "number"): "empty block",
    ("setup.slots_remove_block", "number"): "empty block",
    ("setup.slots_remove", "number"): "slot",
    ("setup.team_remove", "number"): "helper member",
    ("setup.topics_remove", "number"): "spare topic",
    ("announcements", "number"): "announcement",
    ("day", "entry"): "entry",
    ("stand_in_offers", "number"): "slot",
    ("stand_ins", "number"): "asked slot",
    ("stand_ins", "code"): "asker code",
    ("registrations.give_place", "code"): "waiting code",
    ("registrations.decline", "code"): "waiting code",
    ("directory.remove_filter", "number"): "filter",
    ("registrations.remove_filter", "number"): "view",
    ("requests.withdraw", "number"): "own request",
    ("versions.show", "number"): "publication",
}
"""What an argument means at one endpoint."""

BY_PART = {
    ("changes", "number"): "asked",
    ("delivery", "number"): "camp feed",
    ("meetings.take_back", "number"): "asked",
    ("mailbox", "number"): "mail",
    ("imports", "number"): "import",
    ("invitations", "number"): "invitation",
    ("editing", "number"): "draft",
    ("matching", "number"): "job",
    ("schedules", "number"): "published",
    ("versions", "number"): "published",
    ("what_if", "number"): "draft",
    ("what_if", "job"): "questions",
    ("mending", "number"): "draft",
    ("mending", "job"): "mending",
    ("requests", "number"): "request",
    ("setup.programme", "number"): "session",
    ("setup.questions", "number"): "question",
    ("setup.types", "number"): "type",
    ("setup.topics", "number"): "topic",
}
"""What an argument means at all endpoints that begin so."""

BY_NAME = {
    "slug": "slug",
    "key": "picture key",
    "code": "code",
    "other": "other code",
    "first": "first",
    "last": "last",
}
"""What an argument means everywhere else."""

FIXED = {
    ("accounts.link", "token"): "link",
    ("accounts.use_link", "token"): "link",
    ("agenda.feed", "token"): "feed",
    ("assets.show", "digest"): "0",
    ("assets.show", "name"): "campmatch.css",
    ("my_data.end_browser", "number"): 1,
    ("my_data.erase_registration", "code"): "other code",
    ("my_data.stop_address", "number"): 1,
    ("my_data.stop_link", "number"): 1,
    ("mail_choices.show", "token"): "mails",
    ("mail_choices.stop", "token"): "mails",
    ("mail_choices.no_invitations", "token"): "invited",
    ("mail_choices.invitations_again", "token"): "invited",
    ("camp_mails.standard", "kind"): "tomorrow",
    ("camp_mails.standard", "language"): "en",
    ("camp_mails.text", "kind"): "tomorrow",
    ("camp_mails.text", "language"): "en",
    ("meetings.ask", "kind"): "another_time",
    ("paper.document", "name"): "run-sheet",
    ("registration.programme", "name"): "schedule.xml",
    ("registration.step", "step"): "you",
    ("results.figures", "key"): "funnel",
    ("registration.invited", "invitation"): "unknown",
    ("imports.template", "kind"): "csv",
    ("registrations.bulk", "act"): "approve",
    ("registrations.export", "kind"): "csv",
    ("static", "filename"): "tokens.css",
    ("survey.nothing", "token"): "follow-up",
    ("survey.show", "token"): "follow-up",
    ("survey.stop", "token"): "follow-up",
    ("styleguide.error_page", "status"): 400,
}
"""Arguments that name nothing of a camp; "feed", "link", "mails" and "follow-up" stand for secrets of its participant,
"invited" for that of somebody who has been invited to it."""


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
