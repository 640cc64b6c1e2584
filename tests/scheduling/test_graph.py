"""The interest graph: the table of worth to the letter, and what must hold for any camp."""

from itertools import permutations
from random import Random
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.graph import GraphError, ReasonedCandidate, candidates, interest_graph
from app.scheduling.people import Person, Reason, StatedWish, reasons_to_meet

ADA = Person("ada", "north", offers={"hydrogen": 3}, languages=("da", "en"))
BO = Person("bo", "south", languages=("en", "de"))
NEEDY = Person("bo", "south", needs={"hydrogen": 2}, languages=("en", "de"))
MUST, WOULD, NOT = "must_meet", "would_like", "rather_not"


def wishes(there=None, back=None):
    stated = [
        StatedWish("ada", "bo", there) if there else None,
        StatedWish("bo", "ada", back) if back else None,
    ]
    return [wish for wish in stated if wish]


def worths(people, stated, **options):
    return {c.pair: c.worth for c in candidates(interest_graph(people, stated), **options)}


@pytest.mark.parametrize(
    ("there", "back", "worth"),
    [
        (MUST, MUST, 30), (MUST, WOULD, 25), (WOULD, MUST, 25), (WOULD, WOULD, 21),
        (MUST, None, 9), (None, MUST, 9), (WOULD, None, 3), (None, WOULD, 3),
    ],
)  # fmt: skip
def test_worth_follows_the_table_and_a_fit_adds_one(there, back, worth):
    assert worths([ADA, BO], wishes(there, back)) == {("ada", "bo"): worth}
    assert worths([ADA, NEEDY], wishes(there, back)) == {("ada", "bo"): worth + 1}


def test_a_suggestion_is_worth_one_and_comes_only_when_asked_for():
    assert worths([ADA, NEEDY], []) == {}
    assert worths([ADA, NEEDY], [], with_suggestions=True) == {("ada", "bo"): 1}
    assert worths([ADA, BO], [], with_suggestions=True) == {}


def test_words_that_read_alike_make_a_suggestion_only_above_the_threshold():
    weak = interest_graph([ADA, BO], [], {("ada", "bo"): 0.24})
    strong = interest_graph([ADA, BO], [], {("ada", "bo"): 0.25})
    assert candidates(weak, with_suggestions=True) == []
    assert [c.worth for c in candidates(strong, with_suggestions=True)] == [1]


@pytest.mark.parametrize("other", [None, MUST, WOULD, NOT])
def test_a_rather_not_of_either_side_removes_the_pair(other):
    assert worths([ADA, NEEDY], wishes(NOT, other), with_suggestions=True) == {}
    assert worths([ADA, NEEDY], wishes(other, NOT), with_suggestions=True) == {}


def test_colleagues_never_meet_each_other_but_people_without_organisation_may():
    alone = [Person("ada", None, offers={"hydrogen": 3}), Person("bo", None, needs={"hydrogen": 3})]
    same = [Person("ada", "north", offers={"hydrogen": 3}), Person("bo", "north", needs={"hydrogen": 3})]
    assert worths(same, wishes(MUST, MUST), with_suggestions=True) == {}
    assert worths(alone, wishes(MUST, MUST)) == {("ada", "bo"): 31}


def test_candidates_carry_the_reasons_for_their_worth():
    assert candidates(interest_graph([ADA, NEEDY], wishes(MUST, WOULD))) == [
        ReasonedCandidate("ada", "bo", 26, (
            Reason("mutual_wish", ("must_meet", "would_like")),
            Reason("offer_meets_need", ("ada", "bo", "hydrogen")),
            Reason("common_language", ("en",)),
        ))
    ]  # fmt: skip
    assert candidates(interest_graph([ADA, BO], wishes(None, WOULD)))[0].reasons == (
        Reason("wish_of", ("bo", "would_like")), Reason("common_language", ("en",)),
    )  # fmt: skip


def test_candidates_stand_by_worth_then_by_id():
    people = [Person(name) for name in "abcd"]
    stated = [StatedWish("d", "c", WOULD), StatedWish("b", "a", WOULD), StatedWish("c", "a", MUST)]
    assert [c.pair for c in candidates(interest_graph(people, stated))] == [
        ("a", "c"),
        ("a", "b"),
        ("c", "d"),
    ]


def test_edge_weighs_a_wish_above_any_content():
    full = dict.fromkeys(ascii_lowercase, 3)
    same = Person("a", offers=full, needs=full, interests=full)
    graph = interest_graph([same, Person("b", offers=full, needs=full, interests=full), Person("c")],
                           [StatedWish("a", "c", WOULD)], {("a", "b"): 1.0})  # fmt: skip
    assert graph.edges["a", "b"]["weight"] == 2.0
    assert graph.edges["a", "c"]["weight"] == 3.0
    assert graph.edges["c", "a"]["weight"] == 0.0


