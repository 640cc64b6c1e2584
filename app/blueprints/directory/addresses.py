"""The directory's filters as they stand in an address."""

from werkzeug.datastructures import MultiDict

from app.models import OrganisationKind
from app.services.directory.people_search import Filters

LONGEST_SEARCH, LONGEST_CHOICE = 200, 20
ALLOWED = {
    "side": ("offer", "need"),
    "fit": ("wants", "gives"),
    "order": ("name",),
    "kind": tuple(kind.value for kind in OrganisationKind),
}
FREE = ("topic", "type", "country", "language", "organisation")


def filters_of(args: MultiDict[str, str]) -> Filters:
    """What the address asks for; what makes no sense asks for nothing."""
    page = args.get("page", "1")
    chosen = {name: args.get(name, "") for name in ALLOWED if args.get(name) in ALLOWED[name]}
    free = {name: args.get(name, "")[:LONGEST_CHOICE] for name in FREE}
    words = args.get("q", "").strip()[:LONGEST_SEARCH]
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    return Filters(words=words, page=number, **free, **chosen)


def address_of(filters: Filters) -> dict[str, str]:
    """The filters as an address names them, without the page; `filters_of` read backwards."""
    asked = {"q": filters.words} | {name: getattr(filters, name) for name in (*FREE, *ALLOWED)}
    return {name: value for name, value in asked.items() if value and (name, value) != ("order", "fit")}
