"""The wall board tells what goes on and what comes, of nobody by name, and keeps itself fresh."""

from datetime import timedelta

import time_machine
from flask import Flask

from app.extensions import db
from app.models import Camp, CampRole, ScheduleStatus, TeamMember, User
from tests.makers import (
    START,
    _save,
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient
from tests.queries import count_queries

HOUR = timedelta(hours=1)


def _camp_with_a_day() -> Camp:
    """Two meetings at 9:00, none at 9:20, a talk at 10:00 and beside it a workshop; times of Copenhagen."""
    camp = make_camp("home")
    slots, tables = make_slots(camp, 2), make_tables(camp, 2)
    people = [make_participant(camp, f"Somebody {number}") for number in range(4)]
    meetings = [(people[0], people[1], slots[0], tables[0]), (people[2], people[3], slots[0], tables[1])]
    make_schedule(camp, meetings, status=ScheduleStatus.PUBLISHED)
    make_schedule(camp, [(people[0], people[2], slots[1], tables[0])])
    make_session(camp, START + HOUR, title="Welcome", room="Great Hall", is_for_all=True)
    make_session(camp, START + HOUR, title="Writing proposals", room="Library")
    return camp


def _helper(camp: Camp) -> User:
    user = make_user("helper@example.org")
    _save(TeamMember(camp_id=camp.id, user_id=user.id, role=CampRole.HELPER))
    return user


def _seen(visit: PageClient, helper: User) -> dict[str, list[str]]:
    visit.sign_in(helper)  # anew, for the clock has moved
    visit.get("/console/home/board")
    sections = visit.page.select("#board section")
    return {
        section.h2.get_text(strip=True): [title.get_text(strip=True) for title in section.select("h3")]
        for section in sections
    }


def test_board_tells_what_goes_on_and_what_comes(app: Flask, visit: PageClient) -> None:
    camp = _camp_with_a_day()
    helper = _helper(camp)

    with time_machine.travel(START + timedelta(minutes=5)):
        assert _seen(visit, helper) == {
            "Now": ["One-to-one meetings"],
            "Next ·in 55 minutes": ["Welcome", "Writing proposals"],
        }
        assert visit.texts(".board-card--loud .board-card__when") == ["09:00–09:20 · ends in 15 minutes"]
        assert "2 tables" in visit.page.get_text()
    with time_machine.travel(START + timedelta(minutes=25)):  # a draft's meetings are nobody's business
        assert _seen(visit, helper) == {
            "Now": [],
            "Next ·in 35 minutes": ["Welcome", "Writing proposals"],
        }
    with time_machine.travel(START + HOUR):
        assert _seen(visit, helper) == {"Now": ["Welcome", "Writing proposals"]}
    with time_machine.travel(START - 24 * HOUR):
        assert _seen(visit, helper) == {"Now": [], "Next · Tuesday 9 March 2027": ["One-to-one meetings"]}
    with time_machine.travel(START + 24 * HOUR):
        assert _seen(visit, helper) == {"Now": []}
        assert "Nothing more is planned" in visit.page.get_text()


def test_board_names_nobody_and_comes_alone_for_htmx(app: Flask, visit: PageClient) -> None:
    camp = _camp_with_a_day()
    helper = _helper(camp)

    with time_machine.travel(START):
        visit.sign_in(helper)
        visit.get("/console/home/board")
        assert "Somebody" not in visit.page.get_text()
        part = visit.http.get("/console/home/board", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="board"')
    assert "<html" not in part


def test_board_asks_the_database_as_often_for_a_full_camp(app: Flask, visit: PageClient) -> None:
    camp = _camp_with_a_day()
    helper = _helper(camp)
    visit.sign_in(helper)
    visit.get("/console/home/board")

    with count_queries() as few:
        visit.get("/console/home/board")
    for number in range(30):
        make_session(camp, START + number * HOUR)
    db.session.commit()
    with count_queries() as many:
        visit.get("/console/home/board")

    assert len(many) == len(few) <= 12
