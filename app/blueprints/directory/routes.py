"""Browsing and searching the other participants."""

from collections.abc import Callable, Sequence

from flask import Blueprint, g, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.access import allow, participants
from app.formats import country_name, language_name
from app.services import directory, wishes
from app.services.people_search import Filters

blueprint = Blueprint("directory", __name__)

LONGEST_SEARCH = 200
ORDERS = ("fit", "name")
SIDES = ("offer", "need")


@blueprint.get("/camps/<slug>/people")
@allow(participants)
def index(slug: str) -> ResponseReturnValue:
    """The others, who fits best first, narrowed by what stands in the address."""
    filters = _filters(request.args)
    people = directory.people_for(g.me, g.camp, filters)
    return render_template(
        "directory/index.html",
        filters=filters,
        people=people,
        countries=_named(people.choices.countries, country_name),
        languages=_named(people.choices.languages, language_name),
        address=_address(filters),
        changed=session.pop("wish_change", None),
        are_open=wishes.are_open(g.camp),
    )


@blueprint.get("/camps/<slug>/people/<code>")
@allow(participants)
def person(slug: str, code: str) -> ResponseReturnValue:
    """One person: what they offer, need and care about. A mail address only where both meet."""
    return render_template(
        "directory/person.html",
        profile=directory.profile_for(g.me, g.camp, code),
        changed=session.pop("wish_change", None),
        are_open=wishes.are_open(g.camp),
    )


def _filters(args: MultiDict[str, str]) -> Filters:
    """What the address asks for; what makes no sense asks for nothing."""
    page = args.get("page", "1")
    return Filters(
        words=args.get("q", "").strip()[:LONGEST_SEARCH],
        topic=args.get("topic", ""),
        side=args.get("side", "") if args.get("side") in SIDES else "",
        country=args.get("country", ""),
        language=args.get("language", ""),
        organisation=args.get("organisation", ""),
        order=args.get("order", "fit") if args.get("order") in ORDERS else "fit",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def _address(filters: Filters) -> dict[str, str]:
    """The filters as they stand in an address, for the links of the pager; `_filters` read backwards."""
    asked = {"q": filters.words, "topic": filters.topic, "side": filters.side, "country": filters.country,
             "language": filters.language, "organisation": filters.organisation}  # fmt: skip
    order = {} if filters.order == "fit" else {"order": filters.order}
    return {name: value for name, value in asked.items() if value} | order


def _named(codes: Sequence[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Codes with their names in the reader's language, by name."""
    return sorted(((code, name(code)) for code in codes), key=lambda pair: pair[1].casefold())
