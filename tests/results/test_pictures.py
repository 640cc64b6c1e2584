"""The interest graph and the grid in the report: all of it in the house, and outside nobody by a mark or a line."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, Participant
from app.services.afterwards.report import files
from app.services.afterwards.report.sections import Section
from app.services.changes import replies
from app.services.publishing import publishing
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)

AFTER = START + timedelta(hours=6)
LEFT_OUT = "fewer than 3, or left out"


@pytest.fixture
def camp(app: Flask) -> Camp:
    with time_machine.travel(AFTER):
        yield make_camp("nyborg")


def sections(camp: Camp, *, is_outside: bool) -> dict[str, Section]:
    return {one.key: one for one in files.report_of(camp, is_outside=is_outside)}


def ring_of(camp: Camp, name: str, size: int) -> list[Participant]:
    """So many people, each of whom wishes for all the others."""
    people = [make_participant(camp, f"{name} {number}") for number in range(size)]
    for one in people:
        for other in people:
            if one is not other:
                make_wish(one, other)
    return people


def test_the_graph_shows_everybody_in_the_house_and_no_small_group_outside(camp: Camp) -> None:
    ring_of(camp, "Ada", 5)
    ring_of(camp, "Bo", 4)
    make_participant(camp, "Cy Alone")
    inside, outside = (sections(camp, is_outside=one)["interest-graph"] for one in (False, True))
    assert [row[1:] for row in inside.rows] == [[5, 20, 0], [4, 12, 0], [1, 0, 0]]
    assert inside.picture.count("interest-picture__alone") == 1
    assert "<title>Cy Alone" in inside.picture and "A hollow mark" in inside.note
    assert [row[1:] for row in outside.rows] == [[5, 20, 0], [5, 12, 0]], (
        "one alone goes with the smaller group"
    )
    assert outside.rows[1][0] == "Others"
    assert outside.picture.count("interest-picture__person") == 10
    assert "interest-picture__alone" not in outside.picture
    assert "<title>" not in outside.picture and not re.search("Ada|Bo |Cy", outside.picture)


def test_outside_a_line_is_at_least_three_wishes_between_two_groups(camp: Camp) -> None:
    one, other, third = ring_of(camp, "Ada", 5), ring_of(camp, "Bo", 5), ring_of(camp, "Cy", 5)
    for number in range(2):
        make_wish(one[number], other[number])
    for number in range(3):
        make_wish(other[number], third[number])
    inside, outside = (sections(camp, is_outside=one)["interest-graph"] for one in (False, True))
    assert (
        sum(d.count("M") for d in re.findall(r'class="interest-picture__wish" d="([^"]*)"', inside.picture))
        == 5
    )
    lines = re.findall(r'class="interest-picture__(?:wish|mutual)" d="([^"]*)"', outside.picture)
    assert sum(line.count("M") for line in lines) == 1
    assert {row[3] for row in outside.rows} <= {0, LEFT_OUT, 3}
    assert 2 not in {row[3] for row in outside.rows}


def test_outside_all_marks_are_alike_and_rings_are_three_or_more(camp: Camp) -> None:
    people = ring_of(camp, "Ada", 9)
    for number in range(8):
        make_wish(make_participant(camp, f"Fan {number}"), people[0])
    ring_of(camp, "Bo", 3)
    picture = sections(camp, is_outside=True)["interest-graph"].picture
    assert len(set(re.findall(r"a([\d.]+) [\d.]+ 0 1 0", picture))) <= 2, "marks, and rings around them"
    assert picture.count("interest-picture__ring") >= 3


class Day:
    """Three slots with three tables; six people meet three times each, on all tables."""

    def __init__(self, camp: Camp, *, last_slot: int = 3) -> None:
        self.camp, self.organiser = camp, make_user("olga@example.org", "Olga")
        self.people = [make_participant(camp, f"Person {number}") for number in range(6)]
        slots, tables = make_slots(camp, 3), make_tables(camp, 3)
        turns = [[(0, 1), (2, 3), (4, 5)], [(0, 2), (1, 4), (3, 5)], [(0, 3), (1, 5), (2, 4)][:last_slot]]
        booked = [
            (self.people[a], self.people[b], slot, table)
            for slot, pairs in zip(slots, turns, strict=True)
            for (a, b), table in zip(pairs, tables, strict=False)
        ]
        with time_machine.travel(START - timedelta(days=2)):
            publishing.publish(camp, make_schedule(camp, booked), self.organiser, with_mail=False)

    def miss(self, count: int) -> None:
        """To so many meetings somebody did not come."""
        entries = db.session.scalars(
            select(CalendarEntry).order_by(CalendarEntry.starts_at, CalendarEntry.id)
        )
        for entry in list(entries)[:count]:
            replies.note_not_come(db.session.get(Participant, entry.person_lo_id), entry)
        db.session.commit()


def test_the_grid_shows_meetings_free_tables_and_who_was_missed(camp: Camp) -> None:
    day = Day(camp, last_slot=2)
    day.miss(1)
    grid = sections(camp, is_outside=False)["grid"]
    assert grid.headings == ["Slot", "Meetings", "Free", "Did not take place"]
    assert [row[1:] for row in grid.rows] == [[2, 0, 1], [3, 0, 0], [2, 1, 0]]
    assert grid.finding == "8 of 9 places at a table and slot have a meeting"
    kinds = [
        grid.picture.count(f'class="{kind}"')
        for kind in ("plot-fill-1", "plot-hollow", "plot-fill-2", "plot-cross")
    ]
    assert kinds == [7, 1, 1, 1], "a cross beside the colour"
    assert "Person" not in grid.picture


def test_outside_the_grid_tells_no_missed_meeting_and_none_can_be_reckoned(camp: Camp) -> None:
    day = Day(camp)
    assert sections(camp, is_outside=True)["grid"].picture.count("plot-fill-1") == 9
    day.miss(3)
    many = sections(camp, is_outside=True)
    assert many["grid"].headings == ["Slot", "Meetings", "Free"]
    assert many["grid"].picture.count("plot-fill-1") == 9 and "plot-cross" not in many["grid"].picture


@pytest.mark.parametrize("missed", [1, 2])
def test_outside_a_few_missed_meetings_are_not_what_is_left_of_all(camp: Camp, missed: int) -> None:
    Day(camp).miss(missed)
    found = sections(camp, is_outside=True)
    told = dict(found["participation"].rows)
    assert told["Meetings that did not take place"] == LEFT_OUT
    sums = [row[-2] for row in found["tables-by-slot"].rows]
    assert LEFT_OUT in sums or sum(sums) == told["Meetings held"]
    tables = [row[2] for row in found["table-map"].rows]
    assert LEFT_OUT in tables or sum(tables) == told["Meetings held"]
    people = [row[1] for row in found["meetings-per-person"].rows]
    seats = [many * held for held, many in enumerate(people) if many != LEFT_OUT]
    assert LEFT_OUT in people or sum(seats) == 2 * told["Meetings held"]


def test_outside_slots_and_tables_with_few_meetings_are_hidden_and_there_is_no_grid(camp: Camp) -> None:
    Day(camp, last_slot=1)
    inside, outside = sections(camp, is_outside=False), sections(camp, is_outside=True)
    assert inside["grid"].picture and not outside["grid"].picture
    assert outside["grid"].note.startswith("It is not drawn")
    for key, column in (("grid", 1), ("tables-by-slot", 1)):
        assert [row[column] for row in outside[key].rows] == [LEFT_OUT, 3, LEFT_OUT], "7 less 6 would tell"
    assert [row[2] for row in outside["grid"].rows] == [LEFT_OUT, 0, LEFT_OUT]
    assert outside["tables-by-slot"].headings == ["Slot", "All", "There are"]
    assert [row[2] for row in outside["table-map"].rows] == [3, LEFT_OUT, LEFT_OUT], (
        "one and three, or two and two"
    )
    assert "×2" in inside["table-map"].picture and "×2" not in outside["table-map"].picture
