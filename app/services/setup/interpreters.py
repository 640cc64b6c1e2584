"""Interpreters: at which tables they sit, and who can only meet with one of them.

Where a camp asks for a language in common, a table with an interpreter is for pairs who have none and whom this
interpreter understands both; it is for nobody else. So an interpreter is in one meeting at a time, as every table is.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.formats import language_name
from app.models import Camp, MeetingTable

Languages = frozenset[str]


@dataclass(frozen=True)
class Interpreters:
    """How many tables there are with an interpreter, by the languages that these speak."""

    tables: Mapping[Languages, int] = field(default_factory=dict)

    def between(self, mine: Collection[str], theirs: Collection[str]) -> str:
        """The name of the interpreters with whom two can meet who have no language in common; "" without any.

        Of several kinds it is the one with most tables, so that nobody has to choose.
        """
        fit = [spoken for spoken in self.tables if spoken.intersection(mine) and spoken.intersection(theirs)]
        return min((-self.tables[spoken], name_of(spoken)) for spoken in fit)[1] if fit else ""


def name_of(languages: Collection[str]) -> str:
    """What the core calls interpreters of these languages: "da-de"; "" for none."""
    return "-".join(sorted(languages))


def interpreters_at(camp: Camp) -> Interpreters:
    """Those of a camp; nobody needs one where no language in common is asked for. One query at most."""
    if not camp.needs_common_language:
        return Interpreters()
    rows = db.session.scalars(
        select(MeetingTable.interpreter_languages).where(MeetingTable.stands_at(camp.id))
    )
    return Interpreters(Counter(frozenset(spoken) for spoken in rows if spoken))


def name_at(camp: Camp, languages: Collection[str]) -> str:
    """What the core calls the interpreter at a table of the camp; "" where there is none, or none is needed."""
    return name_of(languages) if camp.needs_common_language else ""


def in_words(table: MeetingTable | None) -> str:
    """Who sits at the table, as everybody at it may read; empty for no interpreter."""
    if table is None or not table.interpreter_languages:
        return ""
    return _(
        "with an interpreter: %(languages)s",
        languages=", ".join(map(language_name, table.interpreter_languages)),
    )
