"""The camp's own calendars: all meetings and sessions for organisers, one table's for a screen beside it."""

import secrets
from dataclasses import replace
from hashlib import sha256

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.exports.calendars import Calendar, CalendarEvent
from app.exports.ics import agenda_ics
from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    CampFeed,
    CampRole,
    MeetingTable,
    Participant,
    Session,
    TeamMember,
    User,
)
from app.permissions import may_run_camp
from app.services import camps, links
from app.services.calendars import calendars
from app.services.calendars.agendas import AgendaItem
from app.services.calendars.calendar_ways import Way
from app.services.calendars.calendars import Feed
from app.services.clock import now
from app.services.refusals import NotThere

WHOLE_CAMP = 0


def what_can_be_followed(camp: Camp) -> list[tuple[str, str]]:
    """The whole camp, then each table: number and name, for a list to choose from."""
    query = select(MeetingTable.number).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    tables = [(str(number), name_of(number)) for number in db.session.scalars(query)]
    return [(str(WHOLE_CAMP), name_of(WHOLE_CAMP)), *tables]


def name_of(table_number: int) -> str:
    """What such a calendar is called."""
    return _("Table %(number)s", number=table_number) if table_number else _("All meetings and sessions")


def feeds_of(camp: Camp) -> list[CampFeed]:
    """The addresses that work, the whole camp's first; one query."""
    query = select(CampFeed).where(
        CampFeed.camp_id == camp.id, CampFeed.revoked_at.is_(None), CampFeed.expires_at > now()
    )
    return list(db.session.scalars(query.options(joinedload(CampFeed.user)).order_by(CampFeed.table_number)))


def issue(camp: Camp, user: User, table_number: int) -> str:
    """A new secret for a calendar's address, shown this once; the one before stops working. Commits.

    NotThere for a table that the camp has not.
    """
    if str(table_number) not in dict(what_can_be_followed(camp)):
        raise NotThere(_("There is no such table."))
    camps.lock(camp)
    _revoke(CampFeed.camp_id == camp.id, CampFeed.table_number == table_number)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        CampFeed(
            camp_id=camp.id, table_number=table_number, token_hash=calendars.hash_of(secret), user_id=user.id,
            created_at=now(), expires_at=calendars.feeds_end(camp),
        )
    )  # fmt: skip
    db.session.commit()
    return secret


def stop(camp: Camp, number: int) -> None:
    """Make an address of the camp stop working at once. Commits. Stopping twice changes nothing."""
    feed = db.session.get(CampFeed, number)
    if feed is None or feed.camp_id != camp.id:
        raise NotThere(_("There is no such address."))
    _revoke(CampFeed.id == number)
    db.session.commit()


def feed_of(secret: str) -> Feed | None:
    """What the address holds now; None for one that is wrong, stopped or expired, or whose maker may no longer run
    the camp."""
    query = select(CampFeed).where(CampFeed.token_hash == calendars.hash_of(secret))
    found = db.session.scalar(query.options(joinedload(CampFeed.user)))
    if found is None or found.revoked_at is not None or found.expires_at <= now():
        return None
    camp = db.session.get_one(Camp, found.camp_id)
    if found.user is None or not may_run_camp(found.user, _role(found.user, camp)):
        return None
    return calendars.mark_fetched(found, _file(camp, found.table_number, found.user.language))


def _file(camp: Camp, table_number: int, language: str) -> Feed:
    with force_locale(language):
        events = _meetings(camp, table_number)
        if table_number == WHOLE_CAMP:
            events += _sessions(camp)
        name = f"{camp.name}: {name_of(table_number)}"
        calendar = Calendar(name=name, zone=camp.time_zone, events=tuple(events))
        content = agenda_ics(calendar, cancelled_prefix=_("Cancelled:"))
    changed_at = max([event.updated_at for event in events], default=camp.created_at)
    return Feed(content, sha256(content).hexdigest(), changed_at)


def _meetings(camp: Camp, table_number: int) -> list[CalendarEvent]:
    """Each published meeting once, by both names. Its UID is another than in the calendars of the two, for somebody
    may have both calendars."""
    query = select(CalendarEntry).where(CalendarEntry.camp_id == camp.id).order_by(CalendarEntry.id)
    if table_number != WHOLE_CAMP:
        query = query.where(CalendarEntry.table_number == table_number)
    people = {
        person.id: person
        for person in db.session.scalars(select(Participant).where(Participant.camp_id == camp.id))
    }
    tables = {
        table.number: table
        for table in db.session.scalars(select(MeetingTable).where(MeetingTable.camp_id == camp.id))
    }
    found = []
    for entry in db.session.scalars(query):
        one, other = people[entry.person_lo_id], people[entry.person_hi_id]
        table = tables.get(entry.table_number)
        item = AgendaItem(entry.starts_at, entry.ends_at, other, table, entry)
        found.append(
            replace(
                calendars.event_of(camp, item, Way()), uid=f"camp-{entry.uid}", alarm_minutes=None,
                summary=_("%(one)s and %(other)s", one=one.name, other=other.name),
                description="", url=links.address("console.camp", slug=camp.slug),
            )
        )  # fmt: skip
    return found


def _sessions(camp: Camp) -> list[CalendarEvent]:
    query = select(Session).where(Session.camp_id == camp.id).order_by(Session.id)
    return [
        replace(
            calendars.event_of(camp, AgendaItem(one.starts_at, one.ends_at, session=one), Way()),
            uid=f"camp-{one.uid}",
        )
        for one in db.session.scalars(query)
    ]


def _role(user: User, camp: Camp) -> CampRole | None:
    query = select(TeamMember.role).where(TeamMember.user_id == user.id, TeamMember.camp_id == camp.id)
    return db.session.scalar(query)


def _revoke(*which: object) -> None:
    still = update(CampFeed).where(*which, CampFeed.revoked_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(still.values(revoked_at=now()))
