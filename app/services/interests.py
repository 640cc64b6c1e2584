"""A camp's people and wishes as the values of the interest graph; four queries, whatever the camp's size."""

from collections import defaultdict

import networkx as nx
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Camp, Grade, InterestKind, Participant, ParticipantStatus, TopicInterest, Wish
from app.scheduling.graph import ReasonedCandidate, candidates, interest_graph
from app.scheduling.people import Person, StatedWish
from app.scheduling.similarity import most_alike

Topics = dict[str, int]


def people_of(camp: Camp, *, seen_by: Participant | None = None) -> tuple[Person, ...]:
    """The camp's confirmed participants in the order of their rows; two queries.

    Ids and topics are the rows' numbers as texts. With `seen_by` only those whom this participant may
    see: who agreed to be listed, and themselves.
    """
    columns = (Participant.organisation_id, Participant.offers, Participant.needs, Participant.languages)
    query = select(Participant.id, *columns).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    if seen_by is not None:
        query = query.where(or_(Participant.is_listed, Participant.id == seen_by.id))
    topics = _topics_of(camp)
    return tuple(
        Person(
            str(number), None if organisation is None else str(organisation),
            offers=topics[number, InterestKind.OFFER], needs=topics[number, InterestKind.NEED],
            interests=topics[number, InterestKind.INTEREST], offer_words=offers, need_words=needs,
            languages=tuple(spoken),
        )
        for number, organisation, offers, needs, spoken in db.session.execute(query.order_by(Participant.id))
    )  # fmt: skip


def _topics_of(camp: Camp) -> dict[tuple[int, InterestKind], Topics]:
    """What each participant names of each kind; empty for whoever names nothing."""
    topics: dict[tuple[int, InterestKind], Topics] = defaultdict(dict)
    query = select(
        TopicInterest.participant_id, TopicInterest.kind, TopicInterest.topic_id, TopicInterest.strength
    ).where(TopicInterest.camp_id == camp.id)
    for participant, kind, topic, strength in db.session.execute(query):
        topics[participant, kind][str(topic)] = strength
    return topics


def wishes_of(camp: Camp) -> tuple[StatedWish, ...]:
    """The wishes among the camp's confirmed participants, those to rather not meet included; one query.

    For the optimiser: nobody else may be shown what others have stated.
    """
    return tuple(StatedWish(str(author), str(target), grade.value) for author, target, grade in _wishes(camp))


def positive_wishes_of(camp: Camp) -> tuple[StatedWish, ...]:
    """The same for organisers' eyes: as if nobody had ever stated to rather not meet anybody."""
    return tuple(
        StatedWish(str(author), str(target), grade.value)
        for author, target, grade in _wishes(camp)
        if grade is not Grade.RATHER_NOT
    )


def _wishes(camp: Camp) -> list[tuple[int, int, Grade]]:
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


def candidates_of(camp: Camp, *, with_suggestions: bool = False) -> list[ReasonedCandidate]:
    """The pairs among which the optimiser chooses, the worthiest first."""
    return candidates(graph_of(camp, with_suggestions=with_suggestions), with_suggestions=with_suggestions)


def wished_pairs_of(camp: Camp) -> int:
    """How many pairs somebody wishes for, for organisers' eyes: a pair missing here would tell of a veto."""
    return len(candidates(interest_graph(people_of(camp), positive_wishes_of(camp), neighbours=0)))
