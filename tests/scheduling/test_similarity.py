"""Likeness of texts: what it must find, what it must not, and its range."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.similarity import BLOCK, fold, likeness, most_alike

words = st.text(alphabet="abcdeæøå -", max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Århus", "arhus"), ("Aarhus", "arhus"), ("Sørensen", "sorensen"), ("SOERENSEN", "sorensen"),
        ("José Æbelø", "jose aebelo"), ("Björn Þórsson", "bjorn thorsson"), ("Łódź", "lodz"),
        ("Straße", "strasse"), ("李雷", "李雷"), ("", ""),
    ],
)  # fmt: skip
def test_fold_makes_one_of_what_people_take_for_the_same(written, folded):
    assert fold(written) == folded


def test_likeness_finds_danish_compounds_and_nothing_in_other_words():
    compound, same, other, none = likeness(
        "brint energilagring", ["brintteknologi", "Energilagring, brint!", "havnelogistik", ""]
    )
    assert other < 0.1 < compound < same
    assert same == pytest.approx(1.0)
    assert none == 0.0


def test_likeness_weighs_rare_words_above_common_ones():
    texts = ["cluster hydrogen", "cluster ports", "cluster fashion", "cluster textiles"]
    scores = likeness("cluster hydrogen", texts)
    assert scores[0] == pytest.approx(1.0)
    assert max(scores[1:]) < 0.6


def test_likeness_of_texts_without_words_is_nought():
    assert likeness("", ["brint", "", "- . !"]) == [0.0, 0.0, 0.0]
    assert likeness("brint", []) == []


def test_most_alike_leaves_out_oneself_and_what_is_unlike():
    wanted = {"ada": "brintlagring", "bo": "havnelogistik", "carl": ""}
    offered = {"ada": "brintlagring", "bo": "lagring af brint", "carl": "logistik i havne"}
    found = most_alike(wanted, offered)
    assert sorted(found) == [("ada", "bo"), ("bo", "carl")]


def test_most_alike_keeps_the_best_of_each_across_blocks():
    offered = {
        f"p{number:04}": "brint" if number % 100 == 0 else "brint og havne" for number in range(2 * BLOCK + 5)
    }
    found = most_alike({"me": "brint"}, offered, each=3)
    assert list(found) == [("me", "p0000"), ("me", "p0100"), ("me", "p0200")]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), words), st.dictionaries(st.sampled_from("abcd"), words))
def test_most_alike_agrees_with_likeness_one_by_one(wanted, offered):
    names = sorted(offered)
    expected = {}
    for taker, text in wanted.items():
        for giver, score in zip(names, likeness(text, [offered[name] for name in names]), strict=True):
            if giver != taker and score >= 0.1001:
                expected[taker, giver] = pytest.approx(min(score, 1.0), abs=1e-4)
    found = {pair: score for pair, score in most_alike(wanted, offered).items() if score >= 0.1001}
    assert found == expected


@settings(deadline=None)
@given(words, st.lists(words, max_size=5))
def test_likeness_stays_between_nought_and_one(wanted, texts):
    assert all(0.0 <= score <= 1.0001 for score in likeness(wanted, texts))
