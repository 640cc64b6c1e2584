"""All tables. Importing this package makes SQLAlchemy and Alembic know every one of them."""

from app.models.act import Act, ActKind
from app.models.announcement import Announcement, Audience
from app.models.asked_change import AskedChange, AskedKind, AskedStatus
from app.models.bounce import Bounce
from app.models.browser import Browser
from app.models.calendar_answer import CalendarAnswer, CalendarReply, ReceivedMail, Verdict
from app.models.calendar_way import CalendarWay, Method, SentVersion
from app.models.camp import Camp, CampKind, CampRole, Mode, TeamMember
from app.models.camp_feed import CampFeed
from app.models.consent import Consent, ConsentKind
from app.models.contact_answer import ContactAnswer
from app.models.follow_up import FollowUp, FollowUpMeeting, FollowUpRound, Standing
from app.models.interest import Grade, InterestKind, Topic, TopicInterest, Wish
from app.models.invitation import Invitation, InvitationState
from app.models.invitation_refusal import InvitationRefusal
from app.models.mail_choice import MailChoice, MailKind
from app.models.mail_text import MailMoment, MailText, MailTextKind
from app.models.meeting_request import OPEN, MeetingRequest, RequestStatus
from app.models.organisation import Organisation, OrganisationKind
from app.models.participant import CalendarToken, Participant, ParticipantStatus, RegistrationDraft
from app.models.participant_type import ParticipantType, TypePair
from app.models.people_import import PeopleImport
from app.models.people_view import PeopleView
from app.models.picture import Picture
from app.models.programme import Absence, Attendance, Block, MeetingTable, Session, SessionKind, Slot
from app.models.question import Answer, Question, QuestionKind, QuestionOption
from app.models.reply import Outcome, Reply, ReplyKind, Result
from app.models.saved_filter import SavedFilter
from app.models.schedule import (
    CalendarEntry,
    Meeting,
    PairRuling,
    Publication,
    Ruling,
    Schedule,
    ScheduleEdit,
    ScheduleStatus,
    Seat,
)
from app.models.sent_check_in import SentCheckIn
from app.models.session_wait import SessionWait
from app.models.stand_in import AskStatus, StandInAsk
from app.models.stay import Stay
from app.models.user import SignInToken, User
from app.models.work import Job, JobKind, JobStatus, MessageStatus, OutboxMessage, WorkerPulse

__all__ = [
    "OPEN",
    "Absence",
    "Act",
    "ActKind",
    "Announcement",
    "Answer",
    "AskStatus",
    "AskedChange",
    "AskedKind",
    "AskedStatus",
    "Attendance",
    "Audience",
    "Block",
    "Bounce",
    "Browser",
    "CalendarAnswer",
    "CalendarEntry",
    "CalendarReply",
    "CalendarToken",
    "CalendarWay",
    "Camp",
    "CampFeed",
    "CampKind",
    "CampRole",
    "Consent",
    "ConsentKind",
    "ContactAnswer",
    "FollowUp",
    "FollowUpMeeting",
    "FollowUpRound",
    "Grade",
    "InterestKind",
    "Invitation",
    "InvitationRefusal",
    "InvitationState",
    "Job",
    "JobKind",
    "JobStatus",
    "MailChoice",
    "MailKind",
    "MailMoment",
    "MailText",
    "MailTextKind",
    "Meeting",
    "MeetingRequest",
    "MeetingTable",
    "MessageStatus",
    "Method",
    "Mode",
    "Organisation",
    "OrganisationKind",
    "OutboxMessage",
    "Outcome",
    "PairRuling",
    "Participant",
    "ParticipantStatus",
    "ParticipantType",
    "PeopleImport",
    "PeopleView",
    "Picture",
    "Publication",
    "Question",
    "QuestionKind",
    "QuestionOption",
    "ReceivedMail",
    "RegistrationDraft",
    "Reply",
    "ReplyKind",
    "RequestStatus",
    "Result",
    "Ruling",
    "SavedFilter",
    "Schedule",
    "ScheduleEdit",
    "ScheduleStatus",
    "Seat",
    "SentCheckIn",
    "SentVersion",
    "Session",
    "SessionKind",
    "SessionWait",
    "SignInToken",
    "Slot",
    "StandInAsk",
    "Standing",
    "Stay",
    "TeamMember",
    "Topic",
    "TopicInterest",
    "TypePair",
    "User",
    "Verdict",
    "Wish",
    "WorkerPulse",
]  # fmt: skip
