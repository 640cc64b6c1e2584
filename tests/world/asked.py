"""What a populated camp has asked about its draft: what if, and for a repair."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import force_locale

from app.extensions import db
from app.models import Job, JobKind, JobStatus, Schedule
from app.scheduling import Variation
from app.services.repairing import mending
from app.services.repairing.mending_problem import Wanted
from app.services.work import jobs
from tests.makers import _save


def ask_about(made: Any, draft: Schedule) -> None:
    """Both, for a camp that is being populated."""
    _ask_what_if(made, draft)
    _ask_for_repair(made, draft)


def _ask_what_if(made: Any, draft: Schedule) -> None:
    """Two questions about the draft, being answered elsewhere; one of them and the prices are there."""
    during = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    settings: dict[str, object] = {
        "schedule": draft.id, "version": 0, "seconds": 3, "prices": True,
        "questions": [asdict(Variation(tables=1)), asdict(Variation(promised=2))],
    }  # fmt: skip
    answer = {"question": 0, "status": "optimal", "meetings": 3, "with_promise": 3,
              "goals": {"promised": [3, 3], "worth": [60, 60], "waiting": [0, 0]}}  # fmt: skip
    bounds = {"promised": [3, 3], "worth": [40, 60]}
    slot = str(made.addresses["slot"])
    asked = _save(Job(
        kind=JobKind.WHAT_IF, camp_id=made.camp.id, status=JobStatus.RUNNING, owner="elsewhere", attempt=1,
        settings=settings, lease_ends_at=during + timedelta(days=900), rung_at=during, created_at=during,
        started_at=during, progress=[answer, {"margins": [{"slot": slot, "tables": [], "bounds": bounds}]}],
    ))  # fmt: skip
    made.addresses["questions"] = asked.id


def _ask_for_repair(made: Any, draft: Schedule) -> None:
    """A repair of the draft around somebody who cannot come; found, and waiting for a decision."""
    person = made.people["generous"].id
    with force_locale("en"):
        job = mending.begin(made.camp, draft, made.users["organiser"], Wanted(person=person))
        claim = jobs.claim(job.id, "test")
        assert claim is not None
        mending.mend_camp(claim)
    db.session.expire_all()
    assert job.status is JobStatus.DONE, job.error
    made.addresses["mending"] = job.id
