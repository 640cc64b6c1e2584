"""All tables. Importing this package makes SQLAlchemy and Alembic know every one of them."""

from app.models.camp import Camp, CampKind, CampRole, TeamMember
from app.models.interest import Grade, InterestKind, Topic, TopicInterest, Wish
from app.models.organisation import Organisation, OrganisationKind
from app.models.participant import CalendarToken, Participant, ParticipantStatus, RegistrationDraft
from app.models.programme import Absence, Attendance, Block, MeetingTable, Session, SessionKind, Slot
from app.models.reply import Outcome, Reply, ReplyKind, Result
from app.models.schedule import (
    CalendarEntry,
    Meeting,
    PairRuling,
    Ruling,
    Schedule,
    ScheduleEdit,
    ScheduleStatus,
    Seat,
)
from app.models.user import SignInToken, User
from app.models.work import Job, JobKind, JobStatus, MessageStatus, OutboxMessage, WorkerPulse

__all__ = [
    "Absence", "Attendance", "Block", "CalendarEntry", "CalendarToken", "Camp", "CampKind", "CampRole",
    "Grade", "InterestKind", "Job", "JobKind", "JobStatus", "Meeting", "MeetingTable", "MessageStatus",
    "Organisation", "OrganisationKind", "OutboxMessage", "Outcome", "PairRuling", "Participant",
    "ParticipantStatus", "RegistrationDraft", "Reply", "ReplyKind", "Result", "Ruling", "Schedule",
    "ScheduleEdit", "ScheduleStatus", "Seat", "Session", "SessionKind", "SignInToken", "Slot",
    "TeamMember", "Topic", "TopicInterest", "User", "Wish", "WorkerPulse",
]  # fmt: skip
