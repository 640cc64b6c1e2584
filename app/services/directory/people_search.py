"""Searching and filtering the listed people of a camp, in memory: texts are compared folded, so that
*arhus* finds *Århus* on every database alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import String, select, type_coerce

from app.extensions import db
from app.models import Camp, Organisation, OrganisationKind, Participant, Topic
from app.scheduling.people import Person
from app.scheduling.similarity import fold
from app.services.interests.suggestions import Fit
from app.services.wishes.wishes import VISIBLE


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; empty texts ask for everything.

    `topic` and `organisation` are numbers as texts, `side` is "offer" or "need", `kind` the organisation's,
    `type` the participant's by its number,
    `fit` is "wants" (who needs what the reader offers) or "gives" (the other way), `order` "fit" or "name".
    """

    words: str = ""
    topic: str = ""
    side: str = ""
    country: str = ""
    language: str = ""
    organisation: str = ""
    kind: str = ""
    fit: str = ""
    type: str = ""
    order: str = "fit"
    page: int = 1

    @property
    def narrow(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, order="fit", page=1) != Filters()


@dataclass(frozen=True)
class Choices:
    """What can be filtered by: only what listed people have, as (number, name) or as codes."""

    topics: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    kinds: list[OrganisationKind]
    types: list[tuple[str, str]]
    countries: list[str]
    languages: list[str]


class Entry(NamedTuple):
    """What is searched and filtered of one listed person besides what stands in their `Person`."""

    id: int
    name: str
    job_title: str
    about: str
    country: str | None
    organisation_id: int | None
    type_id: int | None
    organisation: str | None
    kind: str | None


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The text as it is compared. Remembered by itself: profiles change seldom and are searched at every visit."""
    return fold(text)


def entries_of(camp: Camp) -> list[Entry]:
    """Everybody listed, in the order of their rows; one query."""
    query = (
        select(
            Participant.id, Participant.name, Participant.job_title, Participant.about,
            Participant.country, Participant.organisation_id, Participant.type_id,
            Organisation.name, type_coerce(Organisation.kind, String),
        )
        .outerjoin(Organisation, Organisation.id == Participant.organisation_id)
        .where(Participant.camp_id == camp.id, VISIBLE)
        .order_by(Participant.id)
    )  # fmt: skip
    return [Entry._make(row) for row in db.session.execute(query)]


def matching(
    entries: Sequence[Entry],
    people: Mapping[str, Person],
    fits: Mapping[str, Fit],
    camp: Camp,
    filters: Filters,
) -> list[Entry]:
    """The entries that pass every filter and hold every word, in any spelling; at most one query.

    Words are looked for in name, organisation, title, about, offers, needs and the names of topics in
    both languages.
    """
    found = [entry for entry in entries if _passes(entry, people[str(entry.id)], filters)]
    if filters.fit:
        found = [entry for entry in found if getattr(fits[str(entry.id)], filters.fit)]
    wanted = fold(filters.words).split()
    if not wanted:
        return found
    named = _topics_with(camp, wanted)
    return [entry for entry in found if _holds(entry, people[str(entry.id)], named)]


def _passes(entry: Entry, person: Person, filters: Filters) -> bool:
    named = {"offer": (person.offers,), "need": (person.needs,)}.get(
        filters.side, (person.offers, person.needs, person.interests)
    )
    return (
        (not filters.topic or any(filters.topic in topics for topics in named))
        and (not filters.country or entry.country == filters.country)
        and (not filters.language or filters.language in person.languages)
        and (not filters.organisation or str(entry.organisation_id) == filters.organisation)
        and (not filters.kind or entry.kind == filters.kind)
        and (not filters.type or str(entry.type_id) == filters.type)
    )


def _topics_with(camp: Camp, words: Sequence[str]) -> dict[str, set[str]]:
    """For each word the topics, by number as a text, that have it in their name in either language."""
    query = select(Topic.id, Topic.name, Topic.name_da).where(Topic.camp_id == camp.id)
    names = [(str(number), fold(f"{name}\n{name_da}")) for number, name, name_da in db.session.execute(query)]
    return {word: {number for number, name in names if word in name} for word in words}


def _holds(entry: Entry, person: Person, named: Mapping[str, set[str]]) -> bool:
    own = (entry.name, entry.organisation or "", entry.job_title, entry.about,
           person.offer_words, person.need_words)  # fmt: skip
    text = folded("\n".join(own))
    return all(
        word in text
        or any(not topics.isdisjoint(mine) for mine in (person.offers, person.needs, person.interests))
        for word, topics in named.items()
    )


def choices_among(
    entries: Sequence[Entry],
    people: Mapping[str, Person],
    names: Mapping[str, str],
    types: Mapping[int, str],
) -> Choices:
    """What these people can be filtered by; `names` are the topics' and `types` the types' by number, in
    the reader's language."""
    profiles = [people[str(entry.id)] for entry in entries]
    topics = {topic for p in profiles for named in (p.offers, p.needs, p.interests) for topic in named}
    houses = {(str(entry.organisation_id), entry.organisation) for entry in entries if entry.organisation}
    return Choices(
        topics=_by_name((topic, names[topic]) for topic in topics),
        organisations=_by_name(houses),
        kinds=[kind for kind in OrganisationKind if any(entry.kind == kind for entry in entries)],
        types=[
            (str(one), name) for one, name in types.items() if any(entry.type_id == one for entry in entries)
        ],
        countries=sorted({entry.country for entry in entries if entry.country}),
        languages=sorted({code for person in profiles for code in person.languages}),
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: (folded(pair[1]), pair[0]))
