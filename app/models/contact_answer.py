"""Whether somebody shares their email address with the one they have met."""

from sqlalchemy.orm import Mapped

from app.extensions import db
from app.models.about_meeting import AboutMeeting


class ContactAnswer(AboutMeeting, db.Model):
    """One participant's yes or no about one meeting. Only two that say yes show anything to anybody."""

    __tablename__ = "contact_answer"

    is_given: Mapped[bool]
