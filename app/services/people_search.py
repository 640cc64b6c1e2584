"""Searching and filtering the listed people of a camp, in memory: texts are compared folded, so that
*arhus* finds *Århus* on every database alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.extensions import db
from app.models import Camp, Organisation, Participant, Topic, TopicInterest
from app.scheduling.people import Person
from app.scheduling.similarity import fold
from app.services.wishes import VISIBLE


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; empty texts ask for everything.

    `topic` and `organisation` are numbers as texts, `side` is "offer" or "need", `order` "fit" or "name".
    """

    words: str = ""
    topic: str = ""
    side: str = ""
    country: str = ""
    language: str = ""
    organisation: str = ""
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
    countries: list[str]
    languages: list[str]


@dataclass(frozen=True)
class Entry:
    """What is searched and filtered of one listed person."""

    id: int
    name: str
    job_title: str
    about: str
    offers: str
    needs: str
    country: str | None
    languages: list[str]
    organisation_id: int | None
    organisation: str | None


def entries_of(camp: Camp) -> list[Entry]:
    """Everybody listed, in the order of their rows; one query."""
    query = (
        select(
            Participant.id, Participant.name, Participant.job_title, Participant.about, Participant.offers,
            Participant.needs, Participant.country, Participant.languages, Participant.organisation_id,
            Organisation.name.label("organisation"),
        )
        .outerjoin(Organisation, Organisation.id == Participant.organisation_id)
        .where(Participant.camp_id == camp.id, VISIBLE)
        .order_by(Participant.id)
    )  # fmt: skip
    return [Entry(**row._mapping) for row in db.session.execute(query)]


def matching(
    entries: Sequence[Entry], people: Mapping[str, Person], camp: Camp, filters: Filters
) -> list[Entry]:
    """The entries that pass every filter and hold every word, in any spelling; at most one query.

    Words are looked for in name, organisation, title, about, offers, needs and the names of topics in
    both languages.
    """
    found = [entry for entry in entries if _passes(entry, people[str(entry.id)], filters)]
    wanted = fold(filters.words).split()
    if not wanted:
        return found
    topics = _topic_words(camp)
    return [entry for entry in found if all(word in _searched(entry, topics) for word in wanted)]


def _passes(entry: Entry, person: Person, filters: Filters) -> bool:
    named = {"offer": (person.offers,), "need": (person.needs,)}.get(
        filters.side, (person.offers, person.needs, person.interests)
    )
    return (
        (not filters.topic or any(filters.topic in topics for topics in named))
        and (not filters.country or entry.country == filters.country)
        and (not filters.language or filters.language in entry.languages)
        and (not filters.organisation or str(entry.organisation_id) == filters.organisation)
    )


def _topic_words(camp: Camp) -> dict[int, str]:
    words: dict[int, str] = defaultdict(str)
    query = (
        select(TopicInterest.participant_id, Topic.name, Topic.name_da)
        .join(Topic, Topic.id == TopicInterest.topic_id)
        .where(TopicInterest.camp_id == camp.id)
    )
    for participant, name, name_da in db.session.execute(query):
        words[participant] += f"\n{name}\n{name_da}"
    return words


def _searched(entry: Entry, topics: Mapping[int, str]) -> str:
    own = (entry.name, entry.organisation or "", entry.job_title, entry.about, entry.offers, entry.needs)
    return fold("\n".join((*own, topics[entry.id])))


def choices_among(
    entries: Sequence[Entry], people: Mapping[str, Person], names: Mapping[str, str]
) -> Choices:
    """What these people can be filtered by; `names` are the topics' by number, in the reader's language."""
    profiles = [people[str(entry.id)] for entry in entries]
    topics = {topic for p in profiles for named in (p.offers, p.needs, p.interests) for topic in named}
    houses = {(str(entry.organisation_id), entry.organisation) for entry in entries if entry.organisation}
    return Choices(
        topics=_by_name((topic, names[topic]) for topic in topics),
        organisations=_by_name(houses),
        countries=sorted({entry.country for entry in entries if entry.country}),
        languages=sorted({code for entry in entries for code in entry.languages}),
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: (fold(pair[1]), pair[0]))
