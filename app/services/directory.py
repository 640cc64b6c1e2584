"""The directory: who takes part, for those who take part. Only people who agreed to be listed.

What is shown of others is made of their profiles and of the reader's own wishes, never of theirs.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, Grade, InterestKind, Participant, ParticipantStatus, TopicInterest
from app.scheduling.people import Person
from app.scheduling.similarity import fold
from app.services import agendas
from app.services.interests import people_of
from app.services.people_search import Choices, Entry, Filters, choices_among, entries_of, matching
from app.services.refusals import NotThere
from app.services.suggestions import Fit, fits_for, in_words, topic_names
from app.services.wishes import grades_by

PAGE_SIZE = 20
NO_FIT = Fit(0.0, ())


@dataclass(frozen=True)
class Card:
    """Somebody as the reader sees them: `reasons` are sentences, `facts` phrases in the reader's language."""

    participant: Participant
    grade: Grade | None
    reasons: list[str]
    facts: list[str]
    is_me: bool
    is_colleague: bool


@dataclass(frozen=True)
class People:
    """One page of the directory. `found` counts all that were found, `everybody` all others listed."""

    cards: list[Card]
    found: int
    everybody: int
    page: int
    pages: int
    choices: Choices


@dataclass(frozen=True)
class Profile:
    """One person's page: the card, and topics with their strength, the strongest first.

    `address` is the mail address of somebody whom the reader meets and who agreed to share it then.
    """

    card: Card
    address: str | None
    offers: list[tuple[str, int]]
    needs: list[tuple[str, int]]
    interests: list[tuple[str, int]]


@dataclass(frozen=True)
class _Reader:
    """Whoever looks, with what is the same for all cards."""

    me: Participant
    people: dict[str, Person]
    fits: dict[str, Fit]
    grades: dict[int, Grade]
    names: dict[str, str]


def _reader(me: Participant, camp: Camp) -> _Reader:
    people = people_of(camp, seen_by=me)
    return _Reader(me, {p.id: p for p in people}, fits_for(me, people), grades_by(me), topic_names(camp))


def people_for(me: Participant, camp: Camp, filters: Filters) -> People:
    """The page of listed people, the reader left out, that the filters ask for; seven queries at any size.

    Who fits the reader best comes first, unless names are asked for. A page beyond the last is the last.
    """
    reader = _reader(me, camp)
    entries = [entry for entry in entries_of(camp) if entry.id != me.id]
    found = matching(entries, reader.people, camp, filters)
    found.sort(key=lambda entry: _place(entry, reader, filters.order))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    shown = [entry.id for entry in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    choices = choices_among(entries, reader.people, reader.names)
    return People(_cards(shown, reader), len(found), len(entries), page, pages, choices)


def _place(entry: Entry, reader: _Reader, order: str) -> tuple[float, str, int]:
    score = reader.fits[str(entry.id)].score if order == "fit" else 0.0
    return (-score, fold(entry.name), entry.id)


def _cards(numbers: Sequence[int], reader: _Reader) -> list[Card]:
    query = select(Participant).where(Participant.id.in_(numbers))
    found = {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}
    return [_card(found[number], reader) for number in numbers]


def _card(person: Participant, reader: _Reader) -> Card:
    mine, is_me = reader.me.organisation_id, person.id == reader.me.id
    reasons, facts = in_words(reader.fits.get(str(person.id), NO_FIT).reasons, reader.names)
    is_colleague = not is_me and mine is not None and person.organisation_id == mine
    return Card(person, reader.grades.get(person.id), reasons, facts, is_me, is_colleague)


def profile_for(me: Participant, camp: Camp, code: str) -> Profile:
    """One person's page for this reader; NotThere for whoever the reader may not know of."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query.options(joinedload(Participant.organisation)))
    if person is None or not _may_be_seen(person, me, camp):
        raise NotThere(_("There is no such participant at this camp."))
    reader = _reader(me, camp)
    topics = _topics_of(person, reader.names)
    address = _address_for(me, camp, person)
    return Profile(_card(person, reader), address, *(topics[kind] for kind in InterestKind))


def _address_for(me: Participant, camp: Camp, person: Participant) -> str | None:
    meets = person.shares_contact and agendas.partner_at(camp, me, person.code)
    return person.user.email if meets else None


def _topics_of(person: Participant, names: dict[str, str]) -> dict[InterestKind, list[tuple[str, int]]]:
    topics: dict[InterestKind, list[tuple[str, int]]] = defaultdict(list)
    query = select(TopicInterest).where(TopicInterest.participant_id == person.id)
    for interest in db.session.scalars(query.order_by(TopicInterest.strength.desc(), TopicInterest.id)):
        topics[interest.kind].append((names[str(interest.topic_id)], interest.strength))
    return topics


def _may_be_seen(person: Participant, me: Participant, camp: Camp) -> bool:
    """Oneself, whoever is listed, and, listed or not, whom one meets by the published schedule."""
    if person.id == me.id:
        return True
    takes_part = person.status is ParticipantStatus.CONFIRMED
    return takes_part and (person.is_listed or agendas.partner_at(camp, me, person.code))
