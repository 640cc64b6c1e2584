"""The answers of a draft in words, to check before sending."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.formats import country_name, language_name
from app.models import Camp, OrganisationKind, Topic, User
from app.services import availability, topics
from app.services.words import word

Row = dict[str, Any]
Answers = dict[str, dict[str, Any]]


def rows(camp: Camp, answers: Answers, language: str, user: User | None) -> list[Row]:
    """Rows for the component `definition_list`, each with the way to change it."""
    found = [
        *_who(answers, user),
        *_topics(camp, answers, language),
        *_times(camp, answers),
        *_consents(answers),
    ]
    for row in found:
        row["href"] = url_for("registration.step", slug=camp.slug, step=row.pop("step"))
    return found


def _typed(text: str) -> str:
    """What somebody typed, set apart so that its direction of writing stays its own."""
    return Markup("<bdi>{}</bdi>").format(text) if text else ""


def _row(step: str, term: str, value: str = "", lines: list[str] | None = None) -> Row:
    return {"step": step, "term": term, "value": value, "lines": lines}


def _who(answers: Answers, user: User | None) -> list[Row]:
    you, body = answers["you"], answers["organisation"]
    kind = word(OrganisationKind(body["organisation_kind"]))
    languages = ", ".join(language_name(code) for code in body["languages"])
    return [
        _row("you", _("Name"), _typed(you["name"])),
        _row("you", _("Email address"), user.email if user else you["email"]),
        _row(
            "organisation",
            _("Organisation"),
            lines=[_typed(body["organisation"]), kind, country_name(body["country"])],
        ),
        _row("organisation", _("Role or job title"), _typed(body["job_title"])),
        _row("organisation", _("Languages"), languages),
    ]


def _topics(camp: Camp, answers: Answers, language: str) -> list[Row]:
    given = answers["topics"]
    known = topics.topics_of(camp)
    return [
        _row(
            "topics",
            _("You offer"),
            lines=[*_names(known, given["offer_topics"], language), *_words(given["offers"])],
        ),
        _row(
            "topics",
            _("You need"),
            lines=[*_names(known, given["need_topics"], language), *_words(given["needs"])],
        ),
        _row("topics", _("You are interested in"), lines=_names(known, given["interest_topics"], language)),
    ]


def _names(known: list[Topic], numbers: list[int], language: str) -> list[str]:
    return [topic.name_in(language) for topic in known if topic.id in numbers]


def _words(text: str) -> list[str]:
    return [_typed(line) for line in text.splitlines() if line.strip()]


def _times(camp: Camp, answers: Answers) -> list[Row]:
    given = answers["times"]
    timetable = availability.timetable_of(camp)
    rows = []
    if timetable.blocks:
        free = len(availability.free_slots(camp, given["absent"], given["sessions"]))
        total = len(timetable.slots)
        words = ngettext("You can meet at %(free)d of %(num)d time.",
                         "You can meet at %(free)d of %(num)d times.", total, free=free)  # fmt: skip
        rows.append(_row("times", _("One-to-one meetings"), words))
    if timetable.sessions:
        chosen = [session.title for session in timetable.sessions if session.id in given["sessions"]]
        rows.append(_row("times", _("Sessions"), "" if chosen else _("None"), chosen))
    return rows


def _consents(answers: Answers) -> list[Row]:
    given = answers["consents"]
    listed = (
        _("Yes: others can find you and wish to meet you")
        if given["is_listed"]
        else _("No: nobody can find you")
    )
    shared = _("Yes") if given["shares_contact"] else _("No")
    return [
        _row("consents", _("Shown in the directory"), listed),
        _row("consents", _("Email address shared with the people you meet"), shared),
    ]
