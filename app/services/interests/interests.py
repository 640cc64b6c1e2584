"""A camp's people and wishes as the values of the interest graph; a few queries, whatever the camp's size."""

import json
from functools import lru_cache

import networkx as nx
from sqlalchemy import String, cast, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import (
    Camp,
    Grade,
    InterestKind,
    MeetingRequest,
    Mode,
    Participant,
    ParticipantStatus,
    RequestStatus,
    TopicInterest,
    Wish,
)
from app.scheduling.graph import ReasonedCandidate, candidates, interest_graph
from app.scheduling.people import Person, StatedWish
from app.scheduling.similarity import most_alike
from app.services.setup import meeting_rules
from app.services.setup.meeting_rules import Apart

Topics = dict[str, int]


def people_of(camp: Camp, *, seen_by: Participant | None = None) -> tuple[Person, ...]:
    """The camp's confirmed participants in the order of their rows; two queries.

    Ids and topics are the rows' numbers as texts. With `seen_by` only those whom this participant may
    see: who agreed to be listed, and themselves.
    """
    columns = (Participant.organisation_id, Participant.offers, Participant.to_share, Participant.needs,
               Participant.to_learn, cast(Participant.languages, String))  # fmt: skip
    query = select(Participant.id, *columns).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    if seen_by is not None:
        query = query.where(or_(Participant.is_listed, Participant.id == seen_by.id))
    topics, rows = _topics_of(camp), db.session.execute(query.order_by(Participant.id))
    return tuple(_person(*row, *(topics.get((row[0], kind), "") for kind in InterestKind)) for row in rows)


@lru_cache(maxsize=20_000)
def _person(number: int, organisation: int | None, offers: str, to_share: str, needs: str, to_learn: str,
            languages: str, offered: str, needed: str, cared_about: str) -> Person:  # fmt: skip
    """Remembered by the row itself: profiles change seldom and are compared at every visit of everybody."""
    return Person(
        str(number), None if organisation is None else str(organisation),
        offers=_read(offered), needs=_read(needed), interests=_read(cared_about),
        offer_words=_both(offers, to_share), need_words=_both(needs, to_learn),
        languages=tuple(json.loads(languages)),
    )  # fmt: skip


def _both(first: str, second: str) -> str:
    """What somebody can share is offered, and what they hope to learn is needed."""
    return f"{first}\n{second}" if first and second else first or second


def _topics_of(camp: Camp) -> dict[tuple[int, str], str]:
    """What each participant names of each kind, as the database joins it: a large camp has thousands of rows."""
    named = cast(TopicInterest.topic_id, String) + "=" + cast(TopicInterest.strength, String)
    kind = type_coerce(TopicInterest.kind, String)  # the word itself is quicker to read, and equal
    query = (
        select(TopicInterest.participant_id, kind, func.aggregate_strings(named, " "))
        .where(TopicInterest.camp_id == camp.id)
        .group_by(TopicInterest.participant_id, TopicInterest.kind)
    )
    return {(person, word): topics for person, word, topics in db.session.execute(query)}


def _read(topics: str) -> Topics:
    """The topics of one list with their strengths."""
    pairs = (pair.split("=") for pair in sorted(topics.split()))
    return {topic: int(strength) for topic, strength in pairs}


def wishes_of(camp: Camp) -> tuple[StatedWish, ...]:
    """The wishes among the camp's confirmed participants, those to rather not meet included; one query.

    For the optimiser: nobody else may be shown what others have stated.
    """
    return tuple(StatedWish(str(author), str(target), grade.value) for author, target, grade in _wishes(camp))


def positive_wishes_of(camp: Camp) -> tuple[StatedWish, ...]:
    """The same for organisers' eyes: as if nobody had ever stated to rather not meet anybody."""
    if camp.mode is Mode.REQUESTS:
        pairs = [pair for lo, hi in _agreed(camp) for pair in ((lo, hi), (hi, lo))]
        return tuple(StatedWish(str(a), str(b), Grade.WOULD_LIKE.value) for a, b in sorted(pairs))
    return tuple(
        StatedWish(str(author), str(target), grade.value)
        for author, target, grade in _stated(camp)
        if grade is not Grade.RATHER_NOT
    )


