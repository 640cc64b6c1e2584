"""Participants as their camp's organisers see them: the list, and one person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    OPEN,
    Absence,
    Attendance,
    Camp,
    Grade,
    InterestKind,
    MeetingRequest,
    Participant,
    ParticipantStatus,
    RequestStatus,
    Schedule,
    ScheduleStatus,
    Seat,
    TopicInterest,
    Wish,
)
from app.scheduling.similarity import fold
from app.services.local_time import day_of
from app.services.refusals import NotThere
from app.services.requests import request_rules

SORTS = ("name", "organisation", "country", "status", "registered", "wishes", "meetings")
STANDING = tuple(
    status for status in ParticipantStatus if status.value not in ("withdrawn", "declined")
)  # whoever may still come


class Lack(StrEnum):
    """What somebody has not done or does not have, so that one may look for those."""

    WISHES = "wishes"
    MEETINGS = "meetings"
    CHECK_IN = "check_in"
    PROFILE = "profile"


@dataclass(frozen=True)
class Line:
    """One participant in the list. `wishes` counts whom they want to meet; who that is stays theirs.

    `meetings` counts those of the published schedule, `topics` what they offer and need. The day is the
    camp's.
    """

    person: Participant
    wishes: int
    meetings: int
    topics: int
    registered_on: date

    @property
    def organisation(self) -> str:
        """The organisation's name, empty when there is none."""
        return self.person.organisation.name if self.person.organisation else ""

    def lacks(self, what: Lack) -> bool:
        """Whether it is missing. Wishes, meetings and check-in only of those who take part."""
        person = self.person
        if what is Lack.PROFILE:
            says = self.topics or person.offers or person.needs
            return person.status in STANDING and not (says and person.languages and person.organisation_id)
        missing = {Lack.WISHES: not self.wishes, Lack.MEETINGS: not self.meetings,
                   Lack.CHECK_IN: person.checked_in_at is None}[what]  # fmt: skip
        return missing and person.status is ParticipantStatus.CONFIRMED


@dataclass(frozen=True)
class Question:
    """What of the list is asked for. `sort` is one of SORTS; anything else sorts by name.

    `type` and `organisation` are numbers as texts, `type` may be "none"; empty texts ask for everybody.
    """

    text: str = ""
    status: ParticipantStatus | None = None
    lack: Lack | None = None
    type: str = ""
    country: str = ""
    organisation: str = ""
    sort: str = "name"
    descending: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, sort="name", descending=False) != Question()


def lines(camp: Camp, question: Question) -> list[Line]:
    """The participants asked for. One query, whatever the number of people."""
    return among(all_lines(camp), question)


def all_lines(camp: Camp) -> list[Line]:
    """Every registration at the camp; one query."""
    return _lines(camp, _query(camp))


def among(found: Iterable[Line], question: Question) -> list[Line]:
    """Those of the lines that are asked for, in the order asked for.

    Search and order are ours and not the database's, so that Å is found by å and sorted alike on each.
    """
    wanted = fold(question.text).split()
    chosen = [
        line
        for line in found
        if _passes(line, question) and all(word in _searchable(line) for word in wanted)
    ]
    return sorted(chosen, key=lambda line: _order(line, question.sort), reverse=question.descending)


def _passes(line: Line, question: Question) -> bool:
    person = line.person
    return (
        (question.status is None or person.status is question.status)
        and (question.lack is None or line.lacks(question.lack))
        and (not question.type or question.type == str(person.type_id or "none"))
        and (not question.country or question.country == person.country)
        and (not question.organisation or question.organisation == str(person.organisation_id))
    )


def status_counts(found: Collection[Line]) -> dict[ParticipantStatus, int]:
    """How many of the lines stand where; every status is there."""
    return {status: sum(line.person.status is status for line in found) for status in ParticipantStatus}


def lack_counts(found: Collection[Line]) -> dict[Lack, int]:
    """How many of the lines lack what."""
    return {lack: sum(line.lacks(lack) for line in found) for lack in Lack}


