"""What is kept about a user in words: the same values as in the JSON file, named and written for a reader."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formats import country_name, language_name, local_datetime
from app.models import CalendarReply, Grade, InterestKind, Method, ReplyKind
from app.services.words import word

_LABELS: dict[str, object] = {
    "made_at": _l("As of"), "account": _l("Account"), "email": _l("Email address"), "name": _l("Name"),
    "language": _l("Language of pages and mails"), "created_at": _l("Made"), "sent_at": _l("Sent"),
    "email_confirmed_at": _l("Email address confirmed"), "has_password": _l("Has a password"),
    "is_administrator": _l("Administrator of this installation"), "browsers": _l("Signed-in browsers"),
    "program": _l("Browser"), "system": _l("Device"), "signed_in_at": _l("Signed in"), "seen_at": _l("Last seen"),
    "registrations": _l("Registrations"), "camp": _l("Camp"), "slug": _l("Address on this site"),
    "starts_on": _l("First day"), "ends_on": _l("Last day"), "status": _l("Status"), "job_title": _l("Role"),
    "country": _l("Country"), "languages": _l("Languages"), "about": _l("About you"), "offers": _l("What you offer"),
    "needs": _l("What you need"), "is_listed": _l("Found in the directory"),
    "shares_contact": _l("Email address shown to other participants"), "registered_at": _l("Registered"),
    "updated_at": _l("Last changed"), "checked_in_at": _l("Checked in"), "organisation": _l("Organisation"),
    "topics": _l("Topics"), "topic": _l("Topic"), "kind": _l("Kind"), "strength": _l("Strength, 1 to 3"),
    "wishes": _l("Wishes"), "grade": _l("Wish"), "person": _l("Person"), "sessions": _l("Sessions"),
    "absences": _l("Times when you are not there"), "starts_at": _l("From"), "ends_at": _l("Until"),
    "meetings": _l("Meetings"), "table_number": _l("Table"), "is_cancelled": _l("Cancelled"),
    "uid": _l("Name in calendars"), "reply": _l("What you said about it"), "said_at": _l("Said"),
    "outcome": _l("How it went"), "result": _l("Result"), "note": _l("Note"),
    "contact": _l("Your address shared with them"),
    "calendar_addresses": _l("Calendar addresses"), "expires_at": _l("Good until"), "revoked_at": _l("Stopped"),
    "to_learn": _l("Hopes to learn"), "to_share": _l("Can share"), "has_picture": _l("Has a picture"),
    "registered_by_colleague": _l("Registered by a colleague"), "type": _l("Takes part as"),
    "answers": _l("Answers to the organisers' questions"), "question": _l("Question"),
    "answer": _l("Answer"), "answered_at": _l("Answered"), "consents": _l("Consents"), "is_given": _l("Given"),
    "words": _l("In these words"), "allows_photos": _l("Recognisable on photos"),
    "wants_mail": _l("Mails about later camps and news"),
    "requests": _l("Requests"), "message": _l("Message"), "reason": _l("Reason"), "asked_at": _l("Asked"),
    "ended_at": _l("Ended"), "sent_by_me": _l("Sent by you"), "saved_filters": _l("Saved filters"),
    "asked": _l("What it looks for"), "place": _l("Place in your order"),
    "mail_choices": _l("Mails you get"), "wants_reminders": _l("Reminders"),
    "wants_announcements": _l("Announcements of the organisers"), "wants_surveys": _l("Questions after the camp"),
    "minutes_before": _l("Minutes before a meeting at which you are reminded"), "chosen_at": _l("Chosen"),
    "calendar_invitations": _l("Invitations for your calendar"), "by_invitation": _l("Meetings come by invitation"),
    "turned_at": _l("Chosen or left"), "comment": _l("Comment"),
    "calendar_answers": _l("Answers from your calendar"), "invitations_sent": _l("Invitations sent to your calendar"),
    "method": _l("What it does"), "sequence": _l("Version"), "address": _l("Sent to"), "meeting": _l("Meeting"),
    "follow_up": _l("What has come of it"), "round": _l("Asked after"), "reminded_at": _l("Reminded"),
    "stopped_at": _l("Not to be asked again"), "told_at": _l("Told of the camp"), "new_ideas": _l("New ideas"),
    "new_competences": _l("New competences"), "new_product": _l("A new product"), "new_service": _l("A new service"),
    "new_process": _l("A new process"), "new_membership": _l("Membership of a cluster or network"),
    "collaborations": _l("Collaborations agreed with others you met at the camp"),
    "follow_up_meetings": _l("What has become of the meetings"), "standing": _l("What has become of it"),
    "project": _l("A common project"), "product": _l("A new product"), "service": _l("A new service"),
    "process": _l("A new process"), "is_across": _l("Across regions or borders"),
    "last_fetched_at": _l("Last fetched"), "mails": _l("Mails"), "subject": _l("Subject"),
}  # fmt: skip
_VALUES: dict[StrEnum, object] = {
    Grade.MUST_MEET: _l("Must meet"), Grade.WOULD_LIKE: _l("Would like to"), Grade.RATHER_NOT: _l("Rather not"),
    InterestKind.OFFER: _l("Offer"), InterestKind.NEED: _l("Need"), InterestKind.INTEREST: _l("Interest"),
    CalendarReply.ACCEPTED: _l("Accepted"), CalendarReply.TENTATIVE: _l("Tentative"),
    CalendarReply.DECLINED: _l("Declined"),
    Method.REQUEST: _l("Puts the meeting into your calendar"), Method.CANCEL: _l("Takes it out of your calendar"),
    ReplyKind.HERE: _l("I am here"), ReplyKind.CANNOT_COME: _l("I cannot come"),
    ReplyKind.NOT_COME: _l("Had not come, others said"),
}  # fmt: skip
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Section:
    """A heading with facts below it, and sections below those."""

    title: str
    rows: list[dict[str, str]] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)


def sections_of(values: dict[str, Any], zone: str) -> list[Section]:
    """The values as sections, moments in the zone; an empty list is a section that says so."""
    made = _section(label("account"), {"made_at": values["made_at"], **values["account"]}, zone)
    rest = {name: value for name, value in values.items() if name not in ("account", "made_at")}
    return [made, *_section("", rest, zone).sections]


def label(name: str) -> str:
    """What a value is called; its own name where nobody has found words yet."""
    return str(_LABELS.get(name, name.replace("_", " ").capitalize()))


def _section(title: str, values: dict[str, Any], zone: str) -> Section:
    made = Section(title)
    for name, value in values.items():
        if isinstance(value, dict):
            if value:
                made.sections.append(_section(label(name), value, zone))
        elif isinstance(value, list) and (not value or isinstance(value[0], dict)) and name != "languages":
            made.sections.append(_list_section(label(name), value, zone))
        else:
            made.rows.append({"term": label(name), "value": _in_words(name, value, zone)})
    return made


def _list_section(title: str, values: list[dict[str, Any]], zone: str) -> Section:
    """One section an entry, each named by what tells it from the others."""
    made = Section(f"{title} ({len(values)})")
    made.sections.extend(_section(_title_of(value, zone) or title, value, zone) for value in values)
    return made


def _title_of(value: dict[str, Any], zone: str) -> str:
    if isinstance(value.get("camp"), dict):
        return str(value["camp"]["name"])
    named = (value.get(name) for name in ("person", "topic", "subject", "program", "question", "words"))
    return next((str(text) for text in named if text), "") or _in_words("", value.get("starts_at"), zone)


def _in_words(name: str, value: object, zone: str) -> str:
    """One value as a reader writes it; nothing for None."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, StrEnum):
        return str(_VALUES.get(value) or word(value))
    if name == "language":
        return language_name(str(value))
    if name == "country":
        return country_name(str(value or ""))
    if isinstance(value, list):
        return ", ".join(language_name(str(one)) if name == "languages" else str(one) for one in value)
    if isinstance(value, str) and _MOMENT.match(value):
        return local_datetime(datetime.fromisoformat(value), zone)
    return "" if value is None else str(value)


def as_text(sections: list[Section], depth: int = 0) -> str:
    """The sections as plain text, deeper ones further in."""
    margin, lines = "  " * depth, []
    for section in sections:
        lines.append(f"\n{margin}{section.title.upper() if depth == 0 else section.title}")
        lines += [f"{margin}  {row['term']}: {row['value']}" for row in section.rows if row["value"]]
        lines.append(as_text(section.sections, depth + 1))
    return "\n".join(line for line in lines if line)
