"""The mail that asks what has come of a camp, and the reminder. Each carries a link that needs no sign-in."""

from flask_babel import force_locale, ngettext

from app.formats import local_date
from app.models import Camp, FollowUp, FollowUpRound, MailKind, MailTextKind, Participant
from app.services import links
from app.services.afterwards.follow_up import times
from app.services.mail import mail_choices, mail_texts, mails, outbox

SAMPLE = "personal-link"


def letter(
    camp: Camp,
    name: str,
    number: FollowUpRound,
    language: str,
    secret: str = SAMPLE,
    *,
    is_reminder: bool = False,
) -> mails.Text:
    """The words for one reader; without a secret as a sample for organisers, whose link leads nowhere."""
    with force_locale(language):
        until = mails.Plain(local_date(times.closes_at(camp, number), camp.time_zone))
        since = ngettext("%(num)d month", "%(num)d months", times.MONTHS[number])
    return mail_texts.write(
        camp, MailTextKind.FOLLOW_UP_REMINDER if is_reminder else MailTextKind.FOLLOW_UP, language,
        {"page": links.address("survey.show", token=secret)}, name=name, since=since, until=until,
    )  # fmt: skip


def post(camp: Camp, person: Participant, row: FollowUp, secret: str, *, is_reminder: bool = False) -> None:
    """Put it into the outbox, in the present transaction. It is useless once the page is closed."""
    language = person.user.language
    text = letter(camp, person.name, row.round, language, secret, is_reminder=is_reminder)
    mail = outbox.Mail(
        person.user.email, text.subject, text.body, key_of(row, is_reminder=is_reminder), language,
        useless_after=times.closes_at(camp, row.round),
    )  # fmt: skip
    outbox.put(mail_choices.may_refuse(camp, person, MailKind.SURVEYS, mail), camp)


def key_of(row: FollowUp, *, is_reminder: bool) -> str:
    """What the outbox knows the mail by: one for each participant, round and kind, for ever."""
    return f"follow-up:{row.participant_id}:{row.round}:{'reminder' if is_reminder else 'first'}"
