"""The installation as its administrator sees it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus, TeamMember


@dataclass(frozen=True)
class CampLine:
    """A camp in the list of all, with how many confirmed participants and team members it has."""

    camp: Camp
    participants: int
    team: int


def all_camps() -> list[CampLine]:
    """Every camp, latest first. One query."""
    confirmed = (
        select(func.count())
        .where(Participant.camp_id == Camp.id, Participant.status == ParticipantStatus.CONFIRMED)
        .correlate(Camp).scalar_subquery()
    )  # fmt: skip
    team = select(func.count()).where(TeamMember.camp_id == Camp.id).correlate(Camp).scalar_subquery()
    query = select(Camp, confirmed, team).order_by(Camp.starts_on.desc(), Camp.id)
    return [CampLine(*row) for row in db.session.execute(query)]


def names_of_camps() -> list[tuple[str, str]]:
    """Address and name with the year of every camp, latest first. One query."""
    query = select(Camp.slug, Camp.name, Camp.starts_on).order_by(Camp.starts_on.desc(), Camp.id)
    return [(slug, f"{name} ({day.year})") for slug, name, day in db.session.execute(query)]
