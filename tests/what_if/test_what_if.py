"""Questions about a schedule: answered in the worker one after the other, stopped, read, and led on from."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, CampRole, Job, JobKind, JobStatus, Schedule
from app.scheduling import Variation
from app.services.accounts import teams
from app.services.matching import what_if
from app.services.refusals import NotThere, Refusal
from app.services.work import jobs
from tests.makers import make_camp, make_participant, make_slots, make_tables, make_user, make_wish
from tests.matching.test_solving import run
from tests.page_client import PageClient
from tests.queries import count_queries

PATH = "/console/nyborg/schedules/1/what-if/"


@pytest.fixture
def camp(app: Flask) -> Camp:
    """Six people who all wish to meet each other, two slots and two tables: four meetings of fifteen."""
    camp = make_camp("nyborg", promised_meetings=2)
    people = [make_participant(camp, f"Person {number}") for number in range(6)]
    make_slots(camp, 2)
    make_tables(camp, 2)
    for author in people:
        for target in people:
            if author is not target:
                make_wish(author, target)
    return camp


@pytest.fixture
def draft(camp: Camp) -> Schedule:
    return run(camp)


@pytest.fixture
def organiser(draft: Schedule, camp: Camp, visit: PageClient) -> PageClient:
    user = make_user("organiser@example.org")
    teams.join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return visit


def work() -> Job:
    """What the worker does when the bell rings."""
    job = db.session.scalars(select(Job).where(Job.kind == JobKind.WHAT_IF).order_by(Job.id.desc())).first()
    assert job is not None
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    what_if.answer_camp(claim)
    db.session.expire_all()
    return job


def rows_of(organiser: PageClient) -> list[list[str]]:
    return [[" ".join(cell.get_text().split()) for cell in row.select("th, td")]
            for row in organiser.page.select("#answers tbody tr")]  # fmt: skip


def test_more_tables_and_slots_are_answered_with_the_difference_and_lead_to_the_set_up(
    organiser: PageClient, draft: Schedule
) -> None:
    organiser.get(PATH)
    slots = [box["value"] for box in organiser.page.select("input[name=slots]")]
    organiser.submit({"tables": ["-1", "1"], "slots": slots[:1], "promised": "1"}, button="Ask")
    assert "Waiting for a free worker." in organiser.page.get_text()
    job = work()
    assert (job.status, len(job.progress)) == (JobStatus.DONE, 6)

    organiser.get(PATH)
    rows = rows_of(organiser)[:6]
    assert [row[0] for row in rows] == [
        "As it is now", "As it is, searched again", "1 table fewer", "1 table more", "One slot more after 09:20",
        "Promise everybody 1 meeting",
    ]  # fmt: skip
    assert [row[-2] for row in rows] == ["4", "4", "2 −2", "6 +2", "6 +2", "4"]
    assert [row[1] for row in rows] == ["2", "2", "1 −1", "6 +4", "6 +4", "6 +4"]
    links = [
        link["href"] for link in organiser.page.select("#answers td a") if "Set it up" in link.get_text()
    ]
    assert links == [f"/console/nyborg/{page}" for page in ("tables/remove", "tables", "slots", "set-up")]


def test_prices_are_a_picture_with_the_same_figures_as_table_and_file(organiser: PageClient) -> None:
    organiser.get(PATH)
    organiser.submit({"tables": []}, button="Ask")
    job = work()
    organiser.get(PATH)
    figures = rows_of(organiser)
    assert [row[0] for row in figures] == ["09:00", "09:20", "One of 2 tables alike"]
    assert [row[2] for row in figures] == ["4", "4", "4"]
    bars = [
        float(bar["width"]) for bar in organiser.page.select("svg[aria-labelledby=slot-prices-finding] rect")
    ]
    assert bars == [310.0, 310.0, 310.0]
    organiser.get(f"{PATH}{job.id}/worth.csv")
    assert organiser.response is not None
    told = list(csv.reader(io.StringIO(organiser.response.get_data().decode("utf-8-sig"))))[1:]
    assert [[row[0], *row[2:]] for row in told] == figures
    assert all(int(row[4]) >= 0 for row in told)


def test_answers_come_as_a_file_too(organiser: PageClient) -> None:
    organiser.get(PATH)
    organiser.submit({"tables": ["1"]}, button="Ask")
    job = work()
    organiser.get(f"{PATH}{job.id}/answers.csv")
    assert organiser.response is not None
    rows = list(csv.reader(io.StringIO(organiser.response.get_data().decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [
        ["As it is now", "4", "2"], ["As it is, searched again", "4", "2"], ["1 table more", "6", "6"],
    ]  # fmt: skip


def test_stopped_questions_keep_what_was_answered(camp: Camp, draft: Schedule) -> None:
    questions = [Variation(tables=1), Variation(tables=2)]
    job = what_if.ask(camp, draft, make_user(), questions, seconds=3, prices=True)
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    claim.ask_to_stop()
    what_if.answer_camp(claim)
    db.session.expire_all()
    assert (job.status, [point["question"] for point in job.progress]) == (JobStatus.DONE, [None])


def test_worker_that_goes_down_leaves_the_questions_to_another(camp: Camp, draft: Schedule) -> None:
    job = what_if.ask(camp, draft, make_user(), [Variation(tables=1)], seconds=3, prices=False)
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    claim.shut_down()
    what_if.answer_camp(claim)
    db.session.expire_all()
    assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)


def test_question_without_room_is_said_to_have_none(organiser: PageClient, camp: Camp) -> None:
    draft = db.session.scalars(select(Schedule)).one()
    what_if.ask(camp, draft, make_user(), [Variation(tables=-3)], seconds=3, prices=False)
    work()
    organiser.get(PATH)
    assert rows_of(organiser)[-1][:2] == ["3 tables fewer", "There is no room for this."]


def test_nothing_asked_and_too_much_asked_are_refused(camp: Camp, draft: Schedule) -> None:
    for questions in ([], [Variation(promised=number) for number in range(what_if.MOST_QUESTIONS + 1)]):
        with pytest.raises(Refusal):
            what_if.ask(camp, draft, make_user(), questions, seconds=3, prices=False)
    assert db.session.query(Job).filter_by(kind=JobKind.WHAT_IF).count() == 0


def test_empty_form_is_said_at_its_first_field(organiser: PageClient) -> None:
    organiser.get(PATH)
    organiser.submit({"prices": None}, button="Ask")
    assert organiser.texts(".field__error") == ["Error: Choose at least one question."]


def test_second_question_meanwhile_leads_to_the_first(organiser: PageClient) -> None:
    for _time in range(2):
        organiser.get(PATH)
        organiser.submit({"tables": ["1"]}, button="Ask")
    assert "Questions are being answered already." in organiser.page.get_text()
    assert db.session.query(Job).filter_by(kind=JobKind.WHAT_IF).count() == 1


def test_run_is_no_question_and_a_question_is_about_one_schedule(camp: Camp, draft: Schedule) -> None:
    other = run(camp)
    job = what_if.ask(camp, other, make_user(), [Variation(tables=1)], seconds=3, prices=False)
    with pytest.raises(NotThere):
        what_if.job_about(camp, draft, job.id)
    solve = db.session.scalars(select(Job.id).where(Job.kind == JobKind.SOLVE)).first()
    assert solve is not None
    with pytest.raises(NotThere):
        what_if.job_about(camp, draft, solve)


def test_page_asks_the_database_no_more_for_many_answers(organiser: PageClient, camp: Camp) -> None:
    draft = db.session.scalars(select(Schedule)).one()
    counts = []
    for questions in ([Variation(tables=1)], [Variation(tables=number) for number in range(1, 9)]):
        what_if.ask(camp, draft, make_user(), questions, seconds=3, prices=True)
        work()
        with count_queries() as sent:
            organiser.get(PATH)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 20
