"""From rows to the values of the interest graph."""

from itertools import pairwise

import pytest

from app.models import Grade, InterestKind, ParticipantStatus
from app.scheduling.people import Person, StatedWish
from app.services.interests.interests import candidates_of, graph_of, people_of, positive_wishes_of, wishes_of
from tests.makers import make_camp, make_interest, make_organisation, make_participant, make_topic, make_wish
from tests.queries import count_queries


def test_people_carry_their_topics_words_and_languages(app):
    camp = make_camp()
    hydrogen, ports = make_topic(camp), make_topic(camp, "Ports", "Havne")
    house = make_organisation()
    ada = make_participant(
        camp, "Ada", organisation_id=house.id, offers="Tanks", needs="Quays", languages=["da", "en"]
    )
    bo = make_participant(camp, "Bo", languages=[])
    make_interest(ada, hydrogen, InterestKind.OFFER, 3)
    make_interest(ada, ports, InterestKind.NEED, 1)
    make_interest(ada, ports, InterestKind.INTEREST, 2)
    assert people_of(camp) == (
        Person(str(ada.id), str(house.id), {str(hydrogen.id): 3}, {str(ports.id): 1}, {str(ports.id): 2},
               "Tanks", "Quays", ("da", "en")),
        Person(str(bo.id)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "status", [ParticipantStatus.UNCONFIRMED, ParticipantStatus.WAITING, ParticipantStatus.WITHDRAWN]
)
def test_only_confirmed_people_and_wishes_among_them_are_in_the_graph(app, status):
    camp = make_camp()
    ada, bo, out = make_participant(camp), make_participant(camp), make_participant(camp, status=status)
    make_wish(ada, bo, Grade.MUST_MEET)
    make_wish(ada, out)
    make_wish(out, bo)
    assert [person.id for person in people_of(camp)] == [str(ada.id), str(bo.id)]
    assert wishes_of(camp) == (StatedWish(str(ada.id), str(bo.id), "must_meet"),)


def test_another_camps_people_and_wishes_stay_there(app):
    camp, other = make_camp(), make_camp()
    ada, bo = make_participant(camp), make_participant(camp)
    make_wish(make_participant(other), make_participant(other))
    make_wish(ada, bo)
    assert [c.pair for c in candidates_of(camp)] == [tuple(sorted((str(ada.id), str(bo.id))))]


def test_the_optimiser_knows_vetoes_and_organisers_do_not(app):
    camp = make_camp()
    ada, bo = make_participant(camp), make_participant(camp)
    make_wish(ada, bo, Grade.MUST_MEET)
    make_wish(bo, ada, Grade.RATHER_NOT)
    assert candidates_of(camp) == []
    assert len(wishes_of(camp)) == 2
    assert positive_wishes_of(camp) == (StatedWish(str(ada.id), str(bo.id), "must_meet"),)


def test_unlisted_people_are_matched_and_seen_by_nobody_else(app):
    camp = make_camp()
    ada, hidden = make_participant(camp), make_participant(camp, is_listed=False)
    make_wish(hidden, ada)
    assert len(candidates_of(camp)) == 1
    assert [person.id for person in people_of(camp, seen_by=ada)] == [str(ada.id)]
    assert [person.id for person in people_of(camp, seen_by=hidden)] == [str(ada.id), str(hidden.id)]


def test_suggestions_compare_words_as_well_as_topics(app):
    camp = make_camp()
    make_participant(camp, offers="Brintteknologi og brintlagring", needs="")
    make_participant(camp, needs="Lagring af brint", offers="")
    assert candidates_of(camp) == []
    assert [c.worth for c in candidates_of(camp, with_suggestions=True)] == [1]


@pytest.mark.parametrize("how_many", [2, 12])
def test_a_camp_of_any_size_costs_three_queries(app, how_many):
    camp = make_camp()
    people = [make_participant(camp) for _ in range(how_many)]
    for author, target in pairwise(people):
        make_wish(author, target)
    number = camp.id  # loads the row that the last commit has expired
    with count_queries() as statements:
        graph = graph_of(camp)
    assert (number, len(graph), len(statements)) == (camp.id, how_many, 3)
