"""Answers from calendars: applied as they come in by mail, and shown to organisers.

An answer is believed when its UID, its SEQUENCE and its address are those of a version that was sent, and the mail
comes from that address. A meeting that is declined stands: it becomes an open item, which organisers settle.
"""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    AskedChange,
    AskedKind,
    AskedStatus,
    CalendarAnswer,
    CalendarEntry,
    CalendarReply,
    Camp,
    Method,
    Participant,
    SentVersion,
    Verdict,
)
from app.services import camps
from app.services.changes import change_rows
from app.services.clock import now
from app.services.mail.reply_mail import ReplyMail


def answers_to(entries: Collection[int]) -> dict[int, list[CalendarAnswer]]:
    """The answers about each of these meetings, with who gave them; one query."""
    query = select(CalendarAnswer).where(CalendarAnswer.entry_id.in_(entries))
    query = query.options(joinedload(CalendarAnswer.participant)).order_by(CalendarAnswer.id)
    found: dict[int, list[CalendarAnswer]] = {}
    for answer in db.session.scalars(query) if entries else ():
        found.setdefault(answer.entry_id, []).append(answer)
    return found


def declined_by(camp: Camp, person: Participant) -> set[int]:
    """Whom the person meets where one of the two has declined in the calendar, by the other's number; one query."""
    query = (
        select(CalendarEntry)
        .join(CalendarAnswer, CalendarAnswer.entry_id == CalendarEntry.id)
        .where(CalendarEntry.camp_id == camp.id, CalendarEntry.has(person.id))
        .where(CalendarAnswer.reply == CalendarReply.DECLINED)
    )
    return {entry.other_of(person.id) for entry in db.session.scalars(query)}


def apply(reply: ReplyMail) -> tuple[Verdict, int | None]:
    """What becomes of an answer, in the present transaction, and whose camp it is about."""
    entry = db.session.scalar(select(CalendarEntry).where(CalendarEntry.uid == reply.uid))
    if entry is None:
        return Verdict.UNKNOWN_MEETING, None
    camps.lock(db.session.get_one(Camp, entry.camp_id))
    return _judged(reply, entry), entry.camp_id


def _judged(reply: ReplyMail, entry: CalendarEntry) -> Verdict:
    mine = (SentVersion.entry_id == entry.id, func.lower(SentVersion.address) == reply.attendee)
    versions = list(db.session.scalars(select(SentVersion).where(*mine).order_by(SentVersion.id)))
    if not versions or reply.sender != reply.attendee:
        return Verdict.NOT_THEIRS
    if reply.sequence not in {version.sequence for version in versions}:
        return Verdict.UNKNOWN_MEETING
    last = versions[-1]
    if last.sequence != reply.sequence or last.method is Method.CANCEL:
        return Verdict.OUTDATED
    return _keep(reply, entry, last)


def _keep(reply: ReplyMail, entry: CalendarEntry, version: SentVersion) -> Verdict:
    """Keep the answer unless a later one to the same version is there; open or close what follows from it."""
    person = version.participant_id
    query = select(CalendarAnswer).where(
        CalendarAnswer.participant_id == person, CalendarAnswer.entry_id == entry.id
    )
    answered_at = min(reply.answered_at or now(), now())
    found = db.session.scalar(query)
    if found and (found.sequence, found.answered_at) > (reply.sequence, answered_at):
        return Verdict.OUTDATED
    answer = found or CalendarAnswer(camp_id=entry.camp_id, entry_id=entry.id, participant_id=person)
    answer.reply, answer.sequence, answer.comment = reply.reply, reply.sequence, reply.comment
    answer.answered_at, answer.received_at = answered_at, now()
    db.session.add(answer)
    _settle(answer, entry)
    return Verdict.APPLIED


def _settle(answer: CalendarAnswer, entry: CalendarEntry) -> None:
    """Whoever declines waits for the organisers; whoever then accepts does not."""
    mine = (AskedChange.entry_id == entry.id, AskedChange.participant_id == answer.participant_id)
    waiting = db.session.scalar(select(AskedChange).where(*mine, AskedChange.status == AskedStatus.ASKED))
    if answer.reply is not CalendarReply.DECLINED:
        if waiting is not None and waiting.kind is AskedKind.DECLINED:
            change_rows.close(waiting, AskedStatus.WITHDRAWN)
    elif waiting is None and not entry.is_cancelled and entry.ends_at > now():
        person = db.session.get_one(Participant, answer.participant_id)
        db.session.add(change_rows.new(person, entry, AskedKind.DECLINED, answer.comment))
