"""A real launcher with its web server and worker, on data and a port of its own, for tests."""

import atexit
import http.client
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from app.config import ROOT

STARTED = "Campmatch is running at http://127.0.0.1:"


def environment(data: Path, **others: str) -> dict[str, str]:
    """An installation on SQLite in this folder, and nothing of the tester's own settings."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**known, "CAMPMATCH_DATA": str(data), "PYTHONUNBUFFERED": "1", "WEB_THREADS": "2", **others}


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], object], seconds: float = 60) -> object:
    """Wait for something to become true and return it; AssertionError when it does not in time."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


def running(pid: int) -> bool:
    """Whether a process is there and not a mere zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> dict[int, str]:
    """The process's living children and the command line of each."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid and running(int(folder.name)):
            found[int(folder.name)] = command
    return found


def family(pid: int) -> set[int]:
    """All living descendants."""
    below = set(children(pid))
    return below.union(*(family(child) for child in below))


class Launched:
    """A running launcher; `said` is all that it and its children have printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.said, self.port = process, "", 0
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def hear(self, words: str, seconds: float = 90) -> str:
        """The next line that holds these words."""
        deadline = time.monotonic() + seconds
        while True:
            line = self._lines.get(timeout=max(0.1, deadline - time.monotonic()))
            assert line is not None, f"ended without saying {words!r}:\n{self.said}"
            self.said += line
            if words in line:
                return line

    def child(self, program: str) -> int:
        """The number of the child whose command line names the program; 0 while there is none."""
        return next((pid for pid, words in children(self.process.pid).items() if program in words), 0)

    def status(self, path: str) -> int:
        """The status of an answer to a GET; 0 for no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """The first line of the answer to these very bytes; empty when the server just hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            try:
                return connection.makefile("rb").readline()
            except ConnectionResetError:
                return b""


@cache
def _new_data() -> Path:
    """A folder as the upgrade leaves it where there was nothing, made once for all who begin with that."""
    folder = mkdtemp(prefix="campmatch-new-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "deploy.upgrade"], cwd=ROOT, env=environment(Path(folder)), check=True
    )
    return Path(folder)


@contextmanager
def launched(data: Path, *arguments: str, wait: bool = True, **environ: str) -> Iterator[Launched]:
    """Start the launcher, in an empty folder on a new database; nothing is left of it afterwards."""
    settings = environment(data, **environ)
    if wait and not any(data.iterdir()):
        shutil.copytree(_new_data(), data, dirs_exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.serve", *arguments], cwd=ROOT, env=settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    launcher = Launched(process)
    try:
        if wait:
            launcher.port = int(launcher.hear(STARTED).partition(STARTED)[2])
        yield launcher
    finally:
        left = family(process.pid)
        process.kill()
        process.wait()
        for pid in left:
            if running(pid):
                os.kill(pid, signal.SIGKILL)
