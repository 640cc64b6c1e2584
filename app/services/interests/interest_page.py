"""The interest graph as organisers look at it: figures, groups, who stands alone, who is in demand.

Made as if nobody had ever stated to rather not meet anybody: neither a number nor a line tells it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, MeetingTable, Organisation, Participant, ParticipantStatus, Slot
from app.scheduling.graph import ReasonedCandidate, candidates, interest_graph
from app.scheduling.groups import (
    Group,
    Outlook,
    Standing,
    groups,
    outlook,
    reciprocity,
    standings,
    wish_graph,
)
from app.services.interests.interests import people_of, positive_wishes_of
from app.services.interests.suggestions import topic_names

IN_DEMAND = 10
MOST_GROUPS = 10
SMALLEST_GROUP = 3


@dataclass(frozen=True)
class Somebody:
    """One person with their wishes in figures. `group` is the group's number from 1, 0 for none."""

    code: str
    name: str
    organisation: str
    standing: Standing
    group: int


@dataclass(frozen=True)
class NamedGroup:
    """A group with its number from 1, the topic that most of its members name, and the two most named."""

    number: int
    topic: str
    topics: str
    people: list[Somebody]
    within: int
    across: int


@dataclass(frozen=True)
class Overview:
    """All that the page shows. `graph` is the whole one and `wished` what of it are wishes. `slots` is what one person
    can use at most, `places` what the camp has for meetings; `returned` is None without wishes."""

    graph: nx.DiGraph
    wished: nx.DiGraph
    people: dict[str, Somebody]
    groups: list[NamedGroup]
    isolated: list[Somebody]
    silent: list[Somebody]
    in_demand: list[Somebody]
    wishes: int
    returned: float | None
    slots: int
    places: int

    @cached_property
    def candidates(self) -> list[ReasonedCandidate]:
        """The pairs with a wish, the worthiest first; found when asked for, for few pages show them."""
        return candidates(self.graph)

    @property
    def pairs(self) -> int:
        """How many pairs have a wish."""
        return len(self.candidates)

    @cached_property
    def outlook(self) -> Outlook | None:
        """The meetings to expect; None while the camp has no slots or no tables."""
        limits = dict.fromkeys(self.people, self.slots)
        return outlook(self.candidates, limits, self.places) if self.places else None


def overview_of(camp: Camp) -> Overview:
    """The camp's interest graph as it stands; six queries at any size."""
    graph = interest_graph(people_of(camp), positive_wishes_of(camp), neighbours=0)
    wished = wish_graph(graph)
    found = _large_enough(groups(wished))
    people = _people(camp, standings(wished), found)
    slots, places = _room(camp)
    return Overview(
        graph=graph,
        wished=wished,
        people=people,
        groups=_named(found, people, topic_names(camp)),
        isolated=[one for one in people.values() if one.standing.is_isolated],
        silent=[one for one in people.values() if one.standing.received and not one.standing.stated],
        in_demand=sorted(
            (one for one in people.values() if one.standing.received), key=lambda one: -one.standing.received
        )[:IN_DEMAND],
        wishes=wished.number_of_edges(),
        returned=reciprocity(wished),
        slots=slots,
        places=places,
    )


def _large_enough(found: Sequence[Group]) -> list[Group]:
    """The groups that deserve a name; whoever is in a smaller one is shown beside them."""
    return [group for group in found if len(group.members) >= SMALLEST_GROUP][:MOST_GROUPS]


def _people(camp: Camp, figures: Mapping[str, Standing], found: Sequence[Group]) -> dict[str, Somebody]:
    """Everybody by id, in the order of their names."""
    numbers = {name: number for number, group in enumerate(found, start=1) for name in group.members}
    query = (
        select(Participant.id, Participant.code, Participant.name, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Participant.organisation_id)
        .where(Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED)
        .order_by(Participant.name, Participant.id)
    )
    return {
        str(number): Somebody(code, name, house or "", figures[str(number)], numbers.get(str(number), 0))
        for number, code, name, house in db.session.execute(query)
        if str(number) in figures
    }


def _named(
    found: Sequence[Group], people: Mapping[str, Somebody], names: Mapping[str, str]
) -> list[NamedGroup]:
    named = []
    for number, group in enumerate(found, start=1):
        topics = [names[topic] for topic in group.topics[:2] if topic in names]
        topics = topics or [str(_("Group %(number)s", number=number))]
        members = [people[name] for name in group.members if name in people]
        named.append(NamedGroup(number, topics[0], ", ".join(topics), members, group.within, group.across))
    return named


def _room(camp: Camp) -> tuple[int, int]:
    """How many meetings one person, and the whole camp, has slots and tables for."""
    which = (Slot.stands_at(camp.id), MeetingTable.stands_at(camp.id))
    counts = [select(func.count()).where(condition).scalar_subquery() for condition in which]
    slots, tables = db.session.execute(select(*counts)).one()
    return min(slots, camp.max_meetings or slots), slots * tables
