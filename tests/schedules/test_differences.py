"""What a publication changes, decided over values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.calendars.differences import (
    Change,
    ChangeKind,
    Placement,
    Taken,
    Told,
    changes,
    concerned,
    staying,
)

NINE = datetime(2027, 3, 9, 9, 0, tzinfo=UTC)


def at(slot: int, table: int = 1) -> Placement:
    start = NINE + slot * timedelta(minutes=20)
    return Placement(start, start + timedelta(minutes=20), table)


def test_first_publication_makes_every_meeting_new() -> None:
    assert changes({}, {(1, 2): at(0), (3, 4): at(0, 2)}) == [
        Change(ChangeKind.NEW, (1, 2), None, at(0)),
        Change(ChangeKind.NEW, (3, 4), None, at(0, 2)),
    ]


def test_meeting_that_stays_is_no_change() -> None:
    assert changes({(1, 2): Told(at(0), False)}, {(1, 2): at(0)}) == []


def test_another_table_is_a_move() -> None:
    told = {(1, 2): Told(at(0, 1), False)}
    assert changes(told, {(1, 2): at(0, 2)}) == [Change(ChangeKind.MOVED, (1, 2), at(0, 1), at(0, 2))]


def test_meeting_that_is_gone_is_cancelled_once() -> None:
    assert changes({(1, 2): Told(at(0), False)}, {}) == [Change(ChangeKind.CANCELLED, (1, 2), at(0), None)]
    assert changes({(1, 2): Told(at(0), True)}, {}) == []


def test_cancelled_meeting_that_comes_back_is_new() -> None:
    assert changes({(1, 2): Told(at(0), True)}, {(1, 2): at(0)}) == [
        Change(ChangeKind.NEW, (1, 2), None, at(0))
    ]


def test_what_two_have_agreed_on_stays_while_they_and_the_table_are_free() -> None:
    told = {(1, 2): Told(at(0), False, is_agreed=True)}
    planned = {(1, 3): at(1), (2, 4): at(2), (5, 6): at(0, 2)}
    assert staying(told, planned) == {(1, 2)}
    assert [change.pair for change in changes(told, planned)] == [(5, 6), (1, 3), (2, 4)]


@pytest.mark.parametrize(
    ("planned", "taken"),
    [
        ({(2, 3): at(0, 2)}, Taken((2,), table=False)),
        ({(1, 3): at(0, 2), (2, 4): at(0, 1)}, Taken((1, 2), table=True)),
        ({(5, 6): at(0, 1)}, Taken((), table=True)),
    ],
)
def test_what_two_have_agreed_on_gives_way_and_why_is_told(
    planned: dict[tuple[int, int], Placement], taken: Taken
) -> None:
    told = {(1, 2): Told(at(0), False, is_agreed=True)}
    gone = Change(ChangeKind.CANCELLED, (1, 2), at(0), None, taken)
    assert gone in changes(told, planned)
    assert staying(told, planned) == set()


def test_a_schedule_that_holds_the_agreed_pair_has_the_word() -> None:
    told = {(1, 2): Told(at(0), False, is_agreed=True)}
    assert changes(told, {(1, 2): at(0)}) == []
    assert changes(told, {(1, 2): at(1)}) == [Change(ChangeKind.MOVED, (1, 2), at(0), at(1))]
    assert staying(told, {(1, 2): at(1)}) == set()


def test_only_those_whose_meetings_change_are_concerned() -> None:
    told = {(1, 2): Told(at(0), False), (3, 4): Told(at(1), False)}
    found = changes(told, {(1, 2): at(0), (3, 4): at(2)})
    assert concerned(found) == {3: found, 4: found}


pairs = st.tuples(st.integers(1, 4), st.integers(5, 8))
placements = st.builds(at, st.integers(0, 3), st.integers(1, 3))


@given(st.lists(st.dictionaries(pairs, placements, max_size=6), max_size=6))
def test_calendars_that_apply_the_changes_hold_the_schedule(
    publications: list[dict[tuple[int, int], Placement]],
) -> None:
    """Whatever is published in whatever order, following the changes leads to the last schedule."""
    told: dict[tuple[int, int], Told] = {}
    for planned in publications:
        for change in changes(told, planned):
            told[change.pair] = Told(change.after or told[change.pair].placement, change.after is None)
        assert {pair: known.placement for pair, known in told.items() if not known.is_cancelled} == planned
