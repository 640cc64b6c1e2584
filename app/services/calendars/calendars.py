"""A participant's calendar: one file or one private feed, the same bytes as long as nothing changed."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from email.utils import parseaddr
from hashlib import sha256

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.exports.calendars import Calendar, CalendarEvent, Organiser, is_mail_address
from app.exports.ics import agenda_ics
from app.extensions import db, writes
from app.models import CalendarToken, Camp, CampFeed, Participant, ParticipantStatus, Session
from app.services import links
from app.services.calendars.agendas import AgendaItem, agenda_of
from app.services.calendars.calendar_ways import Way, way_of
from app.services.clock import now

FEED_LIVES_AFTER_CAMP = timedelta(days=30)
FETCH_MARK_EVERY = timedelta(minutes=5)
ALARM_MINUTES = 5


@dataclass(frozen=True)
class Feed:
    """One answer of a feed: the file, its digest for ETag, and when its content last changed."""

    content: bytes
    digest: str
    changed_at: datetime


def calendar_file(camp: Camp, person: Participant, language: str) -> Feed:
    """The participant's agenda as iCalendar, in the given language; equal agendas give equal bytes."""
    with force_locale(language):
        way = way_of(person)
        events = tuple(
            event_of(camp, item, way)
            for item in agenda_of(camp, person)
            if item.entry is None or not way.carries(item.entry.id)
        )
        content = agenda_ics(
            Calendar(name=camp.name, zone=camp.time_zone, events=events), cancelled_prefix=_("Cancelled:")
        )
    changed_at = max([event.updated_at for event in events], default=person.registered_at)
    return Feed(content, sha256(content).hexdigest(), changed_at)


def event_of(camp: Camp, item: AgendaItem, way: Way) -> CalendarEvent:
    """One item of an agenda as calendars have it, in the present language."""
    if item.entry is None:
        assert item.session is not None  # noqa: S101 -- it is a session
        return session_event(camp, item.session)
    event = _meeting_event(camp, item)
    if way.turned_at is None:
        return event
    return replace(event, sequence=event.sequence + way.lift, updated_at=max(event.updated_at, way.turned_at))


def _meeting_event(camp: Camp, item: AgendaItem) -> CalendarEvent:
    """A meeting, told without anything that a shared calendar should not show."""
    assert item.entry is not None and item.partner is not None  # noqa: S101 -- it is a meeting
    partner, entry = item.partner, item.entry
    who = f"{partner.name} ({partner.organisation.name})" if partner.organisation else partner.name
    hint = f", {item.table.hint}" if item.table and item.table.hint else ""
    return CalendarEvent(
        uid=entry.uid,
        sequence=entry.sequence,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=camp.time_zone,
        summary=_("Meeting with %(who)s", who=who),
        location=_(
            "Table %(number)s%(hint)s, %(place)s", number=entry.table_number, hint=hint, place=camp.place
        ),
        description=_("Your agenda is always right at %(address)s", address=_agenda_address(camp)),
        categories=(camp.name,),
        cancelled=entry.is_cancelled,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        url=_agenda_address(camp),
        alarm_minutes=ALARM_MINUTES,
        organiser=organiser_of(camp),
    )


def session_event(camp: Camp, session: Session) -> CalendarEvent:
    """A session as everybody's calendar has it, under one UID wherever it stands."""
    return CalendarEvent(
        uid=session.uid,
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=camp.time_zone,
        summary=session.title,
        location=", ".join(filter(None, [session.room, camp.place])),
        description=session.description,
        categories=(camp.name,),
        created_at=session.updated_at,
        updated_at=session.updated_at,
        url=_agenda_address(camp),
        organiser=organiser_of(camp),
    )


def _agenda_address(camp: Camp) -> str:
    return links.agenda(camp.slug)


def organiser_of(camp: Camp) -> Organiser | None:
    """Who the mails come from, under the camp's name: calendars take a change from nobody else.

    None when that address cannot stand in a calendar.
    """
    address = sender_address()
    return Organiser(address, camp.name) if is_mail_address(address) else None


def sender_address() -> str:
    """The bare address that our mails come from."""
    return parseaddr(current_app.config["SETTINGS"].mail_from)[1]


def issue_token(camp: Camp, person: Participant) -> str:
    """A new secret for the feed's address, shown this once; the ones before stop working. Commits."""
    revoke_tokens(person)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        CalendarToken(
            participant_id=person.id,
            token_hash=hash_of(secret),
            created_at=now(),
            expires_at=feeds_end(camp),
        )
    )
    db.session.commit()
    return secret


def feeds_end(camp: Camp) -> datetime:
    """When every private address of the camp stops working by itself."""
    return datetime.combine(camp.ends_on, time.max, tzinfo=UTC) + FEED_LIVES_AFTER_CAMP


def revoke_tokens(person: Participant) -> None:
    """Make every feed address of the participant stop working at once. Commits."""
    db.session.execute(
        update(CalendarToken)
        .where(CalendarToken.participant_id == person.id, CalendarToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    db.session.commit()


def active_token(person: Participant) -> CalendarToken | None:
    """The token of the address in use, to tell since when and when it was last fetched; not the secret."""
    query = select(CalendarToken).where(
        CalendarToken.participant_id == person.id,
        CalendarToken.revoked_at.is_(None),
        CalendarToken.expires_at > now(),
    )
    return db.session.scalar(query)


def feed_of(secret: str) -> Feed | None:
    """What the feed at a secret address holds; None for an address that is wrong, revoked or expired."""
    query = (
        select(CalendarToken)
        .where(CalendarToken.token_hash == hash_of(secret))
        .options(joinedload(CalendarToken.participant).joinedload(Participant.user))
    )
    token = db.session.scalar(query)
    if token is None or token.revoked_at is not None or token.expires_at <= now():
        return None
    person = token.participant
    camp = db.session.get(Camp, person.camp_id)
    if camp is None or person.status is ParticipantStatus.WITHDRAWN:
        return None
    return mark_fetched(token, calendar_file(camp, person, person.user.language))


def mark_fetched(token: CalendarToken | CampFeed, feed: Feed) -> Feed:
    """The feed with the moment at which it was first found as it is.

    What leaves the agenda leaves no date behind, so the file alone cannot tell when it changed. A fetch is
    remembered at most every few minutes unless it finds a change: calendars that poll often must not write
    often. The reading transaction ends first: on SQLite it could not be turned into a writing one.
    """
    moment, number, is_as_before, table = now(), token.id, token.seen_digest == feed.digest, type(token)
    changed_at = token.changed_at if is_as_before and token.changed_at else moment
    if is_as_before and token.last_fetched_at and token.last_fetched_at > moment - FETCH_MARK_EVERY:
        return replace(feed, changed_at=changed_at)
    db.session.rollback()
    values = {"last_fetched_at": moment, "seen_digest": feed.digest, "changed_at": changed_at}
    with writes():
        db.session.execute(update(table).where(table.id == number).values(values))
        db.session.commit()
    return replace(feed, changed_at=changed_at)


def feed_address(secret: str) -> str:
    """The https address of a feed."""
    return links.address("agenda.feed", token=secret)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
