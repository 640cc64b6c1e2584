"""The people of the demonstration: values made from a seed, before anything is saved."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models import InterestKind, OrganisationKind
from app.services.demonstration import names, organisations
from app.services.demonstration.organisations import Body
from app.services.demonstration.topics import FIELDS, TOPICS
from app.services.registration.intake import NewParticipant
from app.services.setup.new_camps import slug_for

ISOLATED = "Bo"
OPENINGS = (
    "My work is {work}, with an eye on {field}.",
    "At {body} I spend most days with small companies and their next step.",
    "New at {body}, and curious to learn how others do it.",
    "Fifteen years with clusters, the last six at {body}. Ask me about {work}.",
    "I look after {work} at {body} and sit on the steering group of two joint projects.",
    "Engineer by training, matchmaker by trade.",
)


@dataclass(frozen=True)
class Person:
    """Somebody and the keys of topics.TOPICS that they offer, need and care about, the best first."""

    name: str
    email: str
    body: Body
    job_title: str
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    interests: tuple[str, ...]
    about: str


def everybody(rng: random.Random) -> list[Person]:
    """One person for each place that an organisation sends, in the order of the list."""
    danish, abroad = _danish_names(rng), {country: iter(given) for country, given in names.ABROAD.items()}
    people: list[Person] = []
    for body in organisations.EVERYBODY:
        work = list(names.WORK.get(body.kind.value, names.WORK["cluster"]))
        rng.shuffle(work)
        for number in range(body.people):
            name = next(danish) if body.country == "DK" else next(abroad[body.country])
            people.append(_person(rng, name, body, work[number % len(work)], f"{len(people) + 1:03d}"))
    return people


def the_participant() -> Person:
    """Whoever signs in as the participant: a full profile that others find worth meeting."""
    body = next(body for body in organisations.NATIONAL_CLUSTERS if body.name == "Energy Cluster Denmark")
    return Person(
        "Katrine Holm", "participant@campmatch.example", body, "Head of international projects",
        ("hydrogen", "test_facilities", "matchmaking"), ("eu_projects", "maritime", "effects"),
        ("energy_efficiency", "cross_cluster"),
        "I bring companies with hydrogen storage and large test sites together with those who need them. "
        "Right now I look for partners for a green corridor between Danish and Baltic ports.",
    )  # fmt: skip


def the_isolated() -> Person:
    """Somebody with one short name who has told nothing, so that nobody knows why to meet him."""
    body = Body("Danish Maritime Fund", "DK", "maritime", 1, OrganisationKind.OTHER)
    return Person(ISOLATED, "bo@isolated.example", body, "", (), (), (), "")


def as_new(person: Person, registered_at: datetime) -> NewParticipant:
    """What is handed to the intake, in the words that belong to the topics."""
    kinds = (
        (InterestKind.OFFER, person.offers), (InterestKind.NEED, person.needs),
        (InterestKind.INTEREST, person.interests),
    )  # fmt: skip
    topics = tuple(
        (kind, TOPICS[key].name, 3 if rank == 0 else 2 if rank == 1 else 1)
        for kind, keys in kinds for rank, key in enumerate(keys)
    )  # fmt: skip
    pick = sum(map(ord, person.email))
    return NewParticipant(
        email=person.email, name=person.name, organisation=person.body.name,
        organisation_kind=person.body.kind, job_title=person.job_title, country=person.body.country,
        languages=names.LANGUAGES[person.body.country], about=person.about,
        offers="\n".join(TOPICS[key].offers[(pick + rank) % 2] for rank, key in enumerate(person.offers)),
        needs="\n".join(TOPICS[key].needs[(pick + rank) % 2] for rank, key in enumerate(person.needs)),
        topics=topics, shares_contact=pick % 3 > 0, registered_at=registered_at,
    )  # fmt: skip


def registered(people: list[Person], rng: random.Random, until: datetime) -> list[NewParticipant]:
    """The same people, registered one after the other over the ten weeks before `until`."""
    days = sorted((70 * rng.random() ** 1.5 for _ in people), reverse=True)
    return [as_new(person, until - timedelta(days=day)) for person, day in zip(people, days, strict=True)]


def _danish_names(rng: random.Random) -> Iterator[str]:
    given, family = list(names.GIVEN_DK), list(names.FAMILY_DK)
    rng.shuffle(given)
    rng.shuffle(family)
    for turn in range(len(family)):
        for number, first in enumerate(given):
            yield f"{first} {family[(number + turn) % len(family)]}"


def _person(rng: random.Random, name: str, body: Body, work: tuple[str, str], number: str) -> Person:
    """Offers come from the organisation's field and the person's work, needs mostly from elsewhere."""
    title, own = work
    field = list(FIELDS[body.field])
    rng.shuffle(field)
    offers = _some([own, *field], rng.choice((2, 2, 3)))
    others = [key for key in TOPICS if key not in offers and key not in field]
    rng.shuffle(others)
    left = [key for key in field if key not in offers]
    needs = _some([*left[:1], *others], rng.choice((1, 2, 2, 3)))
    interests = _some([key for key in [*left[1:], *others] if key not in needs], rng.choice((0, 1, 2)))
    words = {"field": _in_a_sentence(field[0]), "work": _in_a_sentence(own), "body": body.name}
    host = slug_for(body.name)
    mailbox = slug_for(name) or "mail"
    return Person(name, f"{mailbox[:40]}.{number}@{host}.example", body, title, offers, needs, interests,
                  rng.choice(OPENINGS).format(**words))  # fmt: skip


def _some(keys: list[str], how_many: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))[:how_many]


def _in_a_sentence(topic: str) -> str:
    """The topic's name with a small first letter, unless it begins with an abbreviation."""
    name = TOPICS[topic].name
    return name if name[:2].isupper() else name[0].lower() + name[1:]
