"""Carrying out jobs in this process: what becomes of a job whose handler fails in one way or another."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from signal import SIGCONT, SIGSTOP

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import Job, JobKind, JobStatus
from app.services.refusals import Refusal
from app.services.work import bell, jobs
from app.tasks.runner import Handler, JobRunner
from tests.makers import make_camp, make_user
from tests.work.mail_sink import free_port
from tests.work.processes import wait_until

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def runner_of(app: Flask, handler: Handler) -> JobRunner:
    return JobRunner(app, "this process", {JobKind.SOLVE: handler}, 1, timedelta(seconds=30))


def run(app: Flask, handler: Handler) -> Job:
    """Open a job, carry it out with the handler; the row afterwards."""
    job_id = jobs.open_job(JobKind.SOLVE, make_camp(), make_user(), {}).id
    db.session.rollback()
    runner_of(app, handler).run(job_id)
    return db.session.get_one(Job, job_id, populate_existing=True)


def test_a_refusal_becomes_the_words_for_the_organiser(app: Flask) -> None:
    def refuse(_held: jobs.Claim) -> None:
        raise Refusal("The camp has no slot.")

    job = run(app, refuse)
    assert (job.status, job.error) == (JobStatus.FAILED, "The camp has no slot.")


def test_an_unexpected_error_fails_the_job_in_general_words_and_keeps_values_out_of_the_log(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble(_held: jobs.Claim) -> None:
        password = "canary-" + "4711"
        raise KeyError(len(password))

    job = run(app, stumble)
    assert job.status is JobStatus.FAILED
    assert (
        job.error == "Something unexpected went wrong. The people who run this site can find it in the log."
    )
    logged = capsys.readouterr().out
    assert "KeyError: 11" in logged
    assert "canary-4711" not in logged


def test_when_the_database_goes_away_the_job_is_left_to_the_reaper(app: Flask) -> None:
    def lose_the_database(_held: jobs.Claim) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))

    with time_machine.travel(NOON, tick=False) as clock:
        job = run(app, lose_the_database)
        assert (job.status, job.error, job.attempt) == (JobStatus.RUNNING, "", 1)
        clock.shift(timedelta(seconds=31))
        assert jobs.reap() == [job.id]


def test_a_worker_that_stops_takes_on_nothing_more(app: Flask) -> None:
    job_id = jobs.open_job(JobKind.SOLVE, make_camp(), make_user(), {}).id
    db.session.rollback()
    runner = runner_of(app, lambda held: jobs.finish(held, None))
    runner.stop()
    runner.run(job_id)
    assert db.session.get_one(Job, job_id, populate_existing=True).status is JobStatus.QUEUED


def test_the_same_job_rung_many_times_runs_once(app: Flask) -> None:
    seen: list[int] = []

    def note(held: jobs.Claim) -> None:
        seen.append(held.attempt)
        jobs.finish(held, None)

    runner = runner_of(app, note)
    job_id = jobs.open_job(JobKind.SOLVE, make_camp(), make_user(), {}).id
    db.session.rollback()
    for _ring in range(20):
        runner.run_soon(job_id)
        runner.run(job_id)
    wait_until(lambda: db.session.get_one(Job, job_id).status is JobStatus.DONE)
    assert seen == [1]


@pytest.fixture
def own_redis() -> Iterator[tuple[str, subprocess.Popen]]:
    """A Redis of this test's own, for it is going to be frozen."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0", process
    process.send_signal(SIGCONT)
    process.kill()
    process.wait()


def test_a_queue_that_hangs_holds_a_request_up_for_seconds_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch, own_redis: tuple[str, subprocess.Popen]
) -> None:
    url, process = own_redis
    settings = replace(app.config["SETTINGS"], queue_url=url)
    monkeypatch.setitem(app.extensions, "bell", bell.Bell(settings))
    deadline = time.monotonic() + 20
    while not bell.ring(0):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(SIGSTOP)
    began = time.monotonic()
    job = jobs.open_job(JobKind.SOLVE, make_camp(), make_user(), {})
    assert time.monotonic() - began < 8
    assert job.status is JobStatus.QUEUED
