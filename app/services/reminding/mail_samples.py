"""What the words of mails stand for when a mail is shown before it is sent: real where there is something real.

A word means the same in every mail, so one list does for all. What does not exist yet stands in brackets.
"""

from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.extensions import db
from app.formats import local_date, local_datetime, local_time
from app.models import Camp, FollowUpRound, MailTextKind, Participant, ParticipantStatus, Session
from app.services.afterwards.follow_up import times
from app.services.calendars import freezing
from app.services.calendars.agendas import AgendaItem, agendas_of
from app.services.local_time import moment_at
from app.services.mail.mails import Plain, named, plain
from app.services.registration import invitations

_BY_ORGANISERS = (
    MailTextKind.EDITED, MailTextKind.INVITATION, MailTextKind.TIMES_SET, MailTextKind.WISH_STATED,
)  # fmt: skip


@dataclass(frozen=True)
class _Meeting:
    """What the mail is about: a meeting of the reader's, or one as it might be."""

    partner: str
    person: str
    starts_at: datetime
    table: int


def words_for(camp: Camp, kind: MailTextKind, person: Participant) -> dict[str, object]:
    """All words that any mail may need, for this reader and in the present language."""
    agenda = [item for item in agendas_of(camp, [person])[person.id] if not item.is_cancelled]
    meeting = _meeting(camp, person, agenda)
    is_short = kind is MailTextKind.NEXT_MEETING
    when = Plain((local_time if is_short else local_datetime)(meeting.starts_at, camp.time_zone))
    return {
        "name": person.name, "who": _who(kind, meeting),
        "partner": meeting.partner, "person": meeting.person, "colleague": _("(a colleague)"), "when": when,
        "table": meeting.table, "what": _("Meeting with %(who)s", who=plain(meeting.partner)),
        "where": _("Table %(number)s", number=meeting.table), "session": _session(camp),
        "day": Plain(local_date(camp.starts_on)), "dates": invitations.dates_in_words(camp),
        "until": Plain(_until(camp, kind)), "since": ngettext("%(num)d month", "%(num)d months", 3),
        **_told(camp, agenda, meeting), **_cases(),
    }  # fmt: skip


def _who(kind: MailTextKind, meeting: _Meeting) -> str:
    """Of whom the mail tells: the other one of a meeting, the organiser who did it, or a colleague of the reader's."""
    if kind in (MailTextKind.COLLEAGUE_INVITED, MailTextKind.COLLEAGUE_DROPPED):
        return _("(a colleague)")
    return _("(an organiser’s name)") if kind in _BY_ORGANISERS else meeting.partner


def _told(camp: Camp, agenda: list[AgendaItem], meeting: _Meeting) -> dict[str, object]:
    """Lines of meetings and names, and what people write when such a mail is sent."""
    lines = [_line(camp, item) for item in agenda if item.entry is not None and item.partner is not None]
    lines = lines or [Plain(_("(no meeting is published yet)"))]
    names, written = [meeting.person], Plain(_("(what is written when it is sent)"))
    return {
        "changes": lines, "items": lines, "change": lines[0], "clashes": [], "names": names, "num": len(names),
        "accepted": names, "expired": [], "message": [written], "words": written, "reason": written,
        "answer": written,
    }  # fmt: skip


def _cases() -> dict[str, object]:
    """The most usual case of each mail that knows several."""
    return {
        "confirmed": True, "applied": False, "waits": False, "stays": True, "in_calendar": False, "after_yes": False,
        "counts": False, "meetings": 0, "state": "new", "is_read": True,
    }  # fmt: skip


def _meeting(camp: Camp, person: Participant, agenda: list[AgendaItem]) -> _Meeting:
    for item in agenda:
        if item.entry is not None and item.partner is not None:
            partner = item.partner
            return _Meeting(partner.name, named(partner), item.starts_at, item.entry.table_number)
    other = _another(camp, person)
    name, who = (other.name, named(other)) if other else (_("(a participant)"), _("(a participant)"))
    return _Meeting(name, who, moment_at(camp.starts_on, time(10), camp.time_zone), 1)


def _another(camp: Camp, person: Participant) -> Participant | None:
    others = select(Participant).where(
        Participant.camp_id == camp.id, Participant.id != person.id, Participant.name != "",
        Participant.status == ParticipantStatus.CONFIRMED,
    )  # fmt: skip
    return db.session.scalar(others.order_by(Participant.id).limit(1))


def _session(camp: Camp) -> str:
    query = select(Session.title).where(Session.camp_id == camp.id).order_by(Session.starts_at, Session.id)
    return db.session.scalar(query.limit(1)) or _("(a session)")


def _until(camp: Camp, kind: MailTextKind) -> str:
    """When what the mail asks for ends, as far as it is settled."""
    if kind in (MailTextKind.FOLLOW_UP, MailTextKind.FOLLOW_UP_REMINDER):
        return local_date(times.closes_at(camp, FollowUpRound.THREE_MONTHS), camp.time_zone)
    if kind is MailTextKind.PRELIMINARY:
        return freezing.asked_until(camp)
    return local_datetime(camp.wishes_close_at, camp.time_zone) if camp.wishes_close_at else "–"


def _line(camp: Camp, item: AgendaItem) -> Plain:
    assert item.entry is not None and item.partner is not None  # noqa: S101 -- it is a meeting
    when, who = local_datetime(item.starts_at, camp.time_zone), plain(item.partner.name)
    return Plain(
        _("%(when)s at table %(table)s with %(who)s", when=when, table=item.entry.table_number, who=who)
    )
