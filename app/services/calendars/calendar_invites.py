"""Invitations by mail: each version of a meeting once to each participant whose meetings come so.

What has been sent is compared with what stands, in the transaction that changes it; the difference goes into the
outbox. Only what is still ahead is told. None of these commits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.exports.calendars import CalendarEvent
from app.exports.itip import Attendee, cancel_ics, request_ics
from app.extensions import db
from app.formats import local_datetime
from app.models import (
    CalendarAnswer,
    CalendarEntry,
    CalendarWay,
    Camp,
    MailTextKind,
    Method,
    Participant,
    SentVersion,
)
from app.services import links
from app.services.calendars import calendar_ways, calendars
from app.services.calendars.agendas import AgendaItem, agendas_of
from app.services.calendars.calendar_ways import Way
from app.services.clock import now
from app.services.mail import mail_texts, mails, outbox

ATTACHMENT = "invite.ics"


@dataclass(frozen=True)
class Due:
    """A version that must be told: the meeting as the participant has it, and how."""

    item: AgendaItem
    method: Method
    last: SentVersion | None
    answer: CalendarAnswer | None = None

    @property
    def keeps_answer(self) -> bool:
        """Whether what was answered holds for this version too: the time is the same, the table need not be."""
        same = self.last is not None and (self.last.starts_at, self.last.ends_at) == (
            self.entry.starts_at,
            self.entry.ends_at,
        )
        return self.answer is not None and self.method is Method.REQUEST and same

    @property
    def entry(self) -> CalendarEntry:
        """What calendars know of the meeting."""
        assert self.item.entry is not None  # noqa: S101 -- only meetings are due
        return self.item.entry


def tell(camp: Camp) -> int:
    """Mail what has changed for everybody of the camp whose meetings come by invitation; returns how many mails."""
    return _tell(camp, _people(camp))


def tell_one(camp: Camp, person: Participant) -> int:
    """The same for one participant."""
    return _tell(camp, _people(camp, person))


def call_off(camp: Camp, person: Participant) -> int:
    """Cancel what stands by invitation and is still ahead; returns how many mails."""
    [(_person, way, items)] = _standing(camp, _people(camp, person))
    by_entry = {item.entry.id: item for item in items if item.entry is not None}
    standing = [version for version in way.last.values() if _stands_ahead(version)]
    gone = [
        Due(
            by_entry.get(version.entry_id) or _gone(person, version),
            Method.CANCEL,
            version,
            way.answers.get(version.entry_id),
        )
        for version in standing
    ]
    outbox.enqueue_all([_next(camp, person, due) for due in gone], camp)
    return len(gone)


def send_again(camp: Camp, person: Participant) -> int:
    """Mail what stands by invitation and is ahead once more: the same SEQUENCE, a newer stamp; returns how many."""
    found = []
    for _person, way, items in _standing(camp, _people(camp, person)):
        by_entry = {item.entry.id: item for item in items if item.entry is not None}
        for version in filter(_stands_ahead, way.last.values()):
            version.times += 1
            item = by_entry.get(version.entry_id) or _gone(person, version)
            due = Due(item, version.method, version, way.answers.get(version.entry_id))
            found.append(_mail(camp, person, due, version))
    outbox.enqueue_all(found, camp)
    return len(found)


def replies_are_read() -> bool:
    """Whether this installation reads what calendars answer."""
    return bool(current_app.config["SETTINGS"].replies_url)


def _people(camp: Camp, only: Participant | None = None) -> list[Participant]:
    query = (
        select(Participant)
        .join(CalendarWay, CalendarWay.participant_id == Participant.id)
        .where(CalendarWay.camp_id == camp.id, CalendarWay.by_invitation)
        .options(joinedload(Participant.user))
        .order_by(Participant.id)
    )
    return list(db.session.scalars(query.where(Participant.id == only.id) if only else query))


def _standing(
    camp: Camp, people: Sequence[Participant]
) -> Iterator[tuple[Participant, Way, list[AgendaItem]]]:
    """Each with their way and their agenda; ten queries, however many they are."""
    if not people:
        return
    db.session.flush()
    numbers = [person.id for person in people]
    agendas, sent = agendas_of(camp, people), calendar_ways.latest(numbers)
    answers = calendar_ways.answers_of(numbers)
    _load_entries(sent)
    rows = db.session.scalars(select(CalendarWay).where(CalendarWay.participant_id.in_(numbers)))
    ways = {row.participant_id: row for row in rows}
    for person in people:
        row = ways[person.id]
        way = Way(
            row.by_invitation, row.lift, row.turned_at, sent.get(person.id, {}), answers.get(person.id, {})
        )
        yield person, way, [item for item in agendas[person.id] if item.entry is not None]


def _load_entries(sent: dict[int, dict[int, SentVersion]]) -> None:
    """The entries of these versions into the session, in one query."""
    numbers = {entry for own in sent.values() for entry in own}
    query = select(SentVersion).join(SentVersion.entry).options(contains_eager(SentVersion.entry))
    if numbers:
        db.session.scalars(query.where(SentVersion.id.in_(
            [version.id for own in sent.values() for version in own.values()]
        ))).all()  # fmt: skip


def _tell(camp: Camp, people: Sequence[Participant]) -> int:
    with db.session.no_autoflush:
        found = [
            _next(camp, person, due)
            for person, way, items in _standing(camp, people)
            for due in _due(person, way, items)
        ]
    outbox.enqueue_all(found, camp)
    return len(found)


def _due(person: Participant, way: Way, items: list[AgendaItem]) -> Iterator[Due]:
    """What the participant must be told, the earliest meeting first."""
    moment = now()
    for item in items:
        entry = item.entry
        if entry is None or entry.ends_at <= moment:
            continue
        last, answer = way.last.get(entry.id), way.answers.get(entry.id)
        has_one = last is not None and last.method is Method.REQUEST
        if entry.is_cancelled and has_one:
            yield Due(item, Method.CANCEL, last, answer)
        elif not entry.is_cancelled and not (last and has_one and last.entry_sequence == entry.sequence):
            yield Due(item, Method.REQUEST, last, answer)
    there = {item.entry.id for item in items if item.entry is not None}
    for version in way.last.values():
        if version.entry_id not in there and _stands_ahead(version):  # they are brought along no more
            yield Due(_gone(person, version), Method.CANCEL, version, way.answers.get(version.entry_id))


def _gone(person: Participant, version: SentVersion) -> AgendaItem:
    """A meeting that is not on their agenda any more: a colleague brought them, and does so no longer."""
    pair = version.entry.person_lo_id, version.entry.person_hi_id
    two = [db.session.get_one(Participant, number) for number in pair]
    partner = next((one for one in two if one.organisation_id != person.organisation_id), two[0])
    return AgendaItem(version.starts_at, version.ends_at, partner, entry=version.entry)


def _stands_ahead(version: SentVersion) -> bool:
    return version.method is Method.REQUEST and version.ends_at > now()


def _next(camp: Camp, person: Participant, due: Due) -> outbox.Mail:
    """Note the version, and write its mail."""
    way = db.session.get_one(CalendarWay, person.id)
    if due.last is not None and due.entry.sequence + way.lift <= due.last.sequence:
        way.lift = due.last.sequence + 1 - due.entry.sequence
    entry = due.entry
    version = SentVersion(
        camp_id=camp.id, entry_id=entry.id, participant_id=person.id, sequence=entry.sequence + way.lift,
        entry_sequence=entry.sequence, method=due.method, starts_at=entry.starts_at, ends_at=entry.ends_at,
        table_number=entry.table_number, address=person.user.email, times=1, sent_at=now(),
    )  # fmt: skip
    db.session.add(version)
    if due.answer is not None and due.keeps_answer:
        due.answer.sequence = version.sequence
    elif due.answer is not None:
        db.session.delete(due.answer)
    return _mail(camp, person, due, version)


def _mail(camp: Camp, person: Participant, due: Due, version: SentVersion) -> outbox.Mail:
    language = person.user.language
    with force_locale(language):
        event = _event(camp, due, version)
        data = _file(event, _attendee(person, due, version), due.method)
        when = mails.Plain(local_datetime(version.starts_at, camp.time_zone))
        text = mail_texts.write(
            camp, MailTextKind.CALENDAR_INVITE, language, {"agenda": links.agenda(camp.slug)},
            name=person.name, what=event.summary, when=when, where=event.location,
            state=_state(due), is_read=replies_are_read(),
        )  # fmt: skip
    method = due.method.value.upper()
    return outbox.Mail(
        version.address, text.subject, text.body, language=language,
        dedupe_key=f"invite:{due.entry.uid}:{person.id}:{version.sequence}:{version.times}",
        attachment=outbox.Attachment(ATTACHMENT, f"text/calendar; charset=utf-8; method={method}", data),
    )  # fmt: skip


def _state(due: Due) -> str:
    if due.method is Method.CANCEL:
        return "cancelled"
    return "new" if due.last is None or due.last.method is Method.CANCEL else "changed"


def _event(camp: Camp, due: Due, version: SentVersion) -> CalendarEvent:
    """The meeting as it is told in this version."""
    event = calendars.event_of(camp, due.item, Way())
    return replace(
        event, sequence=version.sequence, updated_at=now(), cancelled=due.method is Method.CANCEL,
        starts_at=version.starts_at, ends_at=version.ends_at,
    )  # fmt: skip


def _attendee(person: Participant, due: Due, version: SentVersion) -> Attendee:
    partstat = due.answer.reply.value.upper() if due.answer and due.keeps_answer else "NEEDS-ACTION"
    return Attendee(version.address, person.name, partstat, is_asked=replies_are_read())


def _file(event: CalendarEvent, attendee: Attendee, method: Method) -> bytes:
    if method is Method.REQUEST:
        return request_ics(event, attendee)
    return cancel_ics(event, attendee, cancelled_prefix=_("Cancelled:"))
