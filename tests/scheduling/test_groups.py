"""Figures of the interest graph, its groups, and the file for other programs."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.graph import candidates, interest_graph
from app.scheduling.graphml import graphml_of
from app.scheduling.groups import Outlook, Standing, groups, outlook, reciprocity, standings, wish_graph
from app.scheduling.people import Person, StatedWish

MUST, WOULD, NOT = "must_meet", "would_like", "rather_not"


def wished(people, wishes):
    stated = [StatedWish(a, b, grade) for a, b, grade in wishes]
    return wish_graph(interest_graph([Person(name) for name in people], stated))


def pairs_of(people, wishes):
    return candidates(
        interest_graph([Person(name) for name in people], [StatedWish(a, b, WOULD) for a, b in wishes])
    )


def ring(names):
    """Everybody wishes to meet the next two."""
    return [(name, names[(i + step) % len(names)], WOULD) for i, name in enumerate(names) for step in (1, 2)]


def test_standings_count_wishes_and_no_vetoes():
    graph = wished(
        "abcd", [("a", "b", MUST), ("b", "a", WOULD), ("a", "c", WOULD), ("d", "a", NOT), ("c", "d", NOT)]
    )
    assert standings(graph) == {
        "a": Standing(2, 1, 1),
        "b": Standing(1, 1, 1),
        "c": Standing(0, 1, 0),
        "d": Standing(0, 0, 0),
    }
    assert [name for name, one in standings(graph).items() if one.is_isolated] == ["d"]


def test_reciprocity_is_the_share_of_wishes_that_are_returned():
    assert reciprocity(wished("ab", [])) is None
    assert reciprocity(wished("ab", [("a", "b", NOT)])) is None
    assert reciprocity(wished("ab", [("a", "b", WOULD)])) == 0.0
    assert reciprocity(
        wished("abc", [("a", "b", WOULD), ("b", "a", MUST), ("a", "c", WOULD)])
    ) == pytest.approx(2 / 3)


def test_groups_are_those_who_wish_for_each_other():
    graph = wished("abcdwxyz!", [*ring("abcd"), *ring("wxyz"), ("a", "w", WOULD), ("!", "a", NOT)])
    found = groups(graph)
    assert [set(group.members) for group in found] == [set("abcd"), set("wxyz")]
    assert [(group.within, group.across) for group in found] == [(8, 1), (8, 0)]
    assert found[1].members[0] == "w"  # the most wished for


def test_groups_are_called_by_what_their_members_name_most():
    people = [Person("a", offers={"heat": 1}, needs={"heat": 2, "wind": 1}), Person("b", interests={"wind": 3}),
              Person("c", needs={"wind": 1, "ports": 1})]  # fmt: skip
    graph = wish_graph(interest_graph(people, [StatedWish("a", "b", WOULD), StatedWish("b", "c", WOULD)]))
    assert [group.topics for group in groups(graph)] == [("wind", "heat", "ports")]
    assert groups(wished("ab", [])) == []


@pytest.mark.parametrize(
    ("wishes", "limits", "places", "expected"),
    [
        ([], 9, 9, Outlook(0, 0)),
        (["ab", "cd"], 9, 9, Outlook(2, 2)),
        (["ab", "ac", "ad"], 2, 9, Outlook(2, 2)),
        (["ab", "cd"], 9, 1, Outlook(1, 1)),
        (["ab", "bc", "cd"], 1, 9, Outlook(2, 2)),
        (["ab", "bc", "ca"], 1, 9, Outlook(1, 1)),
        (["ac", "ab", "cd"], 1, 9, Outlook(1, 2)),
        (["ab"], 0, 9, Outlook(0, 0)),
    ],
)
def test_outlook_keeps_to_what_people_and_tables_have_time_for(wishes, limits, places, expected):
    pairs = pairs_of("abcd", wishes)
    pairs.sort(key=lambda pair: wishes.index("".join(pair.pair)) if "".join(pair.pair) in wishes else 99)
    assert outlook(pairs, dict.fromkeys("abcd", limits), places) == expected


@settings(deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))),
    st.integers(0, 3),
    st.integers(0, 8),
)
def test_outlook_never_promises_more_than_can_be(wishes, limit, places):
    pairs = pairs_of("abcdef", [(a, b) for a, b in wishes if a != b])
    found = outlook(pairs, dict.fromkeys("abcdef", limit), places)
    best = len(nx.max_weight_matching(nx.Graph([pair.pair for pair in pairs]), maxcardinality=True))
    assert 0 <= found.likely <= found.at_most <= min(len(pairs), places, 3 * limit)
    if limit == 1:
        assert found.likely <= min(best, places) <= found.at_most


def test_graphml_is_read_back_with_wishes_and_labels():
    graph = wished("abc", [("a", "b", MUST), ("b", "a", WOULD), ("a", "c", NOT)])
    labels = {name: {"label": f'<{name}> & "Ø"', "group": 1} for name in "ab"}
    content = graphml_of(graph, labels)
    back = nx.parse_graphml(content.decode())
    assert dict(back.nodes(data=True)) == labels
    assert sorted((a, b, data["grade"], data["mutual"]) for a, b, data in back.edges(data=True)) == [
        ("a", "b", MUST, True), ("b", "a", WOULD, True),
    ]  # fmt: skip
    assert graphml_of(graph, labels) == content
