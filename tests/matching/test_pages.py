"""The organiser's way: from the first look at Match to a published schedule."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, CampRole, Job, JobKind, JobStatus, Schedule, ScheduleStatus
from app.services.accounts import teams
from app.services.matching import curves, solving
from app.services.work import jobs
from tests.makers import make_camp, make_participant, make_slots, make_tables, make_user, make_wish
from tests.page_client import PageClient

RUN = {"priority": "promised", "seconds": "10", "comfort": "waiting", "most_in_a_row": "0"}


@pytest.fixture
def camp(app: Flask) -> Camp:
    camp = make_camp("nyborg", promised_meetings=2)
    people = [make_participant(camp, name) for name in ("Ada Holm", "Bo <b>Ørsted</b>", "Cy", "Dea")]
    make_slots(camp, 3)
    make_tables(camp, 2)
    for author in people:
        for target in people:
            if author is not target:
                make_wish(author, target)
    return camp


@pytest.fixture
def organiser(camp: Camp, visit: PageClient) -> PageClient:
    user = make_user("organiser@example.org")
    teams.join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return visit


def work() -> None:
    """What the worker does when the bell rings."""
    for job in db.session.scalars(select(Job).where(Job.status == JobStatus.QUEUED)):
        claim = jobs.claim(job.id, "test")
        assert claim is not None
        solving.solve_camp(claim)


def test_organiser_generates_looks_and_publishes(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match")
    assert organiser.texts(".empty-state__title, .empty-state h3") != []
    organiser.submit(button="Generate a schedule")
    assert organiser.texts("h1") == ["Generating a schedule"]
    work()
    organiser.get("/console/nyborg/match/" + str(db.session.scalars(select(Job.id)).one()), follow=True)
    assert organiser.texts("h1") == ["Schedule 1"]
    assert len(organiser.page.select(".grid-meeting")) == 6
    organiser.get("/console/nyborg/schedules/1/publish")
    assert "6 new meetings" in organiser.page.get_text()
    organiser.submit(button="Publish and send")
    assert db.session.scalars(select(Schedule.status)).all() == [ScheduleStatus.PUBLISHED]
    assert "4 people get a mail" in organiser.page.get_text()


def test_second_start_leads_to_the_run_under_way(organiser: PageClient) -> None:
    organiser.post("/console/nyborg/match", RUN)
    first = organiser.response.headers["Location"]  # type: ignore[union-attr]
    organiser.post("/console/nyborg/match", RUN)
    assert organiser.response.headers["Location"] == first  # type: ignore[union-attr]
    assert db.session.query(Job).count() == 1


def test_unknown_choice_starts_nothing_and_is_said_at_the_field(organiser: PageClient) -> None:
    organiser.post("/console/nyborg/match", {**RUN, "priority": "rich people first"}, status=200)
    assert organiser.page.title is not None and organiser.page.title.get_text().strip().startswith("Error:")
    assert db.session.query(Job).count() == 0


def test_camp_without_tables_is_told_before_any_run(organiser: PageClient, app: Flask) -> None:
    empty = make_camp("empty")
    other = make_user("third@example.org")
    teams.join_team(empty, other, CampRole.ORGANISER)
    organiser.sign_in(other)
    organiser.get("/console/empty/match")
    assert "There is no table yet." in organiser.page.get_text()
    assert organiser.page.find("button", string="Generate a schedule") is None


def test_stopped_run_keeps_the_best(organiser: PageClient) -> None:
    organiser.post("/console/nyborg/match", {**RUN, "priority": "wishes", "seconds": "30"})
    job = db.session.scalars(select(Job)).one()
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    organiser.post(f"/console/nyborg/match/{job.id}/stop")
    db.session.expire_all()
    assert job.stop_requested is True
    claim.ask_to_stop()  # as the heartbeat does when it reads that
    solving.solve_camp(claim)
    db.session.expire_all()
    assert (job.status, job.schedule_id is not None) == (JobStatus.DONE, True)


def test_every_view_of_a_schedule_shows_hostile_names_escaped(organiser: PageClient) -> None:
    organiser.post("/console/nyborg/match", RUN)
    work()
    for view in ("", "people", "unmet", "publish"):
        organiser.get(f"/console/nyborg/schedules/1/{view}")
        assert organiser.page.find("b", string="Ørsted") is None


def test_schedule_of_another_camp_is_not_there(organiser: PageClient) -> None:
    make_camp("other")
    for path in ("/console/other/match", "/console/nyborg/schedules/7/", "/console/nyborg/match/99"):
        organiser.get(path, status=404)


def test_curve_needs_two_points_and_draws_value_and_bound() -> None:
    point = {"seconds": 0.1, "goal": "worth", "value": 5, "bound": 10}
    assert curves.curve([point]) is None
    drawn = curves.curve([point, {**point, "seconds": 1.1, "value": 10}])
    assert drawn is not None
    assert (drawn.value, drawn.bound) == ("M115.3 188.0 H628.0 V12.0", "M115.3 12.0 H628.0 V12.0")


def test_progress_is_told_in_a_sentence(app: Flask, camp: Camp) -> None:
    job = jobs.open_job(JobKind.SOLVE, camp, make_user(), {})
    with app.test_request_context():
        assert curves.told(job) == "Waiting for a free worker."
        job.status, job.started_at = JobStatus.RUNNING, datetime.now(UTC)
        job.progress = [{"seconds": 1.0, "goal": "worth", "value": 1182, "bound": 1190}]
        assert curves.told(job) == (
            "Searching, 0 s – Worth of the meetings: 1,182. No schedule has more than 1,190. "
            "You may stop and keep this."
        )


def test_number_that_no_row_can_have_is_not_there(organiser: PageClient) -> None:
    for path in ("schedules/99999999999999999999/", "match/2147483648"):
        organiser.get(f"/console/nyborg/{path}", status=404)


def test_pin_and_ban_are_seen_before_a_run_and_lead_back(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match")
    organiser.submit(button="Generate a schedule")
    work()
    organiser.get("/console/nyborg/schedules/1/")
    organiser.get(organiser.page.select(".grid-meeting a")[0]["href"])
    organiser.submit(button="Pin it here")
    organiser.get(organiser.get("/console/nyborg/schedules/1/").select(".grid-meeting a")[1]["href"])
    organiser.submit(button="Never bring them together")
    organiser.get("/console/nyborg/match")
    rows = organiser.page.select("section[aria-labelledby=rulings] tbody tr")
    assert [("pinned" in row.get_text(), "never together" in row.get_text()) for row in rows] == [
        (True, False),
        (False, True),
    ]
    organiser.get(rows[0].select_one("a")["href"])
    organiser.submit(button="Unpin it")
    organiser.get("/console/nyborg/match")
    assert len(organiser.page.select("section[aria-labelledby=rulings] tbody tr")) == 1


def test_change_of_an_older_state_is_told_on_the_page_and_does_nothing(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match")
    organiser.submit(button="Generate a schedule")
    work()
    organiser.get("/console/nyborg/schedules/1/")
    organiser.get(organiser.page.select(".grid-meeting a")[0]["href"])
    organiser.submit(button="Remove the meeting")
    schedule = db.session.scalars(select(Schedule)).one()
    schedule.version = 7
    db.session.commit()
    organiser.submit(button="Add", status=409)
    assert "has changed this schedule since you opened the page" in organiser.page.get_text()
    db.session.expire_all()
    assert (schedule.version, len(schedule.goals)) == (7, 4)


def test_person_is_found_in_the_grid_and_each_table_has_its_list(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match")
    organiser.submit(button="Generate a schedule")
    work()
    organiser.get("/console/nyborg/schedules/1/")
    organiser.submit({"q": "holm"}, button="Show")
    assert len(organiser.page.select(".grid-meeting--found")) == 3
    assert len([link for link in organiser.page.select("main li a") if "Ada Holm" in link.get_text()]) == 3
    organiser.submit({"q": "nobody at all"}, button="Show")
    assert organiser.page.select(".grid-meeting--found") == []
    assert "Nobody of that name has a meeting in this schedule." in organiser.page.get_text()
    organiser.get("/console/nyborg/schedules/1/tables?table=2")
    rows = organiser.texts("tbody tr")
    assert len(rows) == 3 + 2
    organiser.get("/console/nyborg/schedules/1/tables?table=99")
    assert len(organiser.page.select("tbody tr")) == 2


def test_meeting_is_dropped_elsewhere_and_the_conflict_is_said(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match")
    organiser.submit(button="Generate a schedule")
    work()
    organiser.get("/console/nyborg/schedules/1/")
    grid = organiser.page.select_one("table[data-version]")
    assert grid is not None
    row = grid.select("tr[data-row]")[0]
    cells = row.select("td")
    link = cells[0].select_one("a")
    assert link is not None
    columns = [head.get("data-column") for head in grid.select("thead th")]
    target = {"slot": str(row["data-row"]), "table": str(columns[2]), "version": str(grid["data-version"])}
    organiser.post(f"{link['href']}/drop", target, follow=True, status=200)
    assert organiser.texts("h1") == ["Schedule 1"]
    assert "The meeting has its new place." in organiser.page.get_text()
    organiser.post(f"{link['href']}/drop", target, status=409)
    assert "has changed this schedule since you opened the page" in organiser.page.get_text()
