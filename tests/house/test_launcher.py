"""One launcher starts web and worker, keeps them running, and leaves no orphan, whatever kills it."""

import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.launched import Launched, children, family, free_port, launched, running, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _once(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("starts the default installation, on SQLite")


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    """One launcher for those tests after which it runs as before."""
    data = tmp_path_factory.mktemp("launcher")
    with launched(data, "--port", str(free_port()), "--say", "Three ready logins") as started:
        yield started


def test_the_launcher_starts_web_and_worker_and_says_where(launcher: Launched) -> None:
    launcher.hear("Three ready logins")
    assert launcher.status("/") == 200
    wait_until(lambda: launcher.status("/healthz") == 200)
    web, worker = launcher.child("gunicorn"), launcher.child("app.tasks")
    assert set(children(launcher.process.pid)) == {web, worker}
    assert len(children(web)) == 2


def test_a_killed_worker_is_started_again(launcher: Launched) -> None:
    first = launcher.child("app.tasks")
    os.kill(first, signal.SIGKILL)
    launcher.hear("The worker ended (signal 9); starting it again in 0.5 s.")
    assert wait_until(lambda: launcher.child("app.tasks")) != first
    wait_until(lambda: launcher.status("/healthz") == 200)


def test_a_killed_web_server_takes_its_processes_along_and_comes_back(launcher: Launched) -> None:
    first = launcher.child("gunicorn")
    its_own = family(first)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not any(running(pid) for pid in its_own), 10)
    assert wait_until(lambda: launcher.status("/")) == 200
    assert launcher.child("gunicorn") not in (0, first)


def test_a_taken_port_gives_a_line_and_the_next_free_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with launched(tmp_path, "--port", str(taken)) as launcher:
            line = launcher.said.splitlines()[0]
            assert line == f"Port {taken} is taken by another program; using {launcher.port}."
            assert (launcher.port > taken, launcher.status("/")) == (True, 200)
            _stop_in_order(launcher, signal.SIGTERM)


def _stop_in_order(launcher: Launched, number: signal.Signals) -> None:
    everybody = family(launcher.process.pid)
    assert len(everybody) >= 4
    launcher.process.send_signal(number)
    assert launcher.process.wait(40) == 0
    assert [pid for pid in everybody if running(pid)] == []
    assert launcher.status("/") == 0


def _kill_without_orphans(launcher: Launched) -> None:
    everybody = family(launcher.process.pid)
    assert len(everybody) >= 4
    launcher.process.kill()
    launcher.process.wait()
    wait_until(lambda: not any(running(pid) for pid in everybody), 10)
    assert launcher.status("/") == 0


def test_two_runs_on_the_same_data_stop_cleanly_and_keep_them(tmp_path: Path) -> None:
    """The first is stopped by Ctrl-C, the second by kill -9: neither leaves a process or loses a row."""
    for end in (lambda launcher: _stop_in_order(launcher, signal.SIGINT), _kill_without_orphans):
        with launched(tmp_path, "--port", str(free_port())) as launcher:
            wait_until(lambda: launcher.status("/healthz") == 200)
            end(launcher)
    with sqlite3.connect(tmp_path / "campmatch.db") as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT count(*) FROM worker_pulse").fetchone()[0] >= 1
    assert not (tmp_path / "backups").exists()


def test_a_setting_that_cannot_stand_ends_the_launcher_with_its_words(tmp_path: Path) -> None:
    with launched(tmp_path, "--port", "0", wait=False, BASE_URL="camp.example.org") as launcher:
        launcher.hear("BASE_URL is like https://camp.example.org")
        launcher.hear("The web server could not start")
        assert launcher.process.wait(40) == 1


def test_development_is_never_offered_to_other_machines(tmp_path: Path) -> None:
    with launched(tmp_path, "--host", "0.0.0.0", wait=False, CAMPMATCH_DEVELOPMENT="1") as launcher:
        launcher.hear("it runs on 127.0.0.1 only")
        assert launcher.process.wait(10) == 1


HOST = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def test_bytes_that_no_browser_sends_get_an_answer_below_500(launcher: Launched) -> None:
    requests = {
        "NUL in the path": b"GET /camps/a%00b/ HTTP/1.1" + HOST + b"\r\n",
        "broken UTF-8 in the path": b"GET /camps/%ff%fe/ HTTP/1.1" + HOST + b"\r\n",
        "raw bytes in the path": b"GET /camps/\xff\xfe/ HTTP/1.1" + HOST + b"\r\n",
        "broken UTF-8 in the query": b"GET /?q=%c3%28 HTTP/1.1" + HOST + b"\r\n",
        "a foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "a huge length": b"POST /language HTTP/1.1" + HOST + FORM + b"Content-Length: 99999999\r\n\r\nx=1",
        "a negative length": b"POST /language HTTP/1.1" + HOST + FORM + b"Content-Length: -5\r\n\r\n",
        "a huge header": b"GET / HTTP/1.1" + HOST + b"X-Long: " + b"y" * 65536 + b"\r\n\r\n",
        "a made-up method": b"BREW / HTTP/1.1" + HOST + b"\r\n",
        "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
    statuses = {name: launcher.raw(request)[9:12] for name, request in requests.items()}
    assert statuses == {
        "NUL in the path": b"400", "broken UTF-8 in the path": b"400", "raw bytes in the path": b"400",
        "broken UTF-8 in the query": b"400", "a foreign host": b"400",
        "a huge length": b"413", "a negative length": b"400", "a huge header": b"431",
        "a made-up method": b"405", "no HTTP at all": b"400",
    }  # fmt: skip
    assert launcher.status("/") == 200
