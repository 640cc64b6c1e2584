"""The programme: sessions, added, changed and taken away."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import ActKind, Attendance, Camp, Session, SessionKind, User
from app.services import acts, camps
from app.services.clock import now
from app.services.programme import session_places
from app.services.refusals import NotThere, Refusal
from app.services.setup.camp_dates import check_within


@dataclass(frozen=True)
class SessionValues:
    """What the organiser says of a session. Moments are aware; `capacity` None is no limit."""

    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    speaker: str = ""
    track: str = ""
    description: str = ""
    is_for_all: bool = False
    capacity: int | None = None


def sessions_of(camp: Camp) -> list[Session]:
    """The programme in the order of time."""
    query = select(Session).where(Session.camp_id == camp.id).order_by(Session.starts_at, Session.id)
    return list(db.session.scalars(query))


def session_of(camp: Camp, number: int) -> Session:
    """The camp's session with this id; NotThere for any other camp's."""
    found = db.session.scalar(select(Session).where(Session.camp_id == camp.id, Session.id == number))
    if found is None:
        raise NotThere(_("There is no such session."))
    return found


def speakers_of(session: Session) -> tuple[str, ...]:
    """The names of those who speak, as they were written with a semicolon between."""
    return tuple(name for part in session.speaker.split(";") if (name := " ".join(part.split())))


def choices_of(session: Session) -> int:
    """How many participants have chosen the session."""
    query = select(func.count()).select_from(Attendance).where(Attendance.session_id == session.id)
    return db.session.scalar(query) or 0


def add_session(camp: Camp, values: SessionValues, by: User | None = None) -> Session:
    """Put a session into the programme. Commits."""
    _check(camp, values)
    session = Session(camp_id=camp.id, updated_at=now(), **vars(values))
    db.session.add(session)
    acts.note(camp, by, ActKind.SET_UP, part="programme", what="added")
    db.session.commit()
    return session


def change_session(camp: Camp, number: int, values: SessionValues, by: User | None = None) -> Session:
    """Change a session; its `sequence` rises when calendars must be told. Commits."""
    camps.lock(camp)
    session = session_of(camp, number)
    db.session.refresh(session)
    _check(camp, values)
    if values.capacity is not None and values.capacity < session.places_taken:
        raise Refusal(
            _(
                "%(num)d people have chosen this session: there cannot be fewer places.",
                num=session.places_taken,
            )
        )
    told = ("title", "room", "starts_at", "ends_at")
    if any(getattr(session, name) != getattr(values, name) for name in told):
        session.sequence += 1
        session.updated_at = now()
    for name, value in vars(values).items():
        setattr(session, name, value)
    db.session.flush()
    session_places.move_up(session)
    acts.note(camp, by, ActKind.SET_UP, part="programme", what="changed")
    db.session.commit()
    return session


def remove_session(camp: Camp, number: int, by: User | None = None) -> Session:
    """Take a session out of the programme and off the agendas of those who chose it. Commits."""
    camps.lock(camp)
    session = session_of(camp, number)
    session_places.forget(session)
    db.session.delete(session)
    acts.note(camp, by, ActKind.SET_UP, part="programme", what="removed")
    db.session.commit()
    return session


def _check(camp: Camp, values: SessionValues) -> None:
    if not values.title.strip():
        raise Refusal(_("Give the session a title."))
    check_within(camp, values.starts_at, values.ends_at)
    if values.capacity is not None and values.capacity < 1:
        raise Refusal(_("A session needs at least one place."))
    if values.is_for_all and values.capacity is not None:
        raise Refusal(_("A session for everybody cannot have a limited number of places."))
