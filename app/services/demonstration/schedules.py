"""A published schedule for the demonstration, made as an organiser would make it."""

from app.models import Camp, JobKind, User
from app.services.matching import solving
from app.services.matching.problems import Choices
from app.services.publishing import publishing
from app.services.schedules import schedules
from app.services.work import jobs

SECONDS = 4


def publish_first(camp: Camp, organiser: User, seconds: int = SECONDS) -> int:
    """Solve the camp and publish what comes out; returns the number of meetings.

    0 when there is a schedule or a run already, or when none came of it: then the organiser will see why.
    Nobody gets a mail: the people are invented.
    """
    if schedules.schedules_of(camp) or jobs.open_of(camp, JobKind.SOLVE) is not None:
        return 0
    job = jobs.open_job(JobKind.SOLVE, camp, organiser, Choices(seconds=seconds).as_settings())
    claim = jobs.claim(job.id, "demonstration")
    if claim is not None:
        solving.solve_camp(claim)
    drafts = schedules.schedules_of(camp)
    if not drafts:
        return 0
    publishing.publish(camp, drafts[0], organiser, with_mail=False)
    return schedules.meeting_counts(camp).get(drafts[0].id, 0)
