"""Reminders: one mail to many of a camp's people, seen before it is sent and not sent twice within a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.formats import local_datetime
from app.models import (
    ActKind,
    Camp,
    MailKind,
    MailTextKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    User,
)
from app.services import acts, camps, links
from app.services.clock import now
from app.services.mail import mail_choices, mail_texts, mails, outbox
from app.services.people import people
from app.services.people.people import STANDING, Line
from app.services.refusals import Refusal
from app.services.wishes import wishes

NOT_TWICE_WITHIN = timedelta(days=1)
LONGEST_WORDS = 2000


class Purpose(StrEnum):
    """What people are reminded of."""

    WISHES = "wishes"
    PROFILE = "profile"
    CONFIRM = "confirm"
    NOTE = "note"


PAGES = {
    Purpose.WISHES: "directory.index",
    Purpose.PROFILE: "profile.edit",
    Purpose.CONFIRM: "profile.home",
    Purpose.NOTE: "profile.home",
}


KINDS = {
    Purpose.WISHES: MailTextKind.REMINDER_WISHES,
    Purpose.PROFILE: MailTextKind.REMINDER_PROFILE,
    Purpose.CONFIRM: MailTextKind.REMINDER_CONFIRM,
    Purpose.NOTE: MailTextKind.REMINDER_NOTE,
}


@dataclass(frozen=True)
class Reminder:
    """What is sent. The words of one's own may be empty, or in one language only: its readers' mails in the
    other have them too."""

    purpose: Purpose
    words: str = ""
    words_da: str = ""

    def words_in(self, language: str) -> str:
        """One's own words for readers of a language."""
        first, other = (self.words_da, self.words) if language == "da" else (self.words, self.words_da)
        return first or other


@dataclass(frozen=True)
class Readers:
    """Who would get it; who would not, for they have had a reminder today, want none, or their
    address takes no mail; whom it does not concern."""

    gets: list[Participant]
    reminded_today: list[Participant]
    unwilling: list[Participant]
    unreachable: list[Participant]
    others: int


def fitting(lines: Collection[Line]) -> Purpose:
    """What most of these people may be reminded of: the purpose that a form begins with."""
    statuses = [line.person.status for line in lines]
    if statuses and all(status is ParticipantStatus.UNCONFIRMED for status in statuses):
        return Purpose.CONFIRM
    if lines and all(line.lacks(people.Lack.WISHES) for line in lines):
        return Purpose.WISHES
    return Purpose.PROFILE if any(line.lacks(people.Lack.PROFILE) for line in lines) else Purpose.NOTE


def readers(camp: Camp, lines: Iterable[Line], purpose: Purpose, *, again: bool) -> Readers:
    """Whom of these people the mail would reach; three queries."""
    standing = [line.person for line in lines]
    concerned = [one for one in standing if one.status in _concerned(purpose)]
    reached = mail_choices.reach(camp, concerned, MailKind.REMINDERS)
    today = _reminded_since(camp)
    gets = [one for one in reached.gets if again or one.id not in today]
    left_out = [one for one in reached.gets if not again and one.id in today]
    return Readers(gets, left_out, reached.unwilling, reached.unreachable, len(standing) - len(concerned))


def _concerned(purpose: Purpose) -> Collection[ParticipantStatus]:
    """Wishes are stated by those who take part, addresses confirmed by those who have not."""
    if purpose is Purpose.WISHES:
        return (ParticipantStatus.CONFIRMED,)
    return (ParticipantStatus.UNCONFIRMED,) if purpose is Purpose.CONFIRM else STANDING


def _reminded_since(camp: Camp) -> set[int]:
    """Who has been written a reminder within a day, by the outbox's own record."""
    query = select(OutboxMessage.dedupe_key).where(
        OutboxMessage.camp_id == camp.id, OutboxMessage.created_at > now() - NOT_TWICE_WITHIN,
        OutboxMessage.dedupe_key.startswith("reminder:"),
    )  # fmt: skip
    return {int(key.split(":")[1]) for key in db.session.scalars(query)}


def write(camp: Camp, reminder: Reminder, name: str, language: str) -> mails.Text:
    """The mail as somebody of this name reads it. Refusal when there is nothing in it."""
    if reminder.purpose is Purpose.NOTE and not reminder.words_in(language):
        raise Refusal(_("Write what you want to say."))
    closes = camp.wishes_close_at
    with force_locale(language):
        until = local_datetime(closes, camp.time_zone) if closes and wishes.are_open(camp) else ""
    page = links.address(PAGES[reminder.purpose], slug=camp.slug)
    message = [mails.unlinked(line) for line in reminder.words_in(language).splitlines()]
    return mail_texts.write(
        camp, KINDS[reminder.purpose], language, {"page": page}, name=name, message=message,
        until=mails.Plain(until),
    )  # fmt: skip


def looked_at(camp: Camp, reminder: Reminder, name: str, language: str) -> mails.Text:
    """The mail as `write` makes it, with the end that it is sent with."""
    text = write(camp, reminder, name, language)
    return mails.Text(text.subject, text.body + mail_choices.end_of(camp, MailKind.REMINDERS, language))


def send(camp: Camp, codes: Iterable[str], reminder: Reminder, by: User, *, again: bool) -> int:
    """Write the mails; returns how many. Commits. Two presses at once send one mail each."""
    camps.lock(camp)
    lines = people.with_codes(camp, codes)
    gets = readers(camp, lines, reminder.purpose, again=again).gets
    moment = f"{now():%Y%m%d%H%M}"
    made = []
    for person in gets:
        text = write(camp, reminder, person.name, person.user.language)
        key = f"reminder:{person.id}:{reminder.purpose.value}:{moment}"
        mail = outbox.Mail(person.user.email, text.subject, text.body, key, person.user.language)
        made.append(mail_choices.may_refuse(camp, person, MailKind.REMINDERS, mail))
    outbox.enqueue_all(made, camp)
    if made:
        acts.note(camp, by, ActKind.REMINDED, people=len(made), of=reminder.purpose.value)
    db.session.commit()
    return len(made)
