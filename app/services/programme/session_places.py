"""The places in sessions: choosing, leaving, standing in line, and moving up when a place becomes free.

None of these commits. Call what changes places while the camp is locked: then whoever leaves and whoever
lines up at the same moment find each other.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Attendance, Participant, ParticipantStatus, Session, SessionWait
from app.services.clock import now
from app.services.programme import session_mails
from app.services.refusals import Conflict, Refusal

WITH_PLACE = (ParticipantStatus.CONFIRMED, ParticipantStatus.UNCONFIRMED)


def sessions_chosen_by(participant: Participant) -> set[int]:
    """The sessions that the participant has chosen, by number."""
    query = select(Attendance.session_id).where(Attendance.participant_id == participant.id)
    return set(db.session.scalars(query))


def places_in_line(participant: Participant) -> dict[int, int]:
    """For each session that the participant waits for, how many get a place before they do, plus one."""
    mine, ahead = SessionWait, aliased(SessionWait)
    query = (
        select(mine.session_id, func.count())
        .join(ahead, ahead.session_id == mine.session_id)
        .where(mine.participant_id == participant.id)
        .where(or_(ahead.since < mine.since, (ahead.since == mine.since) & (ahead.id <= mine.id)))
        .group_by(mine.session_id)
    )
    return dict(db.session.execute(query).all())


def lines_of(participant: Participant) -> list[tuple[Session, int]]:
    """The sessions that the participant waits for with the place in each line, by time."""
    places = places_in_line(participant)
    query = select(Session).where(Session.id.in_(places)).order_by(Session.starts_at, Session.id)
    return [(session, places[session.id]) for session in db.session.scalars(query)] if places else []


def waiting_counts(camp_id: int) -> dict[int, int]:
    """How many wait for each session of the camp for which anybody does."""
    query = select(SessionWait.session_id, func.count()).where(SessionWait.camp_id == camp_id)
    return dict(db.session.execute(query.group_by(SessionWait.session_id)).all())


def choose_sessions(
    participant: Participant, sessions: Collection[int], waits: Collection[int] = ()
) -> set[int]:
    """Make these the participant's sessions, and stand in line for `waits`; returns those that got a place.

    Whoever wants to wait while a place is free gets it at once. Refused: sessions of other camps or for
    everybody, two at the same time. Conflict: no place left in one of `sessions`.
    """
    wanted, stored = set(sessions), sessions_chosen_by(participant)
    lining_up, in_line = set(waits) - wanted, set(places_in_line(participant))
    offered = _offered(participant.camp_id)
    if not wanted | lining_up <= offered.keys():
        raise Refusal(_("The programme of this camp has changed. Look at your sessions again."))
    refuse_two_at_once([offered[number] for number in wanted | lining_up])
    freed = (stored - wanted) | lining_up | in_line
    for number in sorted(stored - wanted):
        _leave(participant, number)
    for number in sorted(wanted - stored):
        _take_or_refuse(participant, offered[number])
    _line_up(participant, lining_up, in_line)
    for number in sorted(freed):
        move_up(db.session.get_one(Session, number))
    return sessions_chosen_by(participant)


def refuse_two_at_once(chosen: Iterable[Session]) -> None:
    """Nobody is in two sessions at once: Refusal names the first two that are."""
    for first, second in pairwise(sorted(chosen, key=lambda session: session.starts_at)):
        if second.starts_at < first.ends_at:
            words = {"first": first.title, "second": second.title}
            raise Refusal(
                _("“%(first)s” and “%(second)s” are at the same time: choose one of them.", **words)
            )


def move_up(session: Session) -> int:
    """Give the free places of a session to those who have waited longest, and tell them; returns how many.

    Whoever has something else at that time by now stays in line and is passed over.
    """
    moved, passed_over = 0, [0]
    while (wait := _first_in_line(session, passed_over)) is not None:
        person = db.session.get_one(Participant, wait.participant_id)
        if _is_busy(person, session):
            passed_over.append(wait.id)
        elif _take(person, session):
            session_mails.place_free(person, session, wait)
            db.session.delete(wait)
            db.session.flush()
            moved += 1
        else:
            break
    return moved


def forget(session: Session) -> None:
    """Let everybody go who has chosen the session or waits for it."""
    for table in (Attendance, SessionWait):
        db.session.execute(delete(table).where(table.session_id == session.id))


def _offered(camp_id: int) -> dict[int, Session]:
    query = select(Session).where(Session.camp_id == camp_id, Session.is_for_all.is_(False))
    return {session.id: session for session in db.session.scalars(query)}


def _first_in_line(session: Session, passed_over: Collection[int]) -> SessionWait | None:
    """Whoever has waited longest; people without a place at the camp stay where they are."""
    query = (
        select(SessionWait)
        .join(Participant, Participant.id == SessionWait.participant_id)
        .where(SessionWait.session_id == session.id, SessionWait.id.not_in(passed_over))
        .where(Participant.status.in_(WITH_PLACE))
        .order_by(SessionWait.since, SessionWait.id)
        .limit(1)
    )
    return db.session.scalar(query)


def _is_busy(person: Participant, session: Session) -> bool:
    """Whether the person sits in another session at that time."""
    query = (
        select(Session.id)
        .join(Attendance, Attendance.session_id == Session.id)
        .where(Attendance.participant_id == person.id)
        .where(Session.starts_at < session.ends_at, Session.ends_at > session.starts_at)
    )
    return db.session.scalar(query.limit(1)) is not None


def _line_up(participant: Participant, wanted: set[int], stored: set[int]) -> None:
    gone = delete(SessionWait).where(
        SessionWait.participant_id == participant.id, SessionWait.session_id.in_(stored - wanted)
    )
    db.session.execute(gone)
    db.session.add_all(
        SessionWait(
            camp_id=participant.camp_id, participant_id=participant.id, session_id=number, since=now()
        )
        for number in sorted(wanted - stored)
    )
    db.session.flush()


def _take_or_refuse(participant: Participant, session: Session) -> None:
    if not _take(participant, session):
        words = _("“%(title)s” is full: somebody took the last place. Choose again.", title=session.title)
        raise Conflict(words)


def _take(participant: Participant, session: Session) -> bool:
    """Take a place; False when there is none. One conditional update, so that no session is overfull."""
    free = or_(Session.capacity.is_(None), Session.places_taken < Session.capacity)
    query = (
        update(Session).where(Session.id == session.id, free).values(places_taken=Session.places_taken + 1)
    )
    if db.session.execute(query.execution_options(synchronize_session=False)).rowcount == 0:  # type: ignore[attr-defined]
        return False
    db.session.add(
        Attendance(camp_id=participant.camp_id, participant_id=participant.id, session_id=session.id)
    )
    db.session.flush()
    return True


def _leave(participant: Participant, number: int) -> None:
    gone = delete(Attendance).where(
        Attendance.participant_id == participant.id, Attendance.session_id == number
    )
    if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
        query = update(Session).where(Session.id == number).values(places_taken=Session.places_taken - 1)
        db.session.execute(query.execution_options(synchronize_session=False))
