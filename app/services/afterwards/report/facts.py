"""What the report counts, read from the rows once: people, where they come from, what they held, what they say."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Organisation,
    OrganisationKind,
    Outcome,
    Participant,
    ParticipantStatus,
    Result,
    Topic,
    TopicInterest,
)
from app.services.afterwards import results
from app.services.clock import now
from app.services.setup.taking_place import took_place

Pair = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """Who took part: `country` is a code, `organisation` and `kind` are None without one."""

    number: int
    country: str | None
    organisation: str | None
    kind: OrganisationKind | None
    has_come: bool


@dataclass(frozen=True)
class Facts:
    """All of it. `people` took part, by number; `registered` counts whoever asked to, `left` who withdrew.

    `held` are the pairs who met and `failed` those whose meeting did not take place, `ahead` counts meetings that
    stand and are not over, `cancelled` those called off. `results` counts answers, `agreed` are
    the people who say that something is to follow. `topics` are the names of a person's topics, in both languages.
    """

    people: dict[int, Person]
    registered: int
    left: int
    held: list[Pair]
    ahead: int
    cancelled: int
    failed: list[Pair]
    results: Counter[Result]
    agreed: Set[int]
    topics: dict[int, set[tuple[str, str]]]


def facts_of(camp: Camp) -> Facts:
    """The camp so far; five queries, whatever its size."""
    people, statuses = _people(camp)
    answers = select(Outcome.participant_id, Outcome.result).where(Outcome.camp_id == camp.id)
    told = db.session.execute(answers).all()
    lo, hi, has_stood = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id, ~CalendarEntry.is_cancelled
    query = select(lo, hi, has_stood, CalendarEntry.ends_at <= now(), took_place())
    entries = db.session.execute(query.where(CalendarEntry.camp_id == camp.id)).all()
    standing = [
        ((one, other), is_over, is_held) for one, other, stands, is_over, is_held in entries if stands
    ]
    over = [(pair, is_held) for pair, is_over, is_held in standing if is_over]
    gone = {ParticipantStatus.WITHDRAWN, ParticipantStatus.DECLINED}
    return Facts(
        people=people,
        registered=sum(many for status, many in statuses.items() if status not in gone),
        left=statuses[ParticipantStatus.WITHDRAWN],
        held=[pair for pair, is_held in over if is_held],
        ahead=len(standing) - len(over),
        cancelled=len(entries) - len(standing),
        failed=[pair for pair, is_held in over if not is_held],
        results=Counter(result for _person, result in told),
        agreed={person for person, result in told if result in results.PROMISING and person in people},
        topics=_topics(camp),
    )


def _people(camp: Camp) -> tuple[dict[int, Person], Counter[ParticipantStatus]]:
    query = (
        select(
            Participant.id, Participant.status, Participant.country, Participant.checked_in_at,
            Organisation.name, Organisation.kind, Organisation.country,
        )
        .outerjoin(Organisation, Organisation.id == Participant.organisation_id)
        .where(Participant.camp_id == camp.id)
    )  # fmt: skip
    people: dict[int, Person] = {}
    statuses: Counter[ParticipantStatus] = Counter()
    for number, status, own, came, name, kind, country in db.session.execute(query):
        statuses[status] += 1
        if status is ParticipantStatus.CONFIRMED:
            people[number] = Person(number, own or country, name, kind, came is not None)
    return people, statuses


def _topics(camp: Camp) -> dict[int, set[tuple[str, str]]]:
    query = select(TopicInterest.participant_id, Topic.name, Topic.name_da)
    query = query.join(Topic, Topic.id == TopicInterest.topic_id).where(TopicInterest.camp_id == camp.id)
    found: dict[int, set[tuple[str, str]]] = {}
    for person, name, name_da in db.session.execute(query):
        found.setdefault(person, set()).add((name, name_da))
    return found
