"""A run from the camp's rows to a draft that the independent verifier passes."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.config import ROOT
from app.extensions import db
from app.models import (
    Absence,
    CalendarEntry,
    Camp,
    Grade,
    JobKind,
    JobStatus,
    Meeting,
    Participant,
    Schedule,
    ScheduleStatus,
    Seat,
    Slot,
    Wish,
)
from app.scheduling import UNMET_REASONS
from app.scheduling.fairness import SHORTFALLS
from app.services.changes import cancellations
from app.services.matching import problems, run_history, solving
from app.services.publishing import publishing
from app.services.schedules import promises, schedules, unmet_wishes
from app.services.work import jobs
from tests.makers import (
    make_camp,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)


@pytest.fixture
def camp(app: Flask) -> Camp:
    """Six people, four slots, three tables; everybody wishes to meet everybody."""
    camp = make_camp(promised_meetings=2)
    people = [make_participant(camp, f"Person {i}") for i in range(6)]
    make_slots(camp, 4)
    make_tables(camp, 3)
    for author in people:
        for target in people:
            if author is not target:
                make_wish(author, target)
    return camp


def run(camp: Camp, **choices: object) -> Schedule:
    """Open, claim and carry out a run as the worker does; the draft that came out."""
    settings = problems.Choices(**{"seconds": 5, **choices}).as_settings()  # type: ignore[arg-type]
    job = jobs.open_job(JobKind.SOLVE, camp, make_user(), settings)
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    solving.solve_camp(claim)
    db.session.expire_all()
    assert (job.status, job.error) == (JobStatus.DONE, "")
    return db.session.get_one(Schedule, job.schedule_id)


def test_run_saves_a_draft_with_proven_goals(camp: Camp) -> None:
    schedule = run(camp)
    goals = {goal["name"]: (goal["value"], goal["bound"], goal["proven"]) for goal in schedule.goals}
    assert (schedule.number, schedule.status) == (1, ScheduleStatus.DRAFT)
    assert goals["promised"] == (12, 12, True)
    assert goals["worth"][2] is True
    assert db.session.query(Meeting).count() == 12
    assert db.session.query(Seat).count() == 24


def test_a_run_keeps_its_own_promise_and_rests_and_says_so(camp: Camp) -> None:
    schedule = run(camp, promised=1, most_in_a_row=1, comfort="walking")
    assert [goal["name"] for goal in schedule.goals] == ["promised", "worth", "moves", "waiting"]
    assert schedule.goals[0]["bound"] == 6
    order = {
        slot.id: place for place, slot in enumerate(db.session.scalars(select(Slot).order_by(Slot.starts_at)))
    }
    for person in db.session.scalars(select(Participant)):
        places = sorted(
            order[meeting.slot_id]
            for meeting in db.session.scalars(select(Meeting).where(Meeting.schedule_id == schedule.id))
            if person.id in (meeting.person_lo_id, meeting.person_hi_id)
        )
        assert all(later - earlier > 1 for earlier, later in pairwise(places))
    assert camp.promised_meetings == 2
    [said] = [one.settings for one in run_history.runs_of(camp, 1)]
    assert "1 meeting promised to each." in said
    assert "A slot off after 1 meeting." in said


def test_proof_is_confirmed_by_the_verifier_alone(camp: Camp, tmp_path: Path) -> None:
    """The files in the archive, checked by its own verify.py in a Python that knows nothing of us."""
    for name, content in schedules.proof_files(run(camp)).items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-I", "verify.py", "problem.json", "schedule.json"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    changed = json.loads((tmp_path / "schedule.json").read_text())
    changed["meetings"].pop()
    (tmp_path / "schedule.json").write_text(json.dumps(changed))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1


def test_veto_absence_and_colleagues_are_respected(camp: Camp) -> None:
    people = list(db.session.scalars(select(Participant).order_by(Participant.id)))
    slots = problems.problem_of(camp, problems.Choices()).slots
    db.session.add_all(
        Absence(camp_id=camp.id, participant_id=people[0].id, slot_id=int(slot.id)) for slot in slots[:3]
    )
    home = make_organisation()
    people[1].organisation_id = people[2].organisation_id = home.id
    wish = next(w for w in db.session.scalars(select(Wish)) if w.author_id == people[3].id)
    wish.grade = Grade.RATHER_NOT
    db.session.commit()
    run(camp)
    met = {(m.person_lo_id, m.person_hi_id): m.slot_id for m in db.session.scalars(select(Meeting))}
    assert (people[1].id, people[2].id) not in met
    assert tuple(sorted((wish.author_id, wish.target_id))) not in met
    assert {slot for pair, slot in met.items() if people[0].id in pair} <= {int(slots[3].id)}


def test_problem_names_nobody(camp: Camp) -> None:
    content = schedules.files_of(run(camp))[0].decode()
    assert "Person" not in content and "@" not in content


def test_unmet_wishes_have_reasons_in_words(camp: Camp) -> None:
    left = unmet_wishes.unmet_of(camp, run(camp))
    assert len(left) == 15 - 12
    assert {unmet_wishes.reason_in_words(row.reason) == row.reason for row in left} == {False}


def test_every_reason_of_the_engine_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert [code for code in UNMET_REASONS if unmet_wishes.reason_in_words(code) == code] == []


def test_camp_without_slots_fails_with_words(app: Flask) -> None:
    camp = make_camp()
    job = jobs.open_job(JobKind.SOLVE, camp, make_user(), problems.Choices().as_settings())
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    solving.solve_camp(claim)
    db.session.expire_all()
    assert job.status is JobStatus.FAILED
    assert "no slot" in job.error and "no table" in job.error


def test_worker_that_was_replaced_saves_nothing(camp: Camp) -> None:
    job = jobs.open_job(JobKind.SOLVE, camp, make_user(), problems.Choices(seconds=2).as_settings())
    claim = jobs.claim(job.id, "first")
    assert claim is not None
    job.attempt += 1
    db.session.commit()
    with pytest.raises(jobs.LostLease):
        solving.solve_camp(claim)
    assert db.session.query(Schedule).count() == 0


def test_staying_close_keeps_published_places_where_nothing_is_lost(camp: Camp) -> None:
    first = run(camp)
    first.status = ScheduleStatus.PUBLISHED
    db.session.commit()
    second = run(camp, stay_close=True)
    changes = next(goal for goal in second.goals if goal["name"] == "changes")
    assert changes["value"] == 0


def test_archive_is_a_zip_of_four_files(camp: Camp) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in schedules.proof_files(run(camp)).items():
            file.writestr(name, content)
        assert sorted(file.namelist()) == ["README.txt", "problem.json", "schedule.json", "verify.py"]
    assert (ROOT / "app/scheduling/verify.py").read_bytes() == schedules.proof_files(
        db.session.scalars(select(Schedule)).one()
    )["verify.py"]


def test_grid_counts_free_people(camp: Camp) -> None:
    people = list(db.session.scalars(select(Participant).order_by(Participant.id)))
    empty = schedules.grid_of(camp, [])
    slot, table = empty.slots[0], empty.tables[0]
    schedule = make_schedule(camp, [(people[0], people[1], slot, table)])
    grid = schedules.grid_of(camp, schedules.meetings_of(schedule))
    assert [grid.free[row.id] for row in grid.slots] == [4, 6, 6, 6]


def test_camp_that_nobody_can_solve_gives_what_can_be_had_and_says_why(app: Flask) -> None:
    """Five wish to meet one who is there for two of four slots; one of the five is never there."""
    camp = make_camp(promised_meetings=1)
    star, *others = (make_participant(camp, name) for name in ("Star", "Ada", "Bo", "Cy", "Dea", "Eve"))
    slots = make_slots(camp, 4)
    make_tables(camp, 3)
    for other in others:
        make_wish(other, star)
    for person, away in ((star, slots[2:]), (others[4], slots)):
        db.session.add_all(
            Absence(camp_id=camp.id, participant_id=person.id, slot_id=slot.id) for slot in away
        )
    db.session.commit()

    schedule = run(camp)

    promised = next(goal for goal in schedule.goals if goal["name"] == "promised")
    assert (promised["value"], promised["bound"], promised["proven"]) == (3, 3, True)
    left = unmet_wishes.unmet_of(camp, schedule)
    never = [row for row in left if row.reason == "no_slot_in_common"]
    assert (len(left), [row.second.name for row in never]) == (3, ["Eve"])
    assert never[0].cure == ""
    short = promises.shortfalls(schedule)
    assert len(short) == 3
    assert short[others[4].id] == promises.Shortfall(0, 1, "few_candidates")
    assert {one.reason for number, one in short.items() if number != others[4].id} == {"proven"}
    assert {row.cure.split(" 0")[0] for row in left if row not in never} == {"Fits if Star can come at"}


def test_every_shortfall_of_the_engine_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert [code for code in SHORTFALLS if promises.reason_in_words(code) == code] == []


def test_a_run_during_the_day_leaves_what_has_begun_and_plans_what_is_ahead(camp: Camp) -> None:
    first = run(camp)
    publishing.publish(camp, first, make_user())
    before = {
        (m.slot_id, m.table_id, m.person_lo_id, m.person_hi_id) for m in db.session.scalars(select(Meeting))
    }
    slots = list(db.session.scalars(select(Slot).order_by(Slot.starts_at)))
    gone = db.session.scalars(select(Wish)).first()
    db.session.query(Wish).delete()  # nobody wishes what has been held any more
    make_wish(
        db.session.get_one(Participant, gone.author_id), db.session.get_one(Participant, gone.target_id)
    )
    with time_machine.travel(slots[1].starts_at):
        second = run(camp)
    after = {
        (m.slot_id, m.table_id, m.person_lo_id, m.person_hi_id)
        for m in db.session.scalars(select(Meeting).where(Meeting.schedule_id == second.id))
    }
    begun = {slots[0].id, slots[1].id}
    assert {one for one in after if one[0] in begun} == {one for one in before if one[0] in begun}
    assert len([one for one in after if one[0] not in begun]) <= 1


def test_a_meeting_cancelled_in_a_slot_that_has_begun_is_not_brought_back(camp: Camp) -> None:
    publishing.publish(camp, run(camp), make_user())
    slots = list(db.session.scalars(select(Slot).order_by(Slot.starts_at)))
    entry = db.session.scalars(
        select(CalendarEntry).where(CalendarEntry.starts_at == slots[0].starts_at)
    ).first()
    cancellations.cancel(camp, db.session.get_one(Participant, entry.person_lo_id), [entry])
    pair = (entry.person_lo_id, entry.person_hi_id)
    with time_machine.travel(slots[0].starts_at):
        second = run(camp)
    meetings = db.session.scalars(select(Meeting).where(Meeting.schedule_id == second.id))
    assert slots[0].id not in {m.slot_id for m in meetings if (m.person_lo_id, m.person_hi_id) == pair}
