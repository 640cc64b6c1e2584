"""The words of a camp's mails where its organisers have chosen their own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime, choice


class MailTextKind(StrEnum):
    """The mails that a camp sends in its own name, so that its organisers may word them; each is called like its
    template. Those about an account or a right are not among them."""

    INVITATION = "invitation"
    ENTERED = "entered"
    COLLEAGUE = "colleague"
    APPROVED = "approved"
    APPROVED_WAITING = "approved_waiting"
    DECLINED = "declined"
    PLACE_FREE = "place_free"
    EDITED = "edited"
    TIMES_SET = "times_set"
    MERGED = "merged"
    REMINDER_CONFIRM = "reminder_confirm"
    REMINDER_PROFILE = "reminder_profile"
    REMINDER_NOTE = "reminder_note"
    WISHES_CLOSE = "wishes_close"
    REMINDER_WISHES = "reminder_wishes"
    WISH_STATED = "wish_stated"
    REQUEST_ASKED = "request_asked"
    REQUEST_REMINDER = "request_reminder"
    REQUEST_ACCEPTED = "request_accepted"
    REQUEST_DECLINED = "request_declined"
    REQUEST_CALLED_OFF = "request_called_off"
    REQUEST_COUNTED = "request_counted"
    REQUEST_ENDED = "request_ended"
    PRELIMINARY = "preliminary"
    PUBLICATION = "publication"
    ASK_TIME = "ask_time"
    CHANGE_DECLINED = "change_declined"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_BACK = "meeting_back"
    PLACES_REMOVED = "places_removed"
    COLLEAGUE_INVITED = "colleague_invited"
    COLLEAGUE_BROUGHT = "colleague_brought"
    COLLEAGUE_DROPPED = "colleague_dropped"
    SESSION_PLACE = "session_place"
    CALENDAR_INVITE = "calendar_invite"
    TOMORROW = "tomorrow"
    NEXT_MEETING = "next_meeting"
    ANNOUNCEMENT = "announcement"
    STAND_IN_OFFER = "stand_in_offer"
    STAND_IN_QUESTION = "stand_in_question"
    STAND_IN_TAKEN_BACK = "stand_in_taken_back"
    STAND_IN = "stand_in"
    GIVEN_UP = "given_up"
    CONTACT_SHARED = "contact_shared"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_REMINDER = "follow_up_reminder"


class MailMoment(StrEnum):
    """The stretch of a camp's course in which a mail is sent."""

    REGISTRATION = "registration"
    WISHES = "wishes"
    SCHEDULE = "schedule"
    DAY = "day"
    AFTERWARDS = "afterwards"


class MailText(db.Model):
    """One mail in one language in the organisers' own words, with placeholders such as {name}. No row: the standard."""

    __tablename__ = "mail_text"

    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"), primary_key=True)
    kind: Mapped[MailTextKind] = mapped_column(choice(MailTextKind, "kind_is_known"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
