from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Job, JobKind, JobStatus, Schedule, ScheduleStatus, User
from app.services.refusals import NotThere
from app.services.work import bell, jobs
from app.services.work.claim import MOST_POINTS
from tests.makers import make_camp, make_user

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def open_one(camp: Camp | None = None) -> Job:
    return jobs.open_job(JobKind.SOLVE, camp or make_camp(), make_user(), {"seed": 7})


def claimed(job: Job, owner: str = "worker") -> jobs.Claim:
    held = jobs.claim(job.id, owner)
    assert held is not None
    return held


def row(job: Job) -> Job:
    db.session.expire_all()
    return db.session.get_one(Job, job.id)


def a_schedule(camp_id: int) -> Schedule:
    return Schedule(camp_id=camp_id, number=1, status=ScheduleStatus.DRAFT, problem="{}", solution="{}",
                    created_at=NOON)  # fmt: skip


def schedules() -> int:
    return db.session.scalar(select(func.count()).select_from(Schedule)) or 0


def test_opening_a_job_commits_it_and_rings_with_nothing_but_its_number(app: Flask) -> None:
    app.extensions["bell"].prepare().flush()  # other tests rang it, too
    job = open_one()
    queue = app.extensions["bell"].prepare()
    rung = queue.dequeue()
    db.session.rollback()
    assert (row(job).status, row(job).attempt, row(job).settings) == (JobStatus.QUEUED, 0, {"seed": 7})
    assert (rung.args, rung.kwargs) == ((job.id,), {})
    assert queue.dequeue() is None


def test_a_second_open_job_of_a_camp_is_refused_with_the_one_that_runs(app: Flask) -> None:
    camp = make_camp()
    first = open_one(camp)
    claimed(first)
    with pytest.raises(jobs.AlreadyOpen) as refused:
        open_one(camp)
    assert (refused.value.job.id, refused.value.status) == (first.id, 409)
    assert open_one(make_camp()).id != first.id


def test_many_clicks_at_once_open_one_job(app: Flask) -> None:
    camp_id, user_id = make_camp().id, make_user().id
    db.session.rollback()
    barrier = Barrier(8)

    def click(_number: int) -> int:
        with app.app_context():
            camp, user = db.session.get_one(Camp, camp_id), db.session.get_one(User, user_id)
            db.session.rollback()
            barrier.wait()
            try:
                return jobs.open_job(JobKind.SOLVE, camp, user, {}).id
            except jobs.AlreadyOpen as refused:
                return refused.job.id

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(click, range(48)))
    assert len(set(seen)) == 1
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_of_eight_claims_at_once_one_wins_each_time(app: Flask) -> None:
    for _round in range(10):
        job_id = open_one().id
        db.session.rollback()
        barrier = Barrier(8)

        def race(number: int, job_id: int = job_id, barrier: Barrier = barrier) -> bool:
            with app.app_context():
                barrier.wait()
                return jobs.claim(job_id, f"worker {number}") is not None

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(race, range(8))) == [False] * 7 + [True]


def test_finishing_saves_the_schedule_and_the_end_together(app: Flask) -> None:
    held = claimed(open_one())
    schedule = a_schedule(held.camp_id)
    db.session.add(schedule)
    db.session.flush()
    held.report({"at": 1.0, "value": 3})
    jobs.finish(held, schedule.id)
    db.session.rollback()
    job = db.session.scalars(select(Job)).one()
    assert (job.status, job.schedule_id, job.progress) == (
        JobStatus.DONE,
        schedule.id,
        [{"at": 1.0, "value": 3}],
    )


@pytest.mark.parametrize("how", ["finish", "fail", "release", "heartbeat", "listen"])
def test_a_worker_that_was_replaced_can_write_nothing(app: Flask, how: str) -> None:
    job = open_one()
    with time_machine.travel(NOON, tick=False) as clock:
        zombie = claimed(job, "zombie")
        clock.shift(timedelta(seconds=31))
        assert jobs.reap() == [job.id]
        successor = claimed(job, "successor")
    db.session.add(a_schedule(zombie.camp_id))
    db.session.flush()
    if how == "listen":
        db.session.rollback()
    with pytest.raises(jobs.LostLease):
        {
            "finish": lambda: jobs.finish(zombie, None), "fail": lambda: jobs.fail(zombie, "no"),
            "release": lambda: jobs.release(zombie), "heartbeat": lambda: jobs.heartbeat(zombie),
            "listen": lambda: jobs.listen(zombie),
        }[how]()  # fmt: skip
    assert zombie.should_stop()
    found = row(job)
    assert (found.status, found.attempt, found.owner) == (JobStatus.RUNNING, 2, successor.owner)
    if how == "finish":
        assert schedules() == 0


