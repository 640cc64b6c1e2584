"""The answers of a draft in words, to check before sending."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.formats import country_name, language_name
from app.models import Camp, OrganisationKind, Topic, User
from app.services.programme import availability
from app.services.registration import answers as given_answers
from app.services.setup import participant_types, questions, topics
from app.services.words import word

Row = dict[str, Any]
Answers = dict[str, dict[str, Any]]


def rows(camp: Camp, answers: Answers, language: str, user: User | None) -> list[Row]:
    """Rows for the component `definition_list`, each with the way to change it."""
    found = [
        *_who(camp, answers, language, user),
        *_topics(camp, answers, language),
        *_times(camp, answers),
        *_questions(camp, answers, language),
        *_consents(answers),
    ]
    for row in found:
        row["href"] = url_for(
            "registration.step", slug=camp.slug, step=row.pop("step"), _anchor=row.pop("field")
        )
    return found


def _typed(text: str) -> str:
    """What somebody typed, set apart so that its direction of writing stays its own."""
    return Markup("<bdi>{}</bdi>").format(text) if text else ""


def _row(step: str, field: str, term: str, value: str = "", lines: list[str] | None = None) -> Row:
    """`field` is where on the page of its step the answer is changed."""
    return {"step": step, "field": field, "term": term, "value": value, "lines": lines}


def _who(camp: Camp, answers: Answers, language: str, user: User | None) -> list[Row]:
    you, body = answers["you"], answers["organisation"]
    kind = word(OrganisationKind(body["organisation_kind"]))
    languages = ", ".join(language_name(code) for code in body["languages"])
    house = [_typed(body["organisation"]), kind, country_name(body["country"])]
    types = {str(one.id): one.name_in(language) for one in participant_types.types_of(camp)}
    own_type = types.get(body.get("participant_type") or "")
    return [
        _row("you", "name", _("Name"), _typed(you["name"])),
        _row("you", "email", _("Email address"), user.email if user else you["email"]),
        _row("organisation", "organisation", _("Organisation"), lines=house),
        _row("organisation", "job_title", _("Role or job title"), _typed(body["job_title"])),
        *([_row("organisation", "participant_type", _("You take part as"), own_type)] if own_type else []),
        _row("organisation", "languages", _("Languages"), languages),
    ]


def _topics(camp: Camp, answers: Answers, language: str) -> list[Row]:
    given = answers["topics"]
    known = topics.topics_of(camp)
    offers, needs, interests = (
        _names(known, given[f"{kind}_topics"], language) for kind in ("offer", "need", "interest")
    )
    return [
        _row("topics", "offers", _("You offer"), lines=[*offers, *_words(given["offers"])]),
        _row("topics", "needs", _("You need"), lines=[*needs, *_words(given["needs"])]),
        _row("topics", "main", _("You are interested in"), lines=interests),
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
        free = len(availability.free_slots(camp, availability.Times(given["absent"], given["sessions"])))
        total = len(timetable.slots)
        words = ngettext("You can meet at %(free)d of %(num)d time.",
                         "You can meet at %(free)d of %(num)d times.", total, free=free)  # fmt: skip
        rows.append(_row("times", "blocks", _("One-to-one meetings"), words))
    if timetable.sessions:
        chosen = [session.title for session in timetable.sessions if session.id in given["sessions"]]
        rows.append(_row("times", "sessions", _("Sessions"), "" if chosen else _("None"), chosen))
    return rows


def _questions(camp: Camp, answers: Answers, language: str) -> list[Row]:
    asked = questions.questions_of(camp, only_asked=True)
    given = given_answers.from_draft(answers.get("questions"))
    return [
        _row(
            "questions",
            f"question-{question.id}",
            question.label_in(language),
            lines=[_typed(line) for line in lines],
        )
        for question, lines in given_answers.told(asked, given, language)
    ]


def _consents(answers: Answers) -> list[Row]:
    given = answers["consents"]
    listed = (
        _("Yes: others can find you and wish to meet you")
        if given["is_listed"]
        else _("No: nobody can find you")
    )
    return [
        _row("consents", "is_listed", _("Shown in the directory"), listed),
        _row("consents", "shares_contact", _("Email address shared with the people you meet"),
             _yes_or_no(given["shares_contact"])),
        _row("consents", "allows_photos", _("Recognisable on photos"), _yes_or_no(given.get("allows_photos"))),
        _row("consents", "wants_mail", _("Mails about later camps and news"), _yes_or_no(given.get("wants_mail"))),
    ]  # fmt: skip


def _yes_or_no(given: object) -> str:
    return _("Yes") if given else _("No")
