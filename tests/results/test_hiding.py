"""What is not told outside: exact rules of suppression."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.report import hiding


@pytest.mark.parametrize(("value", "told"), [(0, 0), (1, None), (2, None), (3, 3), (40, 40)])
def test_numbers_of_one_and_two_are_not_told(value: int, told: int | None) -> None:
    assert hiding.cell(value) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([5, 9, 0], [5, 9, 0]),
        ([1, 2, 9], [None, None, 9]),
        ([1, 5, 9], [None, None, 9]),
        ([1, 0, 0], [None, 0, 0]),
        ([], []),
    ],
)
def test_of_a_sum_never_one_part_alone_is_hidden(values: list[int], told: list[int | None]) -> None:
    assert hiding.parts(values) == told


@given(st.lists(st.integers(0, 8), max_size=8))
def test_whoever_knows_the_sum_cannot_reckon_a_hidden_part(values: list[int]) -> None:
    told = hiding.parts(values)
    assert all(value == shown for value, shown in zip(values, told, strict=True) if shown is not None)
    assert all(shown is None or shown == 0 or shown >= 3 for shown in told)
    assert told.count(None) != 1 or sum(value > 0 for value in values) == 1


def test_small_groups_stand_together_and_are_never_fewer_than_three() -> None:
    groups = dict(enumerate("AAAAABBBC"))  # five of A, three of B, one of C
    merged = hiding.merged(groups, "Others")
    assert sorted(merged.values()) == ["A"] * 5 + ["Others"] * 4, (
        "C alone would be one person, so B goes along"
    )


@given(st.lists(st.sampled_from("ABCDEF"), max_size=30))
def test_no_group_that_is_told_has_one_or_two(labels: list[str]) -> None:
    merged = hiding.merged(dict(enumerate(labels)), "Others")
    sizes = {one: list(merged.values()).count(one) for one in merged.values()}
    assert all(size >= 3 for size in sizes.values()) or len(labels) < 3


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.integers(0, 6), min_size=n * n, max_size=n * n)))
def test_a_square_stays_symmetric_and_hides_no_single_number_of_a_row(flat: list[int]) -> None:
    size = int(len(flat) ** 0.5)
    values = [[flat[min(i, j) * size + max(i, j)] for j in range(size)] for i in range(size)]
    told = hiding.square(values)
    for i, row in enumerate(told):
        assert all(told[j][i] == value for j, value in enumerate(row))
        assert row.count(None) != 1 or sum(value > 0 for value in values[i]) == 1
        assert all(value is None or value == 0 or value >= 3 for value in row)