def person_of(camp: Camp, code: str) -> Line:
    """The camp's participant with this code, whatever the status; NotThere for any other camp's."""
    return with_codes(camp, [code])[0]


def with_codes(camp: Camp, codes: Iterable[str]) -> list[Line]:
    """The camp's participants with these codes, each once and in the order of the codes; one query.

    NotThere when one of them is no participant of the camp.
    """
    wanted = list(dict.fromkeys(codes))
    lines_there = _lines(camp, _query(camp).where(Participant.code.in_(wanted)))
    found = {line.person.code: line for line in lines_there}
    if len(found) < len(wanted):
        raise NotThere(_("There is no such participant at this camp."))
    return [found[code] for code in wanted]


def presence_of(person: Participant) -> tuple[int, int]:
    """In how many slots the person cannot meet by their own word, and how many sessions they chose."""
    absences = select(func.count()).where(Absence.participant_id == person.id).scalar_subquery()
    sessions = select(func.count()).where(Attendance.participant_id == person.id).scalar_subquery()
    row = db.session.execute(select(absences, sessions)).one()
    return row[0], row[1]


def _query(camp: Camp) -> Select[Participant, int, int, int]:
    query = select(Participant, _wishes_stated(camp), _meetings_published(), _topics_told())
    houses = (joinedload(Participant.organisation), joinedload(Participant.user))
    return query.where(Participant.camp_id == camp.id).options(*houses)


def _lines(camp: Camp, query: Select[Participant, int, int, int]) -> list[Line]:
    return [
        Line(person, wishes, meetings, topics, day_of(person.registered_at, camp.time_zone))
        for person, wishes, meetings, topics in db.session.execute(query)
    ]


def _wishes_stated(camp: Camp) -> ScalarSelect[int]:
    """A column: how many people a participant wants to meet; in requests mode, has asked or agreed with."""
    if request_rules.in_use(camp):
        own = MeetingRequest.asker_id == Participant.id
        agreed = (MeetingRequest.asked_id == Participant.id) & (
            MeetingRequest.status == RequestStatus.ACCEPTED
        )
        query = select(func.count()).where(MeetingRequest.status.in_(OPEN), or_(own, agreed))
    else:
        query = select(func.count()).where(Wish.author_id == Participant.id, Wish.grade != Grade.RATHER_NOT)
    return query.correlate(Participant).scalar_subquery()


def _topics_told() -> ScalarSelect[int]:
    """A column: how many topics a participant offers or needs."""
    told = TopicInterest.kind.in_((InterestKind.OFFER, InterestKind.NEED))
    query = select(func.count()).where(TopicInterest.participant_id == Participant.id, told)
    return query.correlate(Participant).scalar_subquery()


def _meetings_published() -> ScalarSelect[int]:
    """A column: a participant's meetings in the published schedule."""
    is_out: ColumnElement[bool] = Schedule.status == ScheduleStatus.PUBLISHED
    return (
        select(func.count())
        .select_from(Seat)
        .join(Schedule, Schedule.id == Seat.schedule_id)
        .where(Seat.participant_id == Participant.id, is_out)
        .correlate(Participant)
        .scalar_subquery()
    )


def _searchable(line: Line) -> str:
    person = line.person
    return fold(" ".join((person.name, line.organisation, person.job_title, person.user.email)))


def _order(line: Line, sort: str) -> tuple[int | str | datetime, str, int]:
    """What to sort by, then the name, then the row, so that equal ones always come in one order."""
    keys: dict[str, int | str | datetime] = {
        "organisation": fold(line.organisation),
        "country": line.person.country or "",
        "status": list(ParticipantStatus).index(line.person.status),
        "registered": line.person.registered_at,
        "wishes": line.wishes,
        "meetings": line.meetings,
    }
    name = fold(line.person.name)
    return keys.get(sort, name), name, line.person.id
