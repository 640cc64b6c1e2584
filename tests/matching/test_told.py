"""Where a run stands, in one sentence, also before it has found anything."""

from datetime import timedelta

from app.models import Job, JobStatus
from app.services.clock import now
from app.services.matching.curves import told


def running(*points):
    return Job(status=JobStatus.RUNNING, started_at=now() - timedelta(seconds=3), progress=list(points))


def point(goal, value, bound):
    return {"seconds": 1.0, "goal": goal, "value": value, "bound": bound}


def test_a_bound_without_a_schedule_is_not_told_as_one(app):
    with app.test_request_context():
        assert told(running(point("worth", None, 190))) == "Searching, 3 s."


def test_the_last_value_is_told_with_what_no_schedule_passes(app):
    with app.test_request_context():
        said = told(running(point("worth", 182, 190), point("waiting", None, 0)))
    assert said.startswith("Searching, 3 s – Worth of the meetings: 182. No schedule has more than 190.")
