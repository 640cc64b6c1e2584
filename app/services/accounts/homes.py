"""Where somebody wants to be who signs in without saying where to."""

from sqlalchemy import select

from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus, TeamMember, User
from app.services import links
from app.services.clock import now


def home_of(user: User) -> str:
    """The path of the console for those who run or help at camps, of the next camp for its
    participants, else of the front page."""
    works = db.session.scalar(select(TeamMember.id).where(TeamMember.user_id == user.id).limit(1))
    if user.is_administrator or works is not None:
        return links.path("console.index")
    camp = db.session.scalar(
        select(Camp)
        .join(Participant, Participant.camp_id == Camp.id)
        .where(Participant.user_id == user.id, Participant.status != ParticipantStatus.WITHDRAWN)
        .where(Camp.ends_on >= now().date())
        .order_by(Camp.starts_on, Camp.id)
        .limit(1)
    )
    return links.path("profile.home", slug=camp.slug) if camp is not None else links.path("site.home")