def test_reasons_to_meet_are_told_from_the_viewers_side():
    ada = Person("ada", offers={"hydrogen": 1, "wind": 3}, needs={"ports": 2}, interests={"heat": 1},
                 languages=("da", "en"))  # fmt: skip
    bo = Person(
        "bo", offers={"ports": 2}, needs={"hydrogen": 2, "wind": 1}, interests={"heat": 3}, languages=("en",)
    )
    assert reasons_to_meet(ada, bo) == (
        Reason("needs_what_you_offer", ("wind",)), Reason("needs_what_you_offer", ("hydrogen",)),
        Reason("offers_what_you_need", ("ports",)), Reason("shared_interest", ("heat",)),
        Reason("common_language", ("en",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "stated", "message"),
    [
        ([ADA, ADA], [], "two people have the same id"),
        ([ADA], wishes(MUST), "a wish of 'ada' for 'bo' cannot be"),
        ([ADA], [StatedWish("ada", "ada", MUST)], "a wish of 'ada' for 'ada' cannot be"),
        ([ADA, BO], [StatedWish("ada", "bo", "loves")], "there is no grade 'loves'"),
        ([ADA, BO], wishes(MUST) + wishes(NOT), "'ada' has stated two wishes about 'bo'"),
    ],
)
def test_contradictions_are_refused(people, stated, message):
    with pytest.raises(GraphError, match=message):
        interest_graph(people, stated)


topics = st.dictionaries(st.sampled_from(["heat", "ports", "wind"]), st.integers(1, 3), max_size=2)


@st.composite
def camps(draw):
    """A few people of three organisations or none, and wishes among them."""
    names = list("abcdef")[: draw(st.integers(2, 6))]
    organisations = st.sampled_from([None, "north", "south", "west"])
    people = [Person(name, draw(organisations), draw(topics), draw(topics), draw(topics)) for name in names]
    grades = st.sampled_from([None, MUST, WOULD, NOT])
    stated = [StatedWish(a, b, grade) for a, b in permutations(names, 2) if (grade := draw(grades))]
    return people, stated


@settings(deadline=None)
@given(camps(), st.randoms(use_true_random=False))
def test_new_names_in_another_order_change_nothing_but_the_names(camp, random: Random):
    people, stated = camp
    names = {person.id: f"new-{number}" for number, person in enumerate(random.sample(people, len(people)))}
    renamed = [Person(names[p.id], p.organisation, p.offers, p.needs, p.interests) for p in people]
    restated = [StatedWish(names[w.author], names[w.target], w.grade) for w in stated]
    random.shuffle(renamed)
    random.shuffle(restated)
    before = worths(people, stated, with_suggestions=True)
    after = worths(renamed, restated, with_suggestions=True)
    assert {frozenset((names[a], names[b])): worth for (a, b), worth in before.items()} == {
        frozenset(pair): worth for pair, worth in after.items()
    }


@settings(deadline=None)
@given(camps())
def test_every_candidate_is_wished_by_somebody_refused_by_nobody_and_no_colleague(camp):
    people, stated = camp
    house = {person.id: person.organisation for person in people}
    wished = {frozenset((w.author, w.target)) for w in stated if w.grade != NOT}
    refused = {frozenset((w.author, w.target)) for w in stated if w.grade == NOT}
    allowed = {pair for pair in wished - refused
               if len({house[name] for name in pair}) == 2 or house[min(pair)] is None}  # fmt: skip
    found = candidates(interest_graph(people, stated))
    assert {frozenset(candidate.pair) for candidate in found} == allowed
    assert all(candidate.worth >= 1 and candidate.a < candidate.b for candidate in found)


@settings(deadline=None)
@given(camps())
def test_wishes_come_first_with_and_without_suggestions(camp):
    people, stated = camp
    without = worths(people, stated)
    with_them = worths(people, stated, with_suggestions=True)
    assert {pair: worth for pair, worth in with_them.items() if worth > 1} == without


@settings(deadline=None)
@given(camps())
def test_mutual_wishes_outweigh_any_two_that_are_not_returned(camp):
    """And one wish outweighs the two suggestions for which it might have to make room."""
    found = candidates(interest_graph(*camp), with_suggestions=True)
    kinds = {"mutual_wish": [], "wish_of": [], "suggestion": []}
    for candidate in found:
        code = next((r.code for r in candidate.reasons if r.code in kinds), "suggestion")
        kinds[code].append(candidate.worth)
    for higher, lower in (("mutual_wish", "wish_of"), ("wish_of", "suggestion")):
        assert min(kinds[higher], default=99) > 2 * max(kinds[lower], default=0)


@settings(deadline=None)
@given(camps(), st.randoms(use_true_random=False))
def test_graph_is_the_same_whatever_the_order_of_its_input(camp, random: Random):
    people, stated = camp
    graph = interest_graph(people, stated)
    again = interest_graph(random.sample(people, len(people)), random.sample(stated, len(stated)))
    assert list(graph.nodes) == list(again.nodes)
    assert list(graph.edges(data=True)) == list(again.edges(data=True))
