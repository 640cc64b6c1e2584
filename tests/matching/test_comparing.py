"""Schedules side by side, the history of runs, and the proof checked from its page."""

import json
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.extensions import db
from app.models import Camp, CampRole, Meeting, Schedule, Seat
from app.services.accounts import teams
from app.services.editing import editing
from app.services.matching import comparing, run_history
from app.services.refusals import NotThere
from app.services.schedules import proofs, schedules
from tests.makers import (
    make_camp,
    make_crowd,
    make_participant,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.matching.test_solving import run
from tests.page_client import PageClient
from tests.queries import count_queries


@pytest.fixture
def camp(app: Flask) -> Camp:
    """Ada, Bo, Cy and Dea, who all wish to meet; four slots and two tables, so that all six meetings fit."""
    camp = make_camp("nyborg", promised_meetings=2)
    people = [make_participant(camp, name) for name in ("Ada", "Bo", "Cy", "Dea")]
    make_slots(camp, 4)
    make_tables(camp, 2)
    for author in people:
        for target in people:
            if author is not target:
                make_wish(author, target)
    return camp


@pytest.fixture
def organiser(camp: Camp, visit: PageClient) -> PageClient:
    user = make_user("organiser@example.org", name="Ingrid Sørensen")
    teams.join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return visit


def two_drafts(camp: Camp) -> tuple[Schedule, Schedule]:
    """A run, and a copy of it in which Ada and Bo do not meet."""
    first = run(camp)
    second = editing.copy_of(camp, first, make_user())
    codes = [person.code for person in comparing._people(camp).values() if person.name in ("Ada", "Bo")]
    editing.take_out(camp, second, make_user(), second.version, (codes[0], codes[1]))
    return first, second


def test_person_who_loses_a_meeting_is_named_with_whom(camp: Camp) -> None:
    found = comparing.compare(camp, two_drafts(camp))
    told = {row.person.name: row.differences[0] for row in found.people}
    assert {name: [one.partner.name for one in difference.lost] for name, difference in told.items() if difference} == {
        "Ada": ["Bo"], "Bo": ["Ada"],
    }  # fmt: skip
    assert all(difference and not difference.gained and not difference.moved for difference in told.values())


def test_fairness_counts_meetings_and_shares_of_own_wishes(camp: Camp) -> None:
    full, less = comparing.compare(camp, two_drafts(camp)).columns
    assert (full.meetings, full.counts, full.shares, full.with_promise) == (6, {3: 4}, [1.0] * 4, 4)
    assert (less.meetings, less.counts, less.with_promise) == (5, {2: 2, 3: 2}, 4)
    assert less.shares == pytest.approx([2 / 3, 2 / 3, 1.0, 1.0])


def test_waiting_is_what_the_proof_says(camp: Camp) -> None:
    """The same figure as the engine's own for the goal, which the verifier has counted too."""
    for column in comparing.compare(camp, two_drafts(camp)).columns:
        goals = {goal["name"]: goal["value"] for goal in column.schedule.goals}
        assert sum(column.waits) == goals["waiting"]


def test_page_shows_goals_settings_seed_and_hash(organiser: PageClient, camp: Camp) -> None:
    first, _second = two_drafts(camp)
    organiser.get("/console/nyborg/match")
    organiser.submit(button="Compare")
    rows = {row[0]: row[1:] for row in (
        [" ".join(cell.get_text().split()) for cell in tr.select("th, td")] for tr in organiser.page.select("tbody tr")
    )}  # fmt: skip
    assert rows["Meetings"] == ["5", "6"]
    assert rows["Seed"] == ["–", "1"]
    sha = json.loads(schedules.files_of(first)[1])["problem_sha256"]
    assert rows["Problem hash"] == [sha[:12], sha[:12]]
    assert rows["Settings"] == [
        "Not from a run: a copy or a repair.",
        "The promised meetings count first, then the wishes. At most 5 seconds of search.",
    ]
    assert organiser.texts("h1") == ["Schedules side by side"]
    assert rows["Ada"][0].startswith("meets also Bo, Tue 9 Mar, 09:") and ", table " in rows["Ada"][0]
    organiser.get("/console/nyborg/match/compare?n=2&n=1&q=dea")
    assert "Nobody of that name has another day." in organiser.page.get_text()


def test_one_schedule_alone_is_sent_back_with_what_to_do(organiser: PageClient, camp: Camp) -> None:
    run(camp)
    organiser.get("/console/nyborg/match/compare?n=1&n=1", follow=True)
    assert organiser.texts("h1") == ["Match"]
    assert "Tick two to four schedules" in organiser.page.get_text()


def test_schedule_that_is_not_there_is_not_compared(organiser: PageClient, camp: Camp) -> None:
    run(camp)
    organiser.get("/console/nyborg/match/compare?n=1&n=7", status=404)
    organiser.get("/console/nyborg/match/compare?n=1&n=99999999999999999999", status=302)
    with pytest.raises(NotThere):
        comparing.chosen(camp, [1, 7])


def test_runs_are_listed_with_seed_hash_settings_and_what_came_out(organiser: PageClient, camp: Camp) -> None:
    schedule = run(camp, priority="wishes", with_suggestions=True)
    organiser.get("/console/nyborg/match/runs")
    (row,) = [[" ".join(cell.get_text().split()) for cell in tr.select("th, td")]
              for tr in organiser.page.select("tbody tr")]  # fmt: skip
    assert row[1] == (
        "The wishes count first, then the promised meetings. Filled up with pairs whose offers and needs fit. "
        "At most 5 seconds of search."
    )
    sha = json.loads(schedules.files_of(schedule)[1])["problem_sha256"]
    assert (row[2], row[3], row[5]) == ("1", sha[:12], "Schedule 1")


def test_camp_without_runs_says_what_will_stand_there(organiser: PageClient) -> None:
    organiser.get("/console/nyborg/match/runs")
    assert organiser.texts(".empty-state__title") == ["No run yet"]


def test_run_that_failed_says_why(camp: Camp, organiser: PageClient) -> None:
    run(camp)
    found = run_history.runs_of(camp)[0]
    found.job.status, found.job.schedule_id, found.job.error = (
        "failed",
        None,
        "These demands exclude each other",
    )
    db.session.commit()
    organiser.get("/console/nyborg/match/runs")
    assert "These demands exclude each other" in organiser.page.get_text()


def test_proof_is_checked_from_its_page(organiser: PageClient, camp: Camp) -> None:
    run(camp)
    organiser.get("/console/nyborg/schedules/1/")
    organiser.submit(button="Check the proof")
    assert organiser.texts(".notice__title, .notice h2") == ["Sound, and all figures as claimed"]
    assert "6 meetings were checked" in organiser.page.get_text()


def test_spoilt_file_is_found_out(organiser: PageClient, camp: Camp) -> None:
    schedule = run(camp)
    goals = json.loads(schedules.files_of(schedule)[1])["goals"]
    worth = next(goal["value"] for goal in goals if goal["name"] == "worth")
    solution = schedules.files_of(schedule)[1].decode()
    schedule.solution = solution.replace(f'"value": {worth}', f'"value": {worth + 1}')
    db.session.commit()
    verdict = proofs.check(schedule)
    assert (verdict.is_sound, bool(verdict.faults)) == (False, True)
    organiser.get("/console/nyborg/schedules/1/")
    organiser.submit(button="Check the proof")
    assert "The verifier finds fault with it" in organiser.page.get_text()


def test_meeting_that_pages_lack_is_found_out(camp: Camp) -> None:
    schedule = run(camp)
    meeting = db.session.scalars(select(Meeting.id)).first()
    db.session.execute(delete(Seat).where(Seat.meeting_id == meeting))
    db.session.execute(delete(Meeting).where(Meeting.id == meeting))
    db.session.commit()
    verdict = proofs.check(schedule)
    assert (verdict.faults, verdict.is_what_pages_show, verdict.is_sound) == ([], False, False)


def test_comparing_asks_the_database_no_more_for_many_people(organiser: PageClient, camp: Camp) -> None:
    counts = []
    for _round in range(2):
        two_drafts(camp)
        numbers = [schedule.number for schedule in schedules.schedules_of(camp)[:2]]
        with count_queries() as sent:
            organiser.get(f"/console/nyborg/match/compare?n={numbers[0]}&n={numbers[1]}")
        counts.append(len(sent))
        crowd = make_crowd(camp, 20)
        for one, other in pairwise(crowd):
            make_wish(one, other)
    assert counts[0] == counts[1] <= 25
