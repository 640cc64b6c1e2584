"""What the fixed values of the tables are called on pages and in mails, in the reader's language."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.models import CampKind, MessageStatus, OrganisationKind, ParticipantStatus, Result, SessionKind

_WORDS: list[tuple[StrEnum, object]] = [
    (CampKind.INNOVATION_CAMP, _l("Innovation Camp")),
    (CampKind.MATCHMAKING_EVENT, _l("Matchmaking event")),
    (CampKind.CLUSTER_LAB, _l("Cluster Lab")),
    (CampKind.WORKSHOP, _l("Workshop")),
    (CampKind.MASTER_CLASS, _l("Master class")),
    (OrganisationKind.CLUSTER, _l("Cluster or network")),
    (OrganisationKind.SME, _l("Small or medium-sized company")),
    (OrganisationKind.COMPANY, _l("Large company")),
    (OrganisationKind.UNIVERSITY, _l("University or research institute")),
    (OrganisationKind.PUBLIC, _l("Public body")),
    (OrganisationKind.OTHER, _l("Something else")),
    (ParticipantStatus.UNCONFIRMED, _l("Not confirmed yet")),
    (ParticipantStatus.CONFIRMED, _l("Confirmed")),
    (ParticipantStatus.WAITING, _l("On the waiting list")),
    (ParticipantStatus.WITHDRAWN, _l("Withdrawn")),
    (Result.DID_NOT_TAKE_PLACE, _l("It did not take place")),
    (Result.NO_COMMON_GROUND, _l("No common ground")),
    (Result.INFORMATIVE, _l("Good to know each other")),
    (Result.FOLLOW_UP_AGREED, _l("Follow-up agreed")),
    (Result.COOPERATION_POSSIBLE, _l("Cooperation possible")),
    (SessionKind.TALK, _l("Talk")),
    (SessionKind.WORKSHOP, _l("Workshop")),
    (SessionKind.MEAL, _l("Meal")),
    (SessionKind.BREAK, _l("Break")),
    (SessionKind.SOCIAL, _l("Social")),
    (SessionKind.OTHER, _l("Other")),
    (MessageStatus.WAITING, _l("Waiting to be sent")),
    (MessageStatus.SENT, _l("Sent")),
    (MessageStatus.FAILED, _l("Not sent")),
]
# Keyed by the enum too: members of two enums with the same text are equal as dictionary keys.
_BY_VALUE = {(type(value), value.value): text for value, text in _WORDS}


def word(value: StrEnum) -> str:
    """The value as people read it; its bare text when it has no words of its own."""
    return str(_BY_VALUE.get((type(value), value.value), value.value))
