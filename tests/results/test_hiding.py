"""What is not told outside: exact rules of suppression."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.afterwards.report import hiding


@pytest.mark.parametrize(("value", "told"), [(0, 0), (1, None), (2, None), (3, 3), (40, 40)])
def test_numbers_of_one_and_two_are_not_told(value: int, told: int | None) -> None:
    assert hiding.cell(value) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([5, 9, 0], [5, 9, 0]),
        ([1, 2, 9], [None, None, 9]),
        ([1, 1, 9, 20], [None, None, None, 20]),
        ([1, 1, 1, 9], [None, None, None, None]),
        ([1, 5, 9], [None, None, 9]),
        ([1, 0, 0], [None, 0, 0]),
        ([], []),
    ],
)
def test_of_a_sum_never_one_part_alone_is_hidden(values: list[int], told: list[int | None]) -> None:
    assert hiding.parts(values) == told


def ways_to_fill(places: int, total: int) -> list[tuple[int, ...]]:
    """All numbers, none of them 0, that so many hidden places can hold."""
    if places == 0:
        return [()] if total == 0 else []
    return [
        (first, *more) for first in range(1, total + 1) for more in ways_to_fill(places - 1, total - first)
    ]


@given(st.lists(st.integers(0, 8), max_size=6))
def test_whoever_knows_the_sum_cannot_reckon_a_hidden_part(values: list[int]) -> None:
    told = hiding.parts(values)
    assert all(value == shown for value, shown in zip(values, told, strict=True) if shown is not None)
    assert all(shown is None or shown == 0 or shown >= 3 for shown in told)
    if None in told and any(told):
        hidden = sum(values) - sum(shown or 0 for shown in told)
        possible = ways_to_fill(told.count(None), hidden)
        assert hidden >= 3 and all(len(set(column)) > 1 for column in zip(*possible, strict=True))


@given(st.lists(st.integers(0, 8), max_size=8), st.integers(0, 3))
def test_as_many_parts_are_hidden_as_are_asked_for(values: list[int], least: int) -> None:
    assert hiding.parts(values, least).count(None) >= min(least, sum(value > 0 for value in values))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([151, 150, 153, 144], [151, None, None, 144]),
        ([10, 10, 7, 5, 2, 0], [10, 10, 7, None, None, 0]),
        ([2, 0], [None, 0]),
        ([], []),
    ],
)
def test_of_two_stages_that_are_close_the_later_is_not_told(
    values: list[int], told: list[int | None]
) -> None:
    assert hiding.stages(values) == told


@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_difference_of_two_stages_is_one_or_two(values: list[int]) -> None:
    told = [value for value in [0, *hiding.stages(values)] if value is not None]
    assert not {1, 2} & {abs(one - other) for one in told for other in told}
    assert hiding.stages(values)[:1] == [hiding.cell(value) for value in values[:1]], (
        "the first is never close"
    )


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
