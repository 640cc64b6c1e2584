"""The mail to whoever moves up from the waiting list of a session; written in the transaction of the move."""

from flask_babel import force_locale
from sqlalchemy import select

from app.extensions import db
from app.formats import local_datetime
from app.models import CalendarEntry, Camp, MailTextKind, Participant, Session, SessionWait
from app.services import links
from app.services.calendars import notices
from app.services.mail import mail_texts, mails


def place_free(person: Participant, session: Session, wait: SessionWait) -> None:
    """Each time in line is told of once. The mail says when a meeting stands at that time."""
    camp = db.session.get_one(Camp, session.camp_id)
    language = person.user.language
    with force_locale(language):
        when = mails.Plain(local_datetime(session.starts_at, camp.time_zone))
    text = mail_texts.write(
        camp,
        MailTextKind.SESSION_PLACE,
        language,
        {
            "times": links.address("profile.availability", slug=camp.slug),
            "agenda": links.agenda(camp.slug),
        },
        name=person.name,
        session=session.title,
        when=mails.Plain(f"{when}, {mails.plain(session.room)}") if session.room else when,
        meetings=_meetings_meanwhile(person, session),
    )
    key = f"session-place:{session.id}:{person.id}:{wait.since:%Y%m%d%H%M%S%f}"
    notices.send(camp, person, text, key, about_sessions=True)


def _meetings_meanwhile(person: Participant, session: Session) -> int:
    """How many published meetings of the person stand while the session runs."""
    query = select(CalendarEntry.id).where(
        CalendarEntry.camp_id == session.camp_id,
        CalendarEntry.is_cancelled.is_(False),
        CalendarEntry.has(person.id),
        CalendarEntry.overlaps(session),
    )
    return len(db.session.scalars(query).all())
