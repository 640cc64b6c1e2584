"""What the tests need: Java, npm, Chromium; PostgreSQL and Redis, those on loopback or private ones, thrown away after.

A fresh Debian PostgreSQL lets nobody in over TCP without a password, so a server that runs is not
enough: it has to let the user `postgres` in. Otherwise one of our own is started in a temporary
folder, by this user (or, for root, by `postgres`: the server refuses to run as root).
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

APT_LINE = (
    "" if os.geteuid() == 0 else "sudo "
) + "apt install -y chromium default-jre-headless npm postgresql redis-server"


class MissingError(Exception):
    """Something that tests need is not on this machine; the text says what."""


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lets_us_in(port: int) -> bool:
    """Whether PostgreSQL on this port of loopback lets `postgres` in without a password."""
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=3").close()
    except psycopg.OperationalError:
        return False
    return True


def _postgresql_program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        raise MissingError("PostgreSQL")
    return found


def _run_as_postgres(folder: str, *command: str) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server in which tests may make databases, without a database's name."""
    if os.environ.get("TEST_POSTGRESQL"):
        yield os.environ["TEST_POSTGRESQL"]
    elif lets_us_in(5432):
        yield "postgresql+psycopg://postgres@127.0.0.1"
    else:
        with TemporaryDirectory(prefix="campmatch-pg-") as folder, _private_postgresql(folder) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"


@contextmanager
def _private_postgresql(folder: str) -> Iterator[int]:
    """Make and start a cluster in the folder; yields its port."""
    initdb, control, port = _postgresql_program("initdb"), _postgresql_program("pg_ctl"), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = f"{folder}/data"
    _run_as_postgres(folder, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    _run_as_postgres(folder, control, "-D", data, "-w", "-l", f"{folder}/log", "-o", settings, "start")
    try:
        yield port
    finally:
        _run_as_postgres(folder, control, "-D", data, "-m", "immediate", "stop")


def pongs(port: int) -> bool:
    """Whether Redis answers on this port of loopback."""
    try:
        return bool(redis.Redis(host="127.0.0.1", port=port, socket_timeout=3).ping())
    except redis.RedisError:
        return False


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis server, without a database's number."""
    if os.environ.get("TEST_REDIS"):
        yield os.environ["TEST_REDIS"]
    elif pongs(6379):
        yield "redis://127.0.0.1:6379"
    else:
        with TemporaryDirectory(prefix="campmatch-redis-") as folder, _private_redis(folder) as port:
            yield f"redis://127.0.0.1:{port}"


@contextmanager
def _private_redis(folder: str) -> Iterator[int]:
    """Start a Redis that keeps nothing; yields its port."""
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        raise MissingError("Redis")
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while not pongs(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise MissingError("Redis")
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def java_and_npm() -> None:
    """See that there is what installs and runs the HTML checker."""
    for program, name in (("java", "Java"), ("npm", "npm")):
        if shutil.which(program) is None:
            raise MissingError(name)


def chromium() -> str:
    """The path of a Chromium or Chrome."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise MissingError("Chromium")
