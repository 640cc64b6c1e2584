"""Whatever an organiser changes stands in the log, in words, and nothing that somebody typed."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Act, ActKind, AskedKind, JobKind, SessionKind
from app.services import act_words
from app.services.afterwards.follow_up import switch
from app.services.changes import asked_changes
from app.services.editing import editing
from app.services.matching import problems
from app.services.programme import programme
from app.services.programme.programme import SessionValues
from app.services.publishing import publishing, restoring
from app.services.repairing import settling
from app.services.setup import blocks, participant_types, tables, topics
from app.services.setup.blocks import BlockValues
from app.services.work import jobs
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_question,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient
from tests.people.test_log import lines


class Scene:
    """A camp with two people and a published meeting, days before it."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg")
        self.olga = make_user("olga@example.org", "Olga", is_administrator=True)
        self.a, self.b = make_participant(self.camp, "Ada"), make_participant(self.camp, "Bo")
        self.s, self.t = make_slots(self.camp, 2), make_tables(self.camp, 2)
        self.schedule = make_schedule(self.camp, [(self.a, self.b, self.s[0], self.t[0])])


@pytest.fixture
def scene(app: Flask) -> Scene:
    with time_machine.travel(START - timedelta(days=3)):
        yield Scene()


def said() -> list[str]:
    return [act_words.said(act) for act in db.session.scalars(select(Act).order_by(Act.id))]


def test_every_kind_and_every_part_of_the_set_up_has_words(scene: Scene) -> None:
    for kind in ActKind:
        act = Act(camp_id=scene.camp.id, user_id=scene.olga.id, kind=kind, details={}, done_at=START)
        assert act_words.said(act) not in ("", kind.value), kind
        assert kind in act_words.NAMES, f"{kind} cannot be looked for"


def test_set_up(scene: Scene) -> None:
    camp, by = scene.camp, scene.olga
    values = SessionValues(SessionKind.TALK, "Secret title", START, START + timedelta(hours=1))
    session = programme.add_session(camp, values, by=by)
    programme.change_session(camp, session.id, values, by=by)
    programme.remove_session(camp, session.id, by=by)
    late = START + timedelta(hours=5)
    block = blocks.add_block(camp, BlockValues("Late", late, late + timedelta(hours=1)), by=by)
    blocks.change_block(camp, block.id, BlockValues("Later", late, late + timedelta(hours=1)), by=by)
    blocks.remove_slot(camp, block.slots[0].id, by=by)
    blocks.remove_block(camp, block.id, by=by)
    tables.add_tables(camp, 1, by=by)
    tables.describe_tables(camp, 3, 3, tables.Layout("Bar"), by=by)
    tables.remove_tables(camp, 3, 3, by=by)
    topic = topics.add_topics(camp, [("Hydrogen", "Brint")], by=by)[0]
    topics.rename_topic(camp, topic.id, "Water", "Vand", by=by)
    topics.remove_topic(camp, topic.id, by=by)
    participant_types.add_types(camp, [("Start-up", "Ivaerksaetter")], by=by)
    switch.set_asking(camp, is_on=False, by=by)
    settling.let_changes_run(camp, by_themselves=True, by=by)
    assert said() == [
        "Added a session to the programme.", "Changed a session of the programme.",
        "Removed a session from the programme.", "Added a block of slots.", "Cut a block of slots anew.",
        "Removed a slot.", "Removed a block of slots.", "Added tables.", "Described where tables stand.",
        "Removed tables.", "Added topics.", "Renamed a topic.", "Removed a topic.", "Added types of participants.",
        "Changed whether participants are asked afterwards.", "Changed how asked changes are settled.",
    ]  # fmt: skip
    assert "Secret" not in str([act.details for act in db.session.scalars(select(Act))])


def test_questions_by_their_pages(scene: Scene, visit: PageClient) -> None:
    question = make_question(scene.camp)
    make_question(scene.camp, "Second?", "Anden?")
    visit.sign_in(scene.olga)
    for path in ("move", "ask"):
        visit.get("/console/nyborg/questions")
        visit.submit(action=f"/console/nyborg/questions/{question.id}/{path}")
    visit.get(f"/console/nyborg/questions/{question.id}/delete")
    visit.submit()
    visit.get("/console/nyborg/log")
    assert lines(visit) == [
        "Deleted a question with its answers.", "Stopped asking a question.", "Put the questions in another order.",
    ]  # fmt: skip


def test_match_and_publish(scene: Scene) -> None:
    camp, by = scene.camp, scene.olga
    job = jobs.open_job(JobKind.SOLVE, camp, by, problems.Choices().as_settings())
    jobs.request_stop(job, by)
    editing.pin(camp, scene.schedule, by, (scene.a.code, scene.b.code))
    editing.leave_to_runs(camp, (scene.a.code, scene.b.code), by)
    publishing.publish(camp, scene.schedule, by, as_preliminary=True, with_mail=False)
    publishing.publish(camp, scene.schedule, by, as_preliminary=False, with_mail=False)
    publishing.publish(camp, make_schedule(camp, []), by, with_mail=False)
    restoring.restore(camp, scene.schedule, by)
    assert said() == [
        "Started a search for schedules.", "Stopped a search for schedules.", "Pinned a meeting for every run.",
        "Left two to the runs again.", "Published schedule 1 as preliminary.", "Published schedule 1 as final.",
        "Published schedule 2 as final.", "Made draft 3 of version 1.",
    ]  # fmt: skip


def test_decided_changes_and_what_participants_do_is_not_logged(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.schedule, scene.olga, with_mail=False)
    asked = asked_changes.ask(scene.camp, scene.a, scene.b.code, AskedKind.ANOTHER_TIME, "Private reason")
    settling.work_out(scene.camp, scene.a.user)
    settling.decline(scene.camp, asked.id, scene.olga, "Sorry")
    assert said() == ["Published schedule 1 as final.", "Declined the change that Ada asked for."]


def test_files_taken_out(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.olga)
    for path in ("people.csv", "graph.csv", "results/report.xlsx", "paper/badges.pdf"):
        assert visit.http.get(f"/console/nyborg/{path}").status_code == 200, path
    assert said() == [
        "Took the list of people out as a file.", "Took the interest graph out as a file.",
        "Took the report out as a file.", "Printed papers of the camp.",
    ]  # fmt: skip
