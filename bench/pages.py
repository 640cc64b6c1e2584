"""How long the pages of a large camp take, participants' and the console's, from the server as it is started for real.

Each page is asked for one after the other, alone, over loopback: the median and the worst of the clock, the processor
time that the server's processes took for one, and the most memory that any of them had meanwhile.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.config import ROOT, settings_from
from app.extensions import db
from app.factory import create_app
from app.models import Camp, CampKind
from app.services.accounts import accounts
from app.services.clock import now
from app.services.demonstration import people as cast
from app.services.demonstration.topics import TOPICS
from app.services.local_time import day_of
from app.services.registration import intake
from app.services.setup import blocks, new_camps, tables, topics

from . import busy_camp
from .forms import parsed_forms
from .processes import forget_memory, memory, processor

ME_TOO = "organiser@large.example"
SLUG, ME, ZONE = "large", "me@large.example", "Europe/Copenhagen"
PASSWORD = "four words and a comma"
PAGES = {
    "people": "/people",
    "people, searched": "/people?q=hydrogen",
    "people, last page": "/people?page=99999",
    "one person": "/people/{other}",
    "home": "/me",
    "wishes": "/wishes",
    "agenda": "/agenda",
}
CONSOLE = {
    "console: today": "",
    "console: live board": "/day",
    "console: stand-ins": "/stand-ins",
    "console: people": "/people",
    "console: one person": "/people/{code}",
    "console: grid": "/schedules/{published}/",
    "console: people's meetings": "/schedules/{published}/people",
    "console: drafts side by side": "/match/compare?n={published}&n={draft}",
    "console: what publishing changes": "/schedules/{draft}/publish",
    "console: what restoring changes": "/versions/restore/{before}",
    "console: interest graph": "/graph",
    "console: report": "/results",
    "console: report as PDF": "/results/report.pdf",
    "console: report as XLSX": "/results/report.xlsx",
    "console: one figure as CSV": "/results/funnel.csv",
}
PRESSED = {
    "console: restore": "/versions/restore/{before}",
    "console: publish with mails": "/schedules/{draft}/publish",
}
"""Forms that are sent, each once: they change the camp."""


@dataclass(frozen=True)
class Taken:
    """One page: milliseconds of the clock, the median and the worst, and of the processor for each; megabytes of the
    largest process."""

    page: str
    median: float
    worst: float
    processor: float
    kilobytes: float
    memory: float


def pages(people: int, times: int = 20) -> Iterator[str]:
    """The lines of the table, as they are measured, at a camp of so many people."""
    yield f"| page at {people} people | median ms | worst ms | processor ms | kB | memory MB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    with TemporaryDirectory(prefix="campmatch-bench-") as folder:
        environ = {**os.environ, "CAMPMATCH_DATA": folder, "CAMPMATCH_DEVELOPMENT": "1", "RATE_LIMITS": "0"}
        environ.pop("BASE_URL", None)
        upgrade = [sys.executable, "-m", "deploy.upgrade"]
        subprocess.run(upgrade, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE)
        other, busy = _fill(environ, people)
        with _served(environ) as (port, launcher):
            cookie = _signed_in(port, ME)
            for name, path in PAGES.items():
                address = f"/camps/{SLUG}{path.format(other=other)}"
                yield _line(_measure(port, launcher, cookie, name, address, times))
            cookie = _signed_in(port, ME_TOO)
            for name, path in CONSOLE.items():
                address = f"/console/{busy_camp.SLUG}{path.format(**vars(busy))}"
                yield _line(_measure(port, launcher, cookie, name, address, min(times, 5)))
            for name, path in PRESSED.items():
                address = f"/console/{busy_camp.SLUG}{path.format(**vars(busy))}"
                yield _line(_press(port, launcher, cookie, name, address))


def _line(taken: Taken) -> str:
    figures = (taken.median, taken.worst, taken.processor, taken.kilobytes, taken.memory)
    return f"| {taken.page} | {' | '.join(f'{figure:.0f}' for figure in figures)} |"


def _fill(environ: dict[str, str], people: int) -> tuple[str, busy_camp.Busy]:
    """Make the camps and their people; returns the code of somebody to look at, and what the console looks at."""
    with create_app(settings_from(environ)).app_context():
        start = now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=60)
        camp = _camp(start, people)
        everybody = [replace(cast.the_participant(), email=ME), *_crowd(people - 1)]
        made = intake.enrol_all(camp, [cast.as_new(one, now()) for one in everybody])
        organiser = accounts.add_user(ME_TOO, "Olga", "en")
        organiser.email_confirmed_at = now()
        for user in (made[0].user, organiser):
            accounts.set_password(user, PASSWORD)
        db.session.commit()
        return made[1].code, busy_camp.make(everybody, organiser)


def _camp(start: datetime, people: int) -> Camp:
    """A camp with topics, tables and a morning for meetings, open for wishes."""
    kind, day = CampKind.INNOVATION_CAMP, day_of(start, ZONE)
    camp = new_camps.add_camp(new_camps.NewCamp("Large camp", kind, day, ZONE, "Nyborg", SLUG))
    topics.add_topics(camp, [(topic.name, topic.name_da) for topic in TOPICS.values()])
    tables.add_tables(camp, 40)
    blocks.add_block(camp, blocks.BlockValues("Morning", start, start + timedelta(hours=3), 20, 0))
    camp.capacity, camp.wishes_close_at = people, start - timedelta(days=20)
    return camp


def _crowd(number: int) -> list[cast.Person]:
    """So many people as the demonstration's, again and again with other dice, each with words of their own."""
    found: list[cast.Person] = []
    while len(found) < number:
        turn = len(found)
        found += [
            replace(one, email=f"{turn + place}.{one.email}", about=f"{one.about} Project {turn + place}.")
            for place, one in enumerate(cast.everybody(random.Random(turn)))
        ]
    return found[:number]


