"""Mails that go out by the clock: your meetings tomorrow, and no wish yet though they close soon.

For the worker's rounds. The key in the outbox names cause and reader, so that workers side by side, one that
is killed, and clocks that are put back or forward send each mail once. Hours are those of the camp's clocks.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.formats import local_date, local_datetime, local_time
from app.models import (
    CalendarEntry,
    Camp,
    Grade,
    MailKind,
    MailTextKind,
    Mode,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    Wish,
)
from app.services import links
from app.services.calendars.agendas import AgendaItem, agendas_of
from app.services.clock import now
from app.services.local_time import day_of, moment_at
from app.services.mail import mail_choices, mail_texts, mails, outbox

FROM_ABOUT, UNTIL_ABOUT = time(16), time(23, 59)
"""When, on the day before, meetings are told."""
MORNING, EVENING = time(9), time(20)
"""Between which hours people are reminded of their wishes."""
WISHES_CLOSE_WITHIN = timedelta(days=3)
TOO_LATE = timedelta(hours=3)
AT_ONCE = 100


def tell_of_tomorrow() -> int:
    """Write to everybody who meets somebody tomorrow; returns how many mails. Commits for every hundred."""
    sent = 0
    for camp in _reminding(Camp.ends_on >= now().date(), Camp.starts_on <= now().date() + timedelta(days=2)):
        tomorrow = day_of(now(), camp.time_zone) + timedelta(days=1)
        if _is_between(camp, FROM_ABOUT, UNTIL_ABOUT) and camp.starts_on <= tomorrow <= camp.ends_on:
            cause = f"tomorrow:{camp.id}:{tomorrow}"
            for people in _untold(_meets_on(camp, tomorrow), cause):
                agendas = agendas_of(camp, people)
                sent += _post(
                    camp, [_of_tomorrow(camp, one, agendas[one.id], tomorrow, cause) for one in people]
                )
    return sent


def tell_of_closing() -> int:
    """Write to everybody without a wish when they close within three days; returns how many mails. Commits for
    every hundred."""
    sent, soon = 0, now() + WISHES_CLOSE_WITHIN
    windows = (Camp.wishes_close_at > now() + TOO_LATE, Camp.wishes_close_at <= soon)
    for camp in _reminding(Camp.mode == Mode.WISHES, *windows):
        closes_at = camp.wishes_close_at
        if closes_at is not None and _is_between(camp, MORNING, EVENING):
            cause = f"wishes-close:{camp.id}:{day_of(closes_at, camp.time_zone)}"
            for people in _untold(_without_wish(camp), cause):
                sent += _post(camp, [_of_closing(camp, person, closes_at, cause) for person in people])
    return sent


def _reminding(*conditions: object) -> list[Camp]:
    query = select(Camp).where(Camp.reminds, *conditions).order_by(Camp.id)  # type: ignore[arg-type]
    return list(db.session.scalars(query))


def _is_between(camp: Camp, first: time, last: time) -> bool:
    """Whether the camp's clocks show a time between these, both included."""
    return first <= now().astimezone(ZoneInfo(camp.time_zone)).time() <= last


def _confirmed(camp: Camp) -> Select[Participant]:
    """Whoever takes part, has not been erased and has not refused reminders, with their accounts."""
    return (
        select(Participant)
        .options(joinedload(Participant.user))
        .where(
            Participant.camp_id == camp.id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.name != "",
            mail_choices.wants(MailKind.REMINDERS),
        )
    )


def _meets_on(camp: Camp, day: date) -> Select[Participant]:
    begins, ends = (
        moment_at(one, time(12), camp.time_zone) - timedelta(hours=12) for one in (day, day + timedelta(1))
    )
    stands = CalendarEntry.has(Participant.id) & CalendarEntry.is_cancelled.is_(False)  # type: ignore[arg-type]
    then = (CalendarEntry.starts_at >= begins) & (CalendarEntry.starts_at < ends)
    return _confirmed(camp).where(exists().where(CalendarEntry.camp_id == camp.id, stands, then))


def _without_wish(camp: Camp) -> Select[Participant]:
    """Whoever wishes to meet nobody yet; a rather not is no such wish."""
    wished = (Wish.author_id == Participant.id) & (Wish.grade != Grade.RATHER_NOT)
    return _confirmed(camp).where(~exists().where(wished))


def _untold(query: Select[Participant], cause: str) -> Iterator[Sequence[Participant]]:
    """Those of the query who have had no mail of this cause, a hundred at once."""
    told = set(
        db.session.scalars(
            select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.startswith(f"{cause}:"))
        )
    )
    people = [
        one for one in db.session.scalars(query.order_by(Participant.id)) if f"{cause}:{one.id}" not in told
    ]
    for first in range(0, len(people), AT_ONCE):
        yield people[first : first + AT_ONCE]


def _post(camp: Camp, found: Sequence[outbox.Mail]) -> int:
    outbox.enqueue_all(found, camp)
    db.session.commit()
    return len(found)


def _of_tomorrow(
    camp: Camp, person: Participant, agenda: Sequence[AgendaItem], day: date, cause: str
) -> outbox.Mail:
    """The day's meetings that stand and the sessions between them, in the order of time."""
    language = person.user.language
    items = [
        item for item in agenda if not item.is_cancelled and day_of(item.starts_at, camp.time_zone) == day
    ]
    with force_locale(language):
        lines, told = [_line(camp, item) for item in items], mails.Plain(local_date(day))
    text = mail_texts.write(
        camp, MailTextKind.TOMORROW, language, {"agenda": links.agenda(camp.slug)},
        name=person.name, day=told, items=lines,
    )  # fmt: skip
    return _mail(camp, person, text, cause, useless_after=max(item.ends_at for item in items))


def _line(camp: Camp, item: AgendaItem) -> mails.Plain:
    """One entry; only titles and names were typed by somebody."""
    when = local_time(item.starts_at, camp.time_zone)
    if item.session is not None:
        told = ", ".join(filter(None, [item.session.title, item.session.room]))
        return mails.Plain(f"{when} {mails.plain(told)}")
    assert item.entry is not None and item.partner is not None  # noqa: S101 -- it is a meeting
    organisation = item.partner.organisation
    who = mails.plain(f"{item.partner.name}, {organisation.name}" if organisation else item.partner.name)
    return mails.Plain(
        _("%(time)s table %(table)s: %(who)s", time=when, table=item.entry.table_number, who=who)
    )


def _of_closing(camp: Camp, person: Participant, closes_at: datetime, cause: str) -> outbox.Mail:
    language = person.user.language
    with force_locale(language):
        until = mails.Plain(local_datetime(closes_at, camp.time_zone))
    text = mail_texts.write(
        camp, MailTextKind.WISHES_CLOSE, language, {"people": links.address("directory.index", slug=camp.slug)},
        name=person.name, until=until,
    )  # fmt: skip
    return _mail(camp, person, text, cause, useless_after=closes_at)


def _mail(
    camp: Camp, person: Participant, text: mails.Text, cause: str, useless_after: datetime
) -> outbox.Mail:
    mail = outbox.Mail(
        person.user.email, text.subject, text.body, f"{cause}:{person.id}", person.user.language,
        useless_after=useless_after,
    )  # fmt: skip
    return mail_choices.may_refuse(camp, person, MailKind.REMINDERS, mail)
