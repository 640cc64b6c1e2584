import signal
from dataclasses import replace

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Job, JobKind, JobStatus, WorkerPulse
from app.services.work import bell, health, jobs
from tests.conftest import fresh_postgresql
from tests.makers import make_camp, make_user
from tests.work.processes import a_worker, wait_until

pytestmark = pytest.mark.slow
REDIS = "redis://127.0.0.1:6379/9"


def count_to(tenths: int) -> int:
    """Open a counting job and return its number."""
    job_id = jobs.open_job(JobKind.SOLVE, make_camp(), make_user(), {"tenths": tenths}).id
    db.session.rollback()
    return job_id


def job(job_id: int) -> Job:
    return db.session.get_one(Job, job_id, populate_existing=True)


def status(job_id: int) -> JobStatus:
    return job(job_id).status


def counted_by(job_id: int) -> set[object]:
    return {point["by"] for point in job(job_id).progress}


def has_progress(job_id: int) -> bool:
    return len(job(job_id).progress) >= 3


@pytest.fixture
def queue_url(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The queue of the parameter, empty, and rung by the application under test."""
    url = {"sqlite": app.config["SETTINGS"].queue_url, "redis": REDIS, "away": "redis://127.0.0.1:1/0"}.get(
        request.param
    ) or fresh_postgresql("queue").replace("+psycopg", "")
    monkeypatch.setitem(app.extensions, "bell", bell.Bell(replace(app.config["SETTINGS"], queue_url=url)))
    if request.param != "away":
        app.extensions["bell"].prepare().storage.flush_queue()
    return url


@pytest.mark.parametrize("queue_url", ["sqlite", "redis", "postgresql"], indirect=True)
def test_the_bell_wakes_a_worker_at_once(app: Flask, queue_url: str) -> None:
    with a_worker(app, QUEUE_URL=queue_url, pause=600):
        wait_until(lambda: db.session.scalar(select(WorkerPulse.name)))
        job_id = count_to(3)
        wait_until(lambda: status(job_id) is JobStatus.DONE)
    assert [point["at"] for point in job(job_id).progress] == [0, 1, 2]


@pytest.mark.parametrize("queue_url", ["away"], indirect=True)
def test_without_a_queue_jobs_are_found_in_the_next_round(app: Flask, queue_url: str) -> None:
    with a_worker(app, QUEUE_URL=queue_url, pause=0.5):
        first, second = count_to(3), count_to(3)
        wait_until(lambda: status(first) is JobStatus.DONE and status(second) is JobStatus.DONE)
    assert {job(first).attempt, job(second).attempt} == {1}


@pytest.mark.parametrize("queue_url", ["redis"], indirect=True)
def test_a_queue_that_forgot_everything_delays_a_job_and_loses_none(app: Flask, queue_url: str) -> None:
    job_id = count_to(3)
    redis.Redis.from_url(queue_url).flushdb()
    with a_worker(app, QUEUE_URL=queue_url, pause=0.5):
        wait_until(lambda: status(job_id) is JobStatus.DONE)


def test_a_job_of_a_killed_worker_is_taken_over_after_the_lease(app: Flask) -> None:
    with a_worker(app) as first:
        job_id = count_to(30)
        wait_until(lambda: has_progress(job_id))
        with a_worker(app) as second:
            first.send_signal(signal.SIGKILL)
            wait_until(lambda: status(job_id) is JobStatus.DONE)
    assert (job(job_id).attempt, counted_by(job_id)) == (2, {second.pid})
    assert len(job(job_id).progress) == 30


def test_a_worker_that_froze_and_wakes_changes_nothing_any_more(app: Flask) -> None:
    with a_worker(app) as frozen:
        job_id = count_to(40)
        wait_until(lambda: has_progress(job_id))
        frozen.send_signal(signal.SIGSTOP)
        with a_worker(app) as second:
            wait_until(lambda: job(job_id).attempt == 2 and has_progress(job_id))
            frozen.send_signal(signal.SIGCONT)
            wait_until(lambda: status(job_id) is JobStatus.DONE)
        owner = job(job_id).owner or ""
    assert counted_by(job_id) == {second.pid}
    assert f":{second.pid}/" in owner
    assert [point["at"] for point in job(job_id).progress] == list(range(40))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_gives_its_job_back_and_ends(app: Flask, number: signal.Signals) -> None:
    with a_worker(app, lease=30) as worker:
        job_id = count_to(300)
        wait_until(lambda: has_progress(job_id))
        worker.send_signal(number)
        assert worker.wait(10) == 0
    assert (status(job_id), job(job_id).attempt, job(job_id).owner) == (JobStatus.QUEUED, 0, None)


def test_an_organiser_who_stops_a_job_gets_the_best_so_far(app: Flask) -> None:
    with a_worker(app, lease=30):
        job_id = count_to(300)
        wait_until(lambda: has_progress(job_id))
        jobs.request_stop(job(job_id))
        wait_until(lambda: status(job_id) is JobStatus.DONE)
    assert 3 <= len(job(job_id).progress) < 300


def test_a_worker_shows_that_it_is_alive(app: Flask) -> None:
    assert "worker" in health.faults()
    with a_worker(app):
        wait_until(lambda: "worker" not in health.faults())
