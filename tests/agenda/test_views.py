"""The agenda as a list and as a timetable, and the way to a table in words and as a picture."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import MeetingTable
from app.services.calendars.agendas import AgendaItem
from app.services.calendars.day_columns import Cell, columns_of
from app.services.programme.availability import Times
from app.services.publishing import publishing
from app.services.refusals import NotThere
from app.services.setup import floor_plan
from app.services.times.own_times import edit
from tests.makers import (
    START,
    make_camp,
    make_crowd,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries

ZONE = "Europe/Copenhagen"
TUESDAY, WEDNESDAY = date(2027, 3, 9), date(2027, 3, 10)


def item(day: int, start: str, end: str) -> AgendaItem:
    """An item between two times on the walls of Copenhagen in March."""
    first, last = (
        datetime.combine(date(2027, 3, day), time.fromisoformat(clock), UTC) - timedelta(hours=1)
        for clock in (start, end)
    )
    return AgendaItem(first, last if last > first else last + timedelta(days=1))


def test_days_stand_side_by_side_and_what_overlaps_shares_a_cell() -> None:
    early, long, inside = item(9, "09:00", "09:20"), item(9, "09:20", "10:20"), item(9, "09:40", "10:00")
    other = item(10, "09:20", "09:40")
    columns = columns_of([(TUESDAY, [early, long, inside]), (WEDNESDAY, [other])], ZONE)
    assert columns.days == (TUESDAY, WEDNESDAY)
    assert [line.cells for line in columns.lines] == [
        (Cell((early,), 1), Cell((), 1)),
        (Cell((long, inside), 2), Cell((other,), 1)),
        (None, Cell((), 1)),
    ]


def test_what_runs_past_midnight_stays_in_its_day() -> None:
    dinner = item(9, "19:00", "00:30")
    columns = columns_of([(TUESDAY, [dinner])], ZONE)
    assert [(line.starts_at, line.cells) for line in columns.lines] == [
        (dinner.starts_at, (Cell((dinner,), 1),))
    ]


def test_the_view_stands_in_the_address_and_shows_the_same(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    slots, tables = make_slots(camp), make_tables(camp)
    make_session(camp, START + timedelta(days=1), title="Funding workshop", is_for_all=True)
    schedule = make_schedule(camp, [(ada, bo, slots[0], tables[0])])
    publishing.publish(camp, schedule, make_user(), with_mail=False)
    make_wish(ada, bo)
    visit.sign_in(ada.user)
    visit.get("/camps/nyborg/agenda")
    assert visit.page.select(".day-columns") == []
    assert "You wished for this meeting" in visit.texts(".agenda-list__why")
    assert visit.page.select_one(".agenda-list__place a")["href"] == "/camps/nyborg/agenda/tables/1"
    visit.get("/camps/nyborg/agenda?view=timetable")
    assert visit.texts(".day-columns__day") == ["Tuesday 9 March 2027", "Wednesday 10 March 2027"]
    assert visit.texts(".day-columns__item") == ["Bo Table 1", "Funding workshop", "Free"]
    assert visit.texts(".tabs [aria-current]")[-1] == "Timetable"


def add_tables(camp_id: int, *rows: tuple[str, str, int]) -> list[MeetingTable]:
    words = [(zone, hint) for zone, hint, count in rows for _ in range(count)]
    tables = [
        MeetingTable(camp_id=camp_id, number=i + 1, zone=zone, hint=hint)
        for i, (zone, hint) in enumerate(words)
    ]
    db.session.add_all(tables)
    db.session.commit()
    return tables


def test_the_way_to_a_table_in_words(app: Flask) -> None:
    camp = make_camp()
    add_tables(
        camp.id, ("Ballroom", "front row, by the stage", 2), ("Ballroom", "by the windows", 1), ("", "", 10)
    )
    words = {number: floor_plan.where_is(camp, number).sentence for number in (2, 3, 4, 12)}
    assert words == {
        2: "Ballroom, front row, by the stage, number 2 of 2 in the row",
        3: "Ballroom, by the windows",
        4: "row 1 of 2, number 1 of 8 in the row",
        12: "row 2 of 2, number 1 of 2 in the row",
    }
    with pytest.raises(NotThere):
        floor_plan.where_is(camp, 14)


def test_no_two_tables_of_the_picture_touch_and_all_stand_in_their_room(app: Flask) -> None:
    camp = make_camp()
    add_tables(camp.id, ("Ballroom", "front", 17), ("Hall", "", 9), ("Ballroom", "back", 3), ("", "", 1))
    plan = floor_plan.plan_of(camp)
    spots = [(room, spot) for room in plan.rooms for row in room.rows for spot in row.spots]
    assert sorted(spot.number for _room, spot in spots) == list(range(1, 31))
    places = {(spot.x, spot.y) for _room, spot in spots}
    assert len(places) == 30
    assert all(
        abs(x - a) >= plan.side or abs(y - b) >= plan.side
        for x, y in places
        for a, b in places
        if (x, y) != (a, b)
    )
    for room, spot in spots:
        assert (
            room.y < spot.y and spot.y + plan.side < room.y + room.height and spot.x + plan.side < plan.width
        )
    ends = [(room.y, room.y + room.height) for room in plan.rooms]
    assert all(first[1] < second[0] for first, second in pairwise(ends))
    assert ends[-1][1] <= plan.height


def test_the_map_marks_the_table_in_colour_shape_and_words(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    slots = make_slots(camp)
    tables = add_tables(camp.id, ("Ballroom", "second row, near the stage", 3))
    schedule = make_schedule(camp, [(ada, bo, slots[0], tables[1])])
    publishing.publish(camp, schedule, make_user(), with_mail=False)
    visit.sign_in(ada.user)
    visit.get("/camps/nyborg/agenda/tables/2")
    assert visit.texts(".floor-map__finding") == [
        "Table 2: Ballroom, second row, near the stage, number 2 of 3 in the row"
    ]
    assert (
        len(visit.page.select(".floor-map__table--mine"))
        == len(visit.page.select(".floor-map__pointer"))
        == 1
    )
    assert visit.texts(".agenda-list__title") == ["Bo"]
    visit.get("/camps/nyborg/agenda/tables/4", status=404)


@time_machine.travel(START - timedelta(days=9))
def test_the_agenda_asks_the_same_number_of_questions_at_ten_and_at_five_hundred_people(
    visit: PageClient,
) -> None:
    counts = []
    for size in (10, 500):
        camp = make_camp()
        me, *others = make_crowd(camp, size)
        slots, tables = make_slots(camp, 8), make_tables(camp, 12)
        chosen, full = (
            make_session(camp, START + timedelta(hours=5)),
            make_session(camp, START + timedelta(hours=7), capacity=0),
        )
        edit(camp, me, Times(sessions=[chosen.id], waits=[full.id]))
        for other in others[:9]:
            make_wish(me, other)
        meetings = [(me, other, slot, tables[0]) for other, slot in zip(others, slots, strict=False)]
        publishing.publish(camp, make_schedule(camp, meetings), make_user(), with_mail=False)
        visit.sign_in(me.user)
        visit.get("/")
        with count_queries() as sent:
            visit.get(f"/camps/{camp.slug}/agenda")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 45
