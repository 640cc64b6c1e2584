"""The directory: who takes part, for those who take part. Only people who agreed to be listed.

What is shown of others is made of their profiles and of the reader's own wishes, never of theirs.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, Grade, InterestKind, Participant, ParticipantStatus, TopicInterest
from app.scheduling.people import Person, Reason
from app.services.calendars import agendas
from app.services.directory.people_search import (
    Choices,
    Entry,
    Filters,
    choices_among,
    entries_of,
    folded,
    matching,
)
from app.services.interests.interests import people_of
from app.services.interests.suggestions import Fit, fits_for, in_words, topic_names, why
from app.services.refusals import NotThere
from app.services.requests import request_lists, request_rules
from app.services.requests.request_lists import Standing
from app.services.setup import meeting_rules, participant_types
from app.services.setup.meeting_rules import Apart
from app.services.wishes import own_bars
from app.services.wishes.wishes import grades_by

PAGE_SIZE = 20


@dataclass(frozen=True)
class Card:
    """Somebody as the reader sees them: `reasons` are sentences, `facts` phrases in the reader's language.

    `standing` is the request between the two, in requests mode; `apart` says what keeps them apart, empty when
    they may meet.
    """

    participant: Participant
    grade: Grade | None
    standing: Standing | None
    reasons: list[str]
    facts: list[str]
    is_me: bool
    is_colleague: bool
    type: str | None
    apart: str


@dataclass(frozen=True)
class People:
    """One page of the directory. `found` counts all that were found, `everybody` all others listed;
    `wanting` those among these who need what the reader offers, `giving` who offer what they need."""

    cards: list[Card]
    found: int
    everybody: int
    wanting: int
    giving: int
    page: int
    pages: int
    choices: Choices


@dataclass(frozen=True)
class Profile:
    """One person's page: the card, and topics with their strength, the strongest first.

    `address` is the email address of somebody whom the reader meets and who agreed to share it then.
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
    standings: dict[int, Standing]
    names: dict[str, str]
    types: dict[int, str]
    apart: Apart


def _reader(me: Participant, camp: Camp) -> _Reader:
    people = people_of(camp, seen_by=me)
    apart = meeting_rules.apart_at(camp)
    fits = fits_for(me, people, apart.from_(str(me.id)))
    types = participant_types.names_of(camp, str(get_locale()))
    standings = request_lists.standings_of(me, camp) if request_rules.in_use(camp) else {}
    return _Reader(
        me, {p.id: p for p in people}, fits, grades_by(me), standings, topic_names(camp), types, apart
    )  # fmt: skip


def people_for(me: Participant, camp: Camp, filters: Filters) -> People:
    """The page of listed people, the reader left out, that the filters ask for; nine queries at any size,
    one more in requests mode.

    Who fits the reader best comes first, unless names are asked for. A page beyond the last is the last.
    """
    reader = _reader(me, camp)
    entries = [entry for entry in entries_of(camp) if entry.id != me.id]
    found = matching(entries, reader.people, reader.fits, camp, filters)
    found.sort(key=lambda entry: _place(entry, reader, filters.order))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    shown = [entry.id for entry in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    choices = choices_among(entries, reader.people, reader.names, reader.types)
    wanting, giving = (sum(getattr(fit, side) for fit in reader.fits.values()) for side in ("wants", "gives"))
    return People(_cards(shown, reader), len(found), len(entries), wanting, giving, page, pages, choices)


def _place(entry: Entry, reader: _Reader, order: str) -> tuple[float, str, int]:
    score = reader.fits[str(entry.id)].score if order == "fit" else 0.0
    return (-score, folded(entry.name), entry.id)


def _cards(numbers: Sequence[int], reader: _Reader) -> list[Card]:
    query = select(Participant).where(Participant.id.in_(numbers))
    found = {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}
    return [_card(found[number], reader) for number in numbers]


def _card(person: Participant, reader: _Reader) -> Card:
    mine, is_me = reader.me.organisation_id, person.id == reader.me.id
    reasons, facts = in_words(_why(str(person.id), reader), reader.names)
    is_colleague = not is_me and mine is not None and person.organisation_id == mine
    bar = reader.apart.between(str(reader.me.id), str(person.id))
    return Card(person, reader.grades.get(person.id), reader.standings.get(person.id), reasons, facts, is_me,
                is_colleague, reader.types.get(person.type_id or 0), own_bars.in_words(bar) if bar else "")  # fmt: skip


def _why(number: str, reader: _Reader) -> tuple[Reason, ...]:
    """Nothing for oneself, and for whoever is seen though not listed."""
    fit, viewer = reader.fits.get(number), reader.people[str(reader.me.id)]
    return why(viewer, reader.people[number], fit) if fit else ()


def profile_for(me: Participant, camp: Camp, code: str) -> Profile:
    """One person's page for this reader; NotThere for whoever the reader may not know of."""
    person = somebody_seen_by(me, camp, code)
    reader = _reader(me, camp)
    topics = _topics_of(person, reader.names)
    address = _address_for(me, camp, person)
    return Profile(_card(person, reader), address, *(topics[kind] for kind in InterestKind))


def somebody_seen_by(me: Participant, camp: Camp, code: str) -> Participant:
    """The participant with this code; NotThere for whoever the reader may not know of."""
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    person = db.session.scalar(query.options(joinedload(Participant.organisation)))
    if person is None or not _may_be_seen(person, me, camp):
        raise NotThere(_("There is no such participant at this camp."))
    return person


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
    """Oneself, whoever is listed, and, listed or not, whom one meets by the published schedule, and who has
    asked to meet."""
    if person.id == me.id:
        return True
    takes_part = person.status is ParticipantStatus.CONFIRMED
    if not takes_part or person.is_listed:
        return takes_part
    return agendas.partner_at(camp, me, person.code) or (
        request_rules.in_use(camp) and request_lists.has_asked(person, me)
    )
