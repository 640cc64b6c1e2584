"""Announcements: writing one, who reads it, mailing it, taking it back."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    ActKind,
    Announcement,
    Attendance,
    Audience,
    Camp,
    MailKind,
    MailTextKind,
    Participant,
    ParticipantStatus,
    Session,
    User,
)
from app.services import acts, links
from app.services.clock import now
from app.services.mail import mail_choices, mail_texts, outbox
from app.services.refusals import NotThere, Refusal

SHOWN_AFTER_CAMP = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """What an organiser has written. `session` is the number of a session, for its people only."""

    words: str
    words_da: str
    audience: Audience
    session: int | None = None
    by_mail: bool = False


def readers(camp: Camp, draft: Draft) -> list[Participant]:
    """Who will read it: confirmed participants, as far as the audience goes; by number."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    if draft.audience is Audience.PRESENT:
        query = query.where(Participant.checked_in_at.is_not(None))
    if draft.audience is Audience.SESSION:
        session = session_of(camp, draft.session)
        if not session.is_for_all:
            chosen = select(Attendance.participant_id).where(Attendance.session_id == session.id)
            query = query.where(Participant.id.in_(chosen))
    return list(db.session.scalars(query.options(joinedload(Participant.user)).order_by(Participant.id)))


def session_of(camp: Camp, number: int | None) -> Session:
    """The camp's session of this number; NotThere when there is none."""
    session = db.session.scalar(select(Session).where(Session.camp_id == camp.id, Session.id == number))
    if session is None:
        raise NotThere(_("There is no such session."))
    return session


def announce(camp: Camp, user: User, draft: Draft) -> Announcement:
    """Put it on the pages of its readers and, if wished, into the mail of those who want such mails. Commits.
    Refused without a word.

    The same words within a minute are the same announcement: a button pressed twice sends nothing twice.
    """
    if not (draft.words or draft.words_da):
        raise Refusal(_("Write the announcement in at least one language."))
    people = readers(camp, draft)
    twin = _just_made(camp, draft)
    if twin is not None:
        return twin
    made = Announcement(
        camp_id=camp.id, words=draft.words, words_da=draft.words_da, audience=draft.audience,
        session_id=draft.session if draft.audience is Audience.SESSION else None, user_id=user.id, made_at=now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if draft.by_mail:
        willing = mail_choices.reach(camp, people, MailKind.ANNOUNCEMENTS).gets
        made.mailed = sum(_mail(camp, made, person) for person in willing)
    acts.note(camp, user, ActKind.ANNOUNCED, mails=made.mailed or 0)
    db.session.commit()
    return made


def _just_made(camp: Camp, draft: Draft) -> Announcement | None:
    query = select(Announcement).where(
        Announcement.camp_id == camp.id, Announcement.words == draft.words,
        Announcement.words_da == draft.words_da, Announcement.made_at > now() - timedelta(minutes=1),
        Announcement.withdrawn_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(query.limit(1))


def _mail(camp: Camp, made: Announcement, person: Participant) -> bool:
    language = person.user.language
    text = mail_texts.write(
        camp, MailTextKind.ANNOUNCEMENT, language, {"agenda": links.agenda(camp.slug)},
        name=person.name, words=made.words_in(language),
    )  # fmt: skip
    key = f"announcement:{made.id}:{person.id}"
    mail = outbox.Mail(person.user.email, text.subject, text.body, key, language)
    return outbox.put(mail_choices.may_refuse(camp, person, MailKind.ANNOUNCEMENTS, mail), camp)


def withdraw(camp: Camp, number: int, by: User) -> Announcement:
    """Take it off all pages. Commits. What was mailed stays mailed; doing it twice changes nothing."""
    found = db.session.scalar(
        select(Announcement).where(Announcement.camp_id == camp.id, Announcement.id == number)
    )
    if found is None:
        raise NotThere(_("There is no such announcement."))
    if found.withdrawn_at is None:
        found.withdrawn_at = now()
        acts.note(camp, by, ActKind.ANNOUNCEMENT_WITHDRAWN)
    db.session.commit()
    return found


def announcements_of(camp: Camp) -> list[Announcement]:
    """All of the camp's, withdrawn ones too, the newest first."""
    query = (
        select(Announcement).where(Announcement.camp_id == camp.id).options(joinedload(Announcement.session))
    )
    return list(db.session.scalars(query.order_by(Announcement.id.desc())))


def shown_to(camp: Camp, me: Participant) -> list[Announcement]:
    """What stands at the top of a participant's pages, the newest first; one query."""
    if me.status is not ParticipantStatus.CONFIRMED or camp.ends_on + SHOWN_AFTER_CAMP < now().date():
        return []
    query = select(Announcement).where(
        Announcement.camp_id == camp.id, Announcement.withdrawn_at.is_(None), or_(*_meant_for(me))
    )
    return list(db.session.scalars(query.order_by(Announcement.id.desc())))


def _meant_for(me: Participant) -> list[ColumnElement[bool]]:
    chosen = select(Attendance.session_id).where(Attendance.participant_id == me.id)
    for_all = select(Session.id).where(Session.camp_id == me.camp_id, Session.is_for_all)
    audiences = [Audience.ALL] + ([Audience.PRESENT] if me.checked_in_at else [])
    return [
        Announcement.audience.in_(audiences),
        Announcement.session_id.in_(chosen),
        Announcement.session_id.in_(for_all),
    ]
