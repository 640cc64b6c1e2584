"""The mail before each meeting, for whoever has asked for it: so many minutes before, once. For the worker's rounds.

Minutes are counted between moments, not on clocks, so that a night in which clocks change moves nothing. The key in
the outbox names meeting, time and reader: a meeting that is moved is told of anew, one at another table is not.
"""

from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.formats import local_time
from app.models import (
    CalendarEntry,
    Camp,
    MailChoice,
    MailKind,
    MailTextKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
)
from app.services import links
from app.services.clock import now
from app.services.mail import bounces, mail_choices, mail_texts, mails, outbox

LONGEST_BEFORE = timedelta(minutes=max(mail_choices.MINUTES_BEFORE))
Due = tuple[CalendarEntry, Participant]


def tell() -> int:
    """Write to everybody whose meeting is so near as they have asked; returns how many mails. Commits for each camp."""
    due = _due()
    told = _told(due)
    by_camp: dict[int, list[Due]] = {}
    for row in due:
        entry, person = row
        if _key(entry, person) not in told:
            by_camp.setdefault(entry.camp_id, []).append(row)
    for number, rows in by_camp.items():
        camp = db.session.get_one(Camp, number)
        outbox.enqueue_all([_mail(camp, entry, person) for entry, person in rows], camp)
        db.session.commit()
    return sum(len(rows) for rows in by_camp.values())


def _due() -> list[Due]:
    """The meetings that stand and begin so soon, with each reader who wants to be told now; one query."""
    mine = or_(CalendarEntry.person_lo_id == Participant.id, CalendarEntry.person_hi_id == Participant.id)
    query = (
        select(CalendarEntry, Participant, MailChoice.minutes_before)
        .join(Participant, mine)
        .join(MailChoice, MailChoice.participant_id == Participant.id)
        .where(CalendarEntry.is_cancelled.is_(False), MailChoice.minutes_before.is_not(None))
        .where(CalendarEntry.starts_at > now(), CalendarEntry.starts_at <= now() + LONGEST_BEFORE)
        .where(
            Participant.status == ParticipantStatus.CONFIRMED, Participant.name != "", bounces.is_reachable()
        )
        .options(joinedload(Participant.user))
        .order_by(CalendarEntry.starts_at, CalendarEntry.id, Participant.id)
    )
    return [
        (entry, person)
        for entry, person, minutes in db.session.execute(query)
        if entry.starts_at - timedelta(minutes=minutes or 0) <= now()
    ]


def _told(due: list[Due]) -> set[str]:
    """The keys of mails that were written before; one query."""
    if not due:
        return set()
    keys = [_key(entry, person) for entry, person in due]
    query = select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))
    return set(db.session.scalars(query))


def _key(entry: CalendarEntry, person: Participant) -> str:
    return f"next-meeting:{entry.id}:{entry.starts_at:%Y%m%d%H%M}:{person.id}"


def _mail(camp: Camp, entry: CalendarEntry, person: Participant) -> outbox.Mail:
    """When, where and with whom; of no use once it has begun."""
    language = person.user.language
    partner = db.session.get_one(Participant, entry.other_of(person.id))
    with force_locale(language):
        when, who = local_time(entry.starts_at, camp.time_zone), partner.name
    text = mail_texts.write(
        camp, MailTextKind.NEXT_MEETING, language, {"agenda": links.agenda(camp.slug)},
        name=person.name, when=mails.Plain(when), who=who, table=str(entry.table_number),
    )  # fmt: skip
    mail = outbox.Mail(
        person.user.email,
        text.subject,
        text.body,
        _key(entry, person),
        language,
        useless_after=entry.starts_at,
    )
    return mail_choices.may_refuse(camp, person, MailKind.NEXT_MEETING, mail)
