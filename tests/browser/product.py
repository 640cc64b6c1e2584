"""The whole product as it is started for real, with the demonstration in it, and what stands in it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.config import ROOT, settings_from
from app.extensions import db
from app.factory import create_app
from app.models import (
    AskedChange,
    Block,
    Camp,
    Job,
    JobKind,
    JobStatus,
    MeetingRequest,
    MeetingTable,
    Participant,
    ParticipantStatus,
    ParticipantType,
    Question,
    Session,
    Slot,
    TeamMember,
    Topic,
    User,
)
from app.services.calendars import agendas, calendars
from app.services.demonstration.loading import CAMP_SLUG, DAY_SLUG, LAB_SLUG, ORGANISER, PARTICIPANT
from app.services.matching.problems import Choices
from app.services.work import jobs
from tests.house.launched import environment, launched
from tests.world.camps import Populated, sign_in_link

PATIENCE = 60.0


@dataclass(frozen=True)
class Product:
    """A running installation: `address` has no slash at its end; `app` sees the same data from here."""

    address: str
    app: Flask
    settings: dict[str, str]

    def command(self, *arguments: str) -> str:
        """Run one of the installation's commands; returns what it says."""
        done = subprocess.run([sys.executable, "-m", "flask", *arguments], cwd=ROOT, env=self.settings,
                              check=True, capture_output=True, text=True)  # fmt: skip
        return done.stdout


@contextmanager
def running_product(data: Path) -> Iterator[Product]:
    """Web server and worker on a free port, the demonstration loaded; stopped at the end."""
    switches = {"CAMPMATCH_DEVELOPMENT": "1", "RATE_LIMITS": "0", "FLASK_APP": "wsgi"}
    settings = environment(data, **switches)
    for command in (["-m", "deploy.upgrade"], ["-m", "flask", "load-demonstration"]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE)
    with launched(data, "--port", "0", **switches) as launcher:
        address = f"http://127.0.0.1:{launcher.port}"
        settings["BASE_URL"] = address
        yield Product(address, create_app(settings_from(settings)), settings)


@dataclass(frozen=True)
class Prepared:
    """What the demonstration lacks: a second schedule, by the run `job`, a mail, and two secrets."""

    job: int
    mail: int
    link: str
    feed: str


def prepare(product: Product) -> Prepared:
    """Let the worker make a draft for the demonstration camp; give its participant a link and a feed."""
    job = solve(product, CAMP_SLUG)
    with product.app.app_context():
        person = db.session.scalars(
            select(Participant)
            .join(Participant.user)
            .where(User.email == PARTICIPANT, Participant.camp_id == _camp(CAMP_SLUG).id)
        ).one()
        mail, link = sign_in_link(person.user)
        return Prepared(job, mail, link, calendars.issue_token(_camp(CAMP_SLUG), person))


def _camp(slug: str) -> Camp:
    return db.session.scalars(select(Camp).where(Camp.slug == slug)).one()


def solve(product: Product, slug: str, seconds: int = 2) -> int:
    """Let the worker make one more draft for the camp; returns the number of the job."""
    with product.app.app_context():
        camp = _camp(slug)
        user = db.session.scalars(select(User).where(User.email == ORGANISER)).one()
        number = jobs.open_job(JobKind.SOLVE, camp, user, Choices(seconds=seconds).as_settings()).id
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with product.app.app_context():
            if db.session.get_one(Job, number).status is JobStatus.DONE:
                return number
        time.sleep(0.2)
    raise AssertionError("the worker has not finished the run")


def populated(product: Product, slug: str, prepared: Prepared) -> Populated:
    """What stands in the addresses of the camp's pages, as tests/world/addresses.py needs it.

    The second and the third camp have no schedule, so there is nothing to stand in the addresses of schedules.
    """
    with product.app.app_context():
        camp = _camp(slug)
        numbers = {
            name: db.session.scalar(select(func.min(model.id)).where(model.camp_id == camp.id))
            for name, model in (("session", Session), ("block", Block), ("slot", Slot), ("topic", Topic),
                                ("question", Question), ("type", ParticipantType), ("helper member", TeamMember))
        }  # fmt: skip
        last_table = db.session.scalar(
            select(func.max(MeetingTable.number)).where(MeetingTable.camp_id == camp.id)
        )
        made = Populated(camp, "", "")
        made.addresses |= numbers | {
            "slug": slug, "empty block": numbers["block"], "spare topic": numbers["topic"], "first": 1,
            "asked slot": numbers["slot"], "last": last_table, "code": _code(camp, ParticipantStatus.CONFIRMED),
            "mail": prepared.mail, "waiting code": _code(camp, ParticipantStatus.WAITING), "feed": prepared.feed,
            "link": prepared.link, "other code": _code(camp, ParticipantStatus.CONFIRMED, last=True),
        }  # fmt: skip
        made.addresses["request"] = db.session.scalar(
            select(func.min(MeetingRequest.id)).join(Participant, Participant.id == MeetingRequest.asked_id)
            .join(Participant.user).where(MeetingRequest.camp_id == camp.id, User.email == PARTICIPANT)
        )  # fmt: skip
        if slug == CAMP_SLUG:
            asked = db.session.scalar(select(func.min(AskedChange.id)).where(AskedChange.camp_id == camp.id))
            made.addresses |= {
                "published": 1,
                "draft": 2,
                "job": prepared.job,
                "asked": asked,
                "publication": 1,
            }
            made.addresses["code"] = _partner(camp)
        return made


def _partner(camp: Camp) -> str:
    """Whom the demonstration's own participant meets first, so that the pages about a meeting are real."""
    query = select(Participant).join(Participant.user)
    me = db.session.scalars(query.where(Participant.camp_id == camp.id, User.email == PARTICIPANT)).one()
    partner = next(item.partner for item in agendas.agenda_of(camp, me) if item.partner)
    return partner.code


def _code(camp: Camp, status: ParticipantStatus, *, last: bool = False) -> str | None:
    """Somebody of the camp in this state who is not the demonstration's own participant: first or last."""
    query = select(Participant.code).join(Participant.user).where(
        Participant.camp_id == camp.id, Participant.status == status, User.email != PARTICIPANT
    )  # fmt: skip
    return db.session.scalar(query.order_by(Participant.id.desc() if last else Participant.id))


CAMP, LAB, DAY = CAMP_SLUG, LAB_SLUG, DAY_SLUG
