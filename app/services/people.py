"""Participants as their camp's organisers see them: the list, one person, the waiting list."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    Absence,
    Attendance,
    Camp,
    Grade,
    Participant,
    ParticipantStatus,
    Schedule,
    ScheduleStatus,
    Seat,
    Wish,
)
from app.scheduling.similarity import fold
from app.services import camps, places, registration_mails
from app.services.clock import now
from app.services.local_time import day_of
from app.services.refusals import Conflict, NotThere

SORTS = ("name", "organisation", "registered", "wishes", "meetings")


@dataclass(frozen=True)
class Line:
    """One participant in the list. `wishes` counts whom they want to meet; who that is stays theirs.

    `meetings` counts those of the published schedule. The day is the camp's.
    """

    person: Participant
    wishes: int
    meetings: int
    registered_on: date

    @property
    def organisation(self) -> str:
        """The organisation's name, empty when there is none."""
        return self.person.organisation.name if self.person.organisation else ""


@dataclass(frozen=True)
class Question:
    """What of the list is asked for. `sort` is one of SORTS; anything else sorts by name."""

    text: str = ""
    status: ParticipantStatus | None = None
    sort: str = "name"
    descending: bool = False


def lines(camp: Camp, question: Question) -> list[Line]:
    """The participants asked for. One query, whatever the number of people.

    Search and order are ours and not the database's, so that Å is found by å and sorted alike on each.
    """
    query = (
        select(Participant, _wishes_stated(), _meetings_published())
        .where(Participant.camp_id == camp.id)
        .options(joinedload(Participant.organisation), joinedload(Participant.user))
    )
    if question.status is not None:
        query = query.where(Participant.status == question.status)
    found = [_line(camp, *row) for row in db.session.execute(query)]
    wanted = fold(question.text).split()
    found = [line for line in found if all(word in _searchable(line) for word in wanted)]
    return sorted(found, key=lambda line: _order(line, question.sort), reverse=question.descending)


def status_counts(camp: Camp) -> dict[ParticipantStatus, int]:
    """How many registrations stand where; every status is there."""
    query = select(Participant.status, func.count()).where(Participant.camp_id == camp.id)
    counts = {row[0]: row[1] for row in db.session.execute(query.group_by(Participant.status))}
    return {status: counts.get(status, 0) for status in ParticipantStatus}


def person_of(camp: Camp, code: str) -> Line:
    """The camp's participant with this code, whatever the status; NotThere for any other camp's."""
    query = (
        select(Participant, _wishes_stated(), _meetings_published())
        .where(Participant.camp_id == camp.id, Participant.code == code)
        .options(joinedload(Participant.organisation), joinedload(Participant.user))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotThere(_("There is no such participant at this camp."))
    return _line(camp, *row)


def presence_of(person: Participant) -> tuple[int, int]:
    """In how many slots the person cannot meet by their own word, and how many sessions they chose."""
    absences = select(func.count()).where(Absence.participant_id == person.id).scalar_subquery()
    sessions = select(func.count()).where(Attendance.participant_id == person.id).scalar_subquery()
    row = db.session.execute(select(absences, sessions)).one()
    return row[0], row[1]


def approve(camp: Camp, code: str) -> Participant:
    """Give somebody on the waiting list a place, before their turn, and tell them. Commits.

    When every place is taken the camp gets one more: people wait only when it is full. Conflict when
    they no longer wait.
    """
    camps.lock(camp)
    person = person_of(camp, code).person
    db.session.refresh(camp)
    db.session.refresh(person)
    if person.status is not ParticipantStatus.WAITING:
        raise Conflict(_("%(name)s is not on the waiting list any more.", name=person.name))
    if not places.take_place(camp):
        camp.capacity = camp.places_taken + 1
        db.session.flush()
        places.take_place(camp)
    known = person.user.email_confirmed_at is not None
    person.status = ParticipantStatus.CONFIRMED if known else ParticipantStatus.UNCONFIRMED
    person.updated_at = now()
    registration_mails.place_free(camp, person)
    db.session.commit()
    return person


def _line(camp: Camp, person: Participant, wishes: int, meetings: int) -> Line:
    return Line(person, wishes, meetings, day_of(person.registered_at, camp.time_zone))


def _wishes_stated() -> ScalarSelect[int]:
    """A column: how many people a participant wants to meet."""
    return (
        select(func.count())
        .where(Wish.author_id == Participant.id, Wish.grade != Grade.RATHER_NOT)
        .correlate(Participant)
        .scalar_subquery()
    )


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
        "registered": line.person.registered_at,
        "wishes": line.wishes,
        "meetings": line.meetings,
    }
    name = fold(line.person.name)
    return keys.get(sort, name), name, line.person.id
