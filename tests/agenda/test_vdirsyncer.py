"""vdirsyncer, which many use to bring a feed onto their machine, follows one over five publications."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
import vobject
from flask import Flask
from werkzeug.serving import make_server

from app.extensions import db
from app.services.calendars import calendars
from tests.agenda.followers import Store
from tests.agenda.test_republishing import BEFORE, World, any_schedule, planned

pytestmark = pytest.mark.slow
CONFIG = """
[general]
status_path = "{folder}/status/"
[pair agenda]
a = "feed"
b = "disk"
collections = null
conflict_resolution = "a wins"
partial_sync = "revert"
[storage feed]
type = "http"
url = "{url}"
[storage disk]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
"""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def sync(folder: Path, *command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "vdirsyncer", "-c", str(folder / "config"), *command],
                          capture_output=True, text=True, timeout=120, input="y\ny\n")  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout


def on_disk(folder: Path) -> Store:
    store = Store()
    for path in (folder / "events").glob("*.ics"):
        event = vobject.readOne(path.read_text()).vevent
        store.put(event, event.status.value == "CANCELLED")
    return store


def test_the_folder_shows_the_agenda_after_each_publication(app: Flask, tmp_path: Path) -> None:
    random = Random(3)
    (tmp_path / "events").mkdir()
    with served(app) as address, time_machine.travel(BEFORE, tick=False) as clock:
        world = World(app)
        cy = world.people[2]
        secret = calendars.issue_token(world.camp, cy)
        (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path, url=f"{address}/feed/{secret}.ics"))
        for step in range(5):
            meetings = any_schedule(world, random)
            clock.shift(timedelta(hours=1))
            world.publish(meetings)
            db.session.rollback()
            if step == 0:
                sync(tmp_path, "discover")
            sync(tmp_path, "sync")
            assert on_disk(tmp_path).shown() == planned(meetings, cy)
