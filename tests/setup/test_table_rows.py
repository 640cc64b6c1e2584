"""Tables in rows: laid by a number in a row, moved to another zone, drawn with their gaps, told in words."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Camp, CampRole, MeetingTable, TeamMember
from app.services.setup import floor_plan, tables
from app.services.setup.table_rows import Spot, laid
from app.services.setup.tables import Layout
from tests.makers import make_camp, make_user
from tests.page_client import PageClient


def drawn(camp: Camp) -> dict[str, list[dict[int, int]]]:
    """For each zone its rows from the top: the number of the table in each column."""
    plan = floor_plan.plan_of(camp)
    column = floor_plan.STEP
    return {
        room.zone: [
            {(spot.x - floor_plan.PADDING) // column + 1: spot.number for spot in row.spots}
            for row in room.rows
        ]
        for room in plan.rooms
    }


def test_tables_stand_in_rows_of_their_zone(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 5, Layout("Ballroom", in_a_row=3))
    tables.add_tables(camp, 2, Layout("Hall", in_a_row=3))
    tables.add_tables(camp, 3, Layout("Ballroom", in_a_row=3))
    assert drawn(camp) == {
        "Ballroom": [{1: 1, 2: 2, 3: 3}, {1: 4, 2: 5}, {1: 8, 2: 9, 3: 10}],
        "Hall": [{1: 6, 2: 7}],
    }


def test_a_table_that_goes_leaves_its_place_empty(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 6, Layout("Ballroom", in_a_row=3))
    tables.remove_tables(camp, 2, 2)
    assert drawn(camp) == {"Ballroom": [{1: 1, 3: 3}, {1: 4, 2: 5, 3: 6}]}
    assert floor_plan.where_is(camp, 3).sentence == "Ballroom, row 1 of 2, number 2 of 2 in the row"


def test_rows_are_laid_anew_and_counted_by_their_lowest_numbers(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 6, Layout("Ballroom", in_a_row=6))
    tables.add_tables(camp, 4, Layout("Ballroom", in_a_row=4))
    tables.describe_tables(camp, 4, 6, Layout("Ballroom", in_a_row=2))
    assert drawn(camp) == {
        "Ballroom": [{1: 1, 2: 2, 3: 3}, {1: 4, 2: 5}, {1: 6}, {1: 7, 2: 8, 3: 9, 4: 10}],
    }


def test_tables_that_change_their_zone_keep_their_rows(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 3, Layout("Hall", in_a_row=3))
    tables.add_tables(camp, 4, Layout("Ballroom", in_a_row=2))
    tables.describe_tables(camp, 4, 7, Layout("Hall", "at the back"))
    assert drawn(camp) == {"Hall": [{1: 1, 2: 2, 3: 3}, {1: 4, 2: 5}, {1: 6, 2: 7}]}
    assert floor_plan.where_is(camp, 6).sentence == "Hall, at the back, row 3 of 3, number 1 of 2 in the row"


def test_a_row_that_words_tell_is_not_counted_besides(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 2, Layout("Hall", "by the stage", 2))
    tables.add_tables(camp, 2, Layout("Hall", "by the windows", 2))
    assert floor_plan.where_is(camp, 4).sentence == "Hall, by the windows, number 2 of 2 in the row"


def test_words_alone_draw_rows_below_those_that_are_counted(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 2, Layout("Hall", "by the door"))
    tables.add_tables(camp, 2, Layout("Hall", in_a_row=2))
    assert drawn(camp) == {"Hall": [{1: 3, 2: 4}, {1: 1, 2: 2}]}


def test_a_long_row_makes_the_picture_wider_instead_of_breaking(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 24, Layout("Hall", in_a_row=12))
    plan = floor_plan.plan_of(camp)
    assert [len(row.spots) for row in plan.rooms[0].rows] == [12, 12]
    assert max(spot.x for row in plan.rooms[0].rows for spot in row.spots) + plan.side < plan.width


def test_a_number_that_comes_back_stands_where_it_is_put_now(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 2, Layout("Hall", in_a_row=2))
    table = tables.table_of(camp, 2)
    table.removed_at = camp.created_at
    db.session.commit()
    tables.add_tables(camp, 1)
    assert (table.removed_at, table.zone, table.row, table.place) == (None, "", None, None)


spots = st.builds(Spot, st.integers(1, 9), st.integers(1, 9))


@given(st.dictionaries(st.integers(1, 30), spots), st.lists(st.none() | spots), st.none() | st.integers(1, 9))
def test_nobody_loses_a_row_and_rows_are_counted_from_one(
    others: dict[int, Spot], moved: list[Spot | None], in_a_row: int | None
) -> None:
    numbered = [(100 + index, spot) for index, spot in enumerate(moved)]
    found = laid(others, numbered, in_a_row)
    expected = set(others) | {number for number, spot in numbered if spot or in_a_row}
    assert set(found) == expected
    assert {spot.row for spot in found.values()} == set(range(1, len({s.row for s in found.values()}) + 1))
    for one in others:
        assert found[one].place == others[one].place
        assert {n for n in others if found[n].row == found[one].row} == {
            n for n in others if others[n].row == others[one].row
        }


@pytest.mark.parametrize(("row", "place"), [(1, None), (None, 1), (0, 1), (1, -1)])
def test_the_database_knows_no_half_a_spot(app: Flask, row: int | None, place: int | None) -> None:
    db.session.add(MeetingTable(camp_id=make_camp().id, number=1, row=row, place=place))
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_an_organiser_draws_a_floor_plan(app: Flask, visit: PageClient) -> None:
    camp, olga = make_camp("nyborg"), make_user("olga@example.org", "Olga")
    db.session.add(TeamMember(camp_id=camp.id, user_id=olga.id, role=CampRole.ORGANISER))
    db.session.commit()
    visit.sign_in(olga)
    visit.get("/console/nyborg/tables")
    assert visit.page.select(".floor-map") == []
    visit.submit({"count": "8", "zone": "Ballroom", "in_a_row": "4"})
    assert visit.texts(".floor-map__number") == [str(number) for number in range(1, 9)]
    visit.get("/console/nyborg/tables/1-8")
    visit.submit({"in_a_row": "41"})
    assert "Write a number from 1 to 40." in visit.page.get_text()
    visit.submit({"in_a_row": "8"})
    assert [len(row) for row in drawn(camp)["Ballroom"]] == [8]
