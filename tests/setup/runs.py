"""A camp with somebody signed in who runs it."""

from datetime import UTC, datetime

from app.models import Camp, CampRole, User
from app.services.accounts.teams import join_team
from tests.makers import make_camp, make_user
from tests.page_client import PageClient


def organised_camp(visit: PageClient, **values: object) -> tuple[Camp, User]:
    """A camp, and its organiser signed in."""
    camp, user = make_camp("camp", **values), make_user("organiser@example.org", "Ingrid Sørensen")
    join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return camp, user


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment on the clocks of Copenhagen in March 2027, before summer time."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)