def _wishes(camp: Camp) -> list[tuple[int, int, Grade]]:
    """Author, target, grade. In requests mode two who have agreed would both like to meet; of the wishes
    only the *rather nots* hold there, also against what was agreed."""
    if camp.mode is Mode.WISHES:
        return _stated(camp)
    vetoes = {(a, b): grade for a, b, grade in _stated(camp) if grade is Grade.RATHER_NOT}
    agreed = {pair: Grade.WOULD_LIKE for lo, hi in _agreed(camp) for pair in ((lo, hi), (hi, lo))}
    return [(a, b, grade) for (a, b), grade in sorted((agreed | vetoes).items())]


def _agreed(camp: Camp) -> list[tuple[int, int]]:
    """The pairs of confirmed participants who have agreed to meet."""
    one = aliased(Participant)
    here = select(one.id).where(one.camp_id == camp.id, one.status == ParticipantStatus.CONFIRMED)
    query = select(MeetingRequest.lo_id, MeetingRequest.hi_id).where(
        MeetingRequest.camp_id == camp.id, MeetingRequest.status == RequestStatus.ACCEPTED,
        MeetingRequest.lo_id.in_(here), MeetingRequest.hi_id.in_(here),
    )  # fmt: skip
    return [(lo, hi) for lo, hi in db.session.execute(query)]


def _stated(camp: Camp) -> list[tuple[int, int, Grade]]:
    author, target = aliased(Participant), aliased(Participant)
    query = (
        select(Wish.author_id, Wish.target_id, Wish.grade)
        .join(author, author.id == Wish.author_id)
        .join(target, target.id == Wish.target_id)
        .where(
            Wish.camp_id == camp.id,
            author.status == ParticipantStatus.CONFIRMED,
            target.status == ParticipantStatus.CONFIRMED,
        )
        .order_by(Wish.author_id, Wish.target_id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def graph_of(camp: Camp, *, with_suggestions: bool = False) -> nx.DiGraph:
    """The camp's interest graph with every wish, for the optimiser only.

    With suggestions also the edges that no wish but the profiles make, texts compared included
    (about a second for 1,000 people; without, a fraction of it).
    """
    people, wishes = people_of(camp), wishes_of(camp)
    if not with_suggestions:
        return interest_graph(people, wishes, neighbours=0)
    needs = {person.id: person.need_words for person in people if person.need_words}
    offers = {person.id: person.offer_words for person in people if person.offer_words}
    return interest_graph(people, wishes, most_alike(needs, offers))


def candidates_of(
    camp: Camp, *, with_suggestions: bool = False, apart: Apart | None = None
) -> list[ReasonedCandidate]:
    """The pairs among which the optimiser chooses, the worthiest first; none whom a rule keeps apart.

    `apart` is what `meeting_rules.apart_at` says, for who has asked it already.
    """
    found = candidates(graph_of(camp, with_suggestions=with_suggestions), with_suggestions=with_suggestions)
    return _meeting(found, apart or meeting_rules.apart_at(camp))


def _meeting(pairs: list[ReasonedCandidate], apart: Apart) -> list[ReasonedCandidate]:
    return [pair for pair in pairs if apart.may_meet(pair.a, pair.b)]


def wished_pairs_of(camp: Camp) -> tuple[int, int]:
    """How many pairs somebody wishes for, and how many of these can only meet with an interpreter.

    For organisers' eyes: a pair missing here would tell of a veto.
    """
    found = candidates(interest_graph(people_of(camp), positive_wishes_of(camp), neighbours=0))
    apart = meeting_rules.apart_at(camp)
    pairs = _meeting(found, apart)
    return len(pairs), sum(apart.need_interpreter(pair.a, pair.b) for pair in pairs)