@contextmanager
def _served(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The product started; yields its port and the launcher's number."""
    command = [sys.executable, "-m", "deploy.serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as launcher:
        try:
            assert launcher.stdout is not None
            line = next(line for line in launcher.stdout if "running at" in line)
            yield int(line.strip().rpartition(":")[2].strip("/")), launcher.pid
        finally:
            launcher.terminate()
            launcher.communicate()


def _get(port: int, path: str, cookie: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
    answer = connection.getresponse()
    return answer, answer.read()


def _signed_in(port: int, address: str) -> str:
    """The cookie of a session of whoever has this address, by the password form."""
    answer, page = _get(port, "/sign-in/password", "")
    cookie = _cookie_of(answer)
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    names = re.findall(rb'<input[^>]*type="(?:email|password)"[^>]*>', page)
    fields = [re.search(rb'name="([^"]+)"', one)[1].decode() for one in names]  # type: ignore[index]
    assert token is not None
    sent = urlencode({"csrf_token": token[1].decode(), fields[-2]: address, fields[-1]: PASSWORD})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in/password", sent, headers)
    return _cookie_of(connection.getresponse())


def _cookie_of(answer: http.client.HTTPResponse) -> str:
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _measure(port: int, launcher: int, cookie: str, name: str, path: str, times: int) -> Taken:
    """Ask three times to warm up, as the day before has, then as often as is measured."""
    for _attempt in range(3):
        answer, body = _get(port, path, cookie)
        assert answer.status == 200, f"{path} answers {answer.status}"
    before, clock = processor(launcher), list[float]()
    forget_memory(launcher)
    for _attempt in range(times):
        start = time.perf_counter()
        _get(port, path, cookie)
        clock.append((time.perf_counter() - start) * 1000)
    spent = (processor(launcher) - before) * 1000 / times
    return Taken(name, statistics.median(clock), max(clock), spent, len(body) / 1000, memory(launcher))


def _press(port: int, launcher: int, cookie: str, name: str, path: str) -> Taken:
    """Send the form of the page that leads to its own address, as it stands there."""
    forms = parsed_forms(_get(port, path, cookie)[1].decode())
    fields = next(fields for action, fields in forms if action in ("", path))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    before, start = processor(launcher), time.perf_counter()
    forget_memory(launcher)
    connection.request("POST", path, urlencode(fields), headers)
    answer = connection.getresponse()
    took, spent = (time.perf_counter() - start) * 1000, (processor(launcher) - before) * 1000
    assert answer.status == 302, f"{path} answers {answer.status} when pressed"
    return Taken(name, took, took, spent, len(answer.read()) / 1000, memory(launcher))