def test_a_released_attempt_is_not_counted_and_cannot_write_into_the_next(app: Flask) -> None:
    job = open_one()
    first = claimed(job, "the same worker")
    jobs.release(first)
    assert (row(job).status, row(job).attempt, row(job).owner) == (JobStatus.QUEUED, 0, None)
    second = claimed(job, "the same worker")
    assert second.attempt == first.attempt == 1
    with pytest.raises(jobs.LostLease):
        jobs.finish(first, None)
    jobs.finish(second, None)
    assert row(job).status is JobStatus.DONE


def test_a_heartbeat_extends_the_lease_and_writes_the_progress(app: Flask) -> None:
    job = open_one()
    with time_machine.travel(NOON, tick=False) as clock:
        held = claimed(job)
        clock.shift(timedelta(seconds=29))
        held.report({"at": 29, "value": 5})
        jobs.heartbeat(held)
        clock.shift(timedelta(seconds=29))
        assert jobs.reap() == []
        assert row(job).progress == [{"at": 29, "value": 5}]
        clock.shift(timedelta(seconds=2))
        assert jobs.reap() == [job.id]


def test_a_job_whose_worker_dies_three_times_fails_with_words(app: Flask) -> None:
    job = open_one()
    with time_machine.travel(NOON, tick=False) as clock:
        for attempt in (1, 2, 3):
            assert claimed(job).attempt == attempt
            clock.shift(timedelta(seconds=31))
            assert jobs.reap() == ([job.id] if attempt < 3 else [])
    assert row(job).status is JobStatus.FAILED
    assert (
        row(job).error == "The computation was interrupted and could not be completed. Please start it again."
    )


def test_a_job_that_nobody_heard_of_is_rung_again_but_not_at_every_look(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        job = open_one()
        assert jobs.reap() == []
        clock.shift(timedelta(seconds=6))
        assert jobs.reap() == [job.id]
        assert jobs.reap() == []
        clock.shift(timedelta(seconds=10))
        assert jobs.reap() == [job.id]


def test_stopping_a_running_job_reaches_its_worker(app: Flask) -> None:
    job = open_one()
    held = claimed(job)
    jobs.listen(held)
    assert not held.should_stop()
    jobs.request_stop(job)
    jobs.listen(held)
    assert held.should_stop()
    assert held.stop_was_asked()
    assert row(job).status is JobStatus.RUNNING


def test_stopping_a_queued_job_ends_it_and_a_finished_one_stays_as_it_is(app: Flask) -> None:
    job = open_one()
    jobs.request_stop(job)
    assert (row(job).status, row(job).error) == (JobStatus.FAILED, "Stopped before it began.")
    assert jobs.claim(job.id, "late") is None
    done = open_one()
    jobs.finish(claimed(done), None)
    jobs.request_stop(done)
    assert (row(done).status, row(done).stop_requested) == (JobStatus.DONE, False)


def test_a_job_of_another_camp_is_not_there(app: Flask) -> None:
    job = open_one()
    with pytest.raises(NotThere):
        jobs.job_of(make_camp(), job.id)


def test_progress_is_thinned_with_its_ends_kept(app: Flask) -> None:
    held = claimed(open_one())
    for number in range(5000):
        held.report({"at": number})
    points = [point["at"] for point in held.points()]
    assert len(points) <= MOST_POINTS
    assert (points[0], points[-1]) == (0, 4999)
    assert points == sorted(points)


def test_a_silent_queue_fails_no_request(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"].__class__(
        **(vars(app.config["SETTINGS"]) | {"queue_url": "redis://127.0.0.1:1/0"})
    )
    monkeypatch.setitem(app.extensions, "bell", bell.Bell(settings))
    job = open_one()
    assert bell.ring(job.id) is False
    assert row(job).status is JobStatus.QUEUED
    assert claimed(job).job_id == job.id
