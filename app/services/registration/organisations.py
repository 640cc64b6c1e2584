"""Organisations: joined by name, entered only once."""

import unicodedata
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Organisation, OrganisationKind

MOST_SUGGESTIONS = 300
MOST_LIKE = 4
SHORTEST_PART = 3
_PUBLICLY_KNOWN = (OrganisationKind.CLUSTER, OrganisationKind.UNIVERSITY, OrganisationKind.PUBLIC)


def name_key(name: str) -> str:
    """One key for all spellings that differ only in case, width of characters or white space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:200]


def find_or_add(name: str, kind: OrganisationKind, country: str | None) -> Organisation:
    """The organisation of this name, entered if it is new, in the present transaction; does not commit.

    One that is there already keeps its kind and country: they are not the newcomer's to change.
    """
    found = _by_key(name_key(name))
    if found is not None:
        return found
    entered = Organisation(name=" ".join(name.split()), name_key=name_key(name), kind=kind, country=country)
    try:
        with db.session.begin_nested():
            db.session.add(entered)
    except IntegrityError:  # somebody entered it at the same moment
        return db.session.scalars(select(Organisation).where(Organisation.name_key == name_key(name))).one()
    return entered


def suggestions() -> list[str]:
    """Names to offer while somebody types theirs. Clusters, universities and public bodies only: a firm
    may be one person, and that they are here is not for everybody to read."""
    query = select(Organisation.name).where(Organisation.kind.in_(_PUBLICLY_KNOWN))
    return list(db.session.scalars(query.order_by(Organisation.name).limit(MOST_SUGGESTIONS)))


def like(name: str) -> list[str]:
    """Names that somebody who wrote `name` may have meant, the likeliest first; empty when it is entered
    as it stands. Only such as are offered to everybody, see `suggestions`."""
    key = name_key(name)
    if not key or _by_key(key) is not None:
        return []
    known = {name_key(one): one for one in suggestions()}
    close = get_close_matches(key, known, n=MOST_LIKE, cutoff=0.75)
    within = [one for one in known if len(key) >= SHORTEST_PART and (key in one or _initials(one) == key)]
    return [known[one] for one in dict.fromkeys([*close, *within])][:MOST_LIKE]


def _initials(key: str) -> str:
    """As people shorten a long name: "energy cluster denmark" is "ecd"."""
    return "".join(word[0] for word in key.split())


def _by_key(key: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.name_key == key))
