"""The list of people as an address asks for it."""

from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.models import ParticipantStatus
from app.services.people.people import SORTS, Lack, Question

LONGEST_SEARCH, LONGEST_CHOICE = 200, 20
FREE = ("type", "country", "organisation")


def question_of(args: MultiDict[str, str]) -> Question:
    """What the address asks for; what it misspells is as if it were not there."""
    status, lack, sort = args.get("status", ""), args.get("lack", ""), args.get("sort", "")
    return Question(
        text=args.get("q", "")[:LONGEST_SEARCH].strip(),
        status=ParticipantStatus(status) if status in set(ParticipantStatus) else None,
        lack=Lack(lack) if lack in set(Lack) else None,
        **{name: args.get(name, "")[:LONGEST_CHOICE] for name in FREE},
        sort=sort if sort in SORTS else "name",
        descending=args.get("order") == "down",
    )


def address_of(question: Question) -> dict[str, str]:
    """The question as an address names it; `question_of` read backwards."""
    asked = {
        "q": question.text,
        "status": question.status.value if question.status else "",
        "lack": question.lack.value if question.lack else "",
        **{name: getattr(question, name) for name in FREE},
        "sort": question.sort if question.sort != "name" else "",
        "order": "down" if question.descending else "",
    }
    return {name: value for name, value in asked.items() if value}


def path_to(slug: str, question: Question) -> str:
    """The list of the camp with this slug, narrowed to the question."""
    path, address = url_for("registrations.index", slug=slug), address_of(question)
    return f"{path}?{urlencode(address)}" if address else path
