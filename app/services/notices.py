"""The mails that tell participants what concerns them, each in the reader's language."""

from flask_babel import force_locale
from flask_babel import gettext as _

from app.formats import local_datetime
from app.models import Camp, Participant, Schedule
from app.services import calendars, links, mails, outbox
from app.services.differences import Change, ChangeKind


def tell_of_publication(
    camp: Camp, schedule: Schedule, by_person: dict[int, list[Change]], people: dict[int, Participant]
) -> None:
    """One mail to each participant whose meetings change, with the whole agenda attached as a file."""
    for number, own in by_person.items():
        person = people[number]
        language = person.user.language
        text = publication_mail(camp, person, own, people, language)
        _send(camp, person, text, f"publication:{schedule.id}:{schedule.published_at}:{person.id}")


def _send(camp: Camp, person: Participant, text: mails.Text, dedupe_key: str) -> None:
    """Put the mail into the outbox, with the person's agenda as it is now."""
    language = person.user.language
    agenda = calendars.calendar_file(camp, person, language).content
    attachment = outbox.Attachment("agenda.ics", "text/calendar; charset=utf-8; method=PUBLISH", agenda)
    outbox.enqueue(
        person.user.email, text.subject, text.body, dedupe_key=dedupe_key, language=language, camp=camp,
        attachment=attachment,
    )  # fmt: skip


def tell_of_one_change(
    camp: Camp, reader: Participant, cause: Participant, change: Change, dedupe_key: str
) -> None:
    """One mail about one meeting that `cause` has cancelled or brought back, with the whole agenda attached."""
    language = reader.user.language
    with force_locale(language):
        words = _in_words(camp, change, cause)
    text = mails.write(
        "meeting_cancelled" if change.kind is ChangeKind.CANCELLED else "meeting_back",
        language,
        {"agenda": links.address("agenda.show", slug=camp.slug)},
        camp=camp.name,
        name=reader.name,
        who=cause.name,
        change=words,
    )
    _send(camp, reader, text, dedupe_key)


def publication_mail(
    camp: Camp, person: Participant, own: list[Change], people: dict[int, Participant], language: str
) -> mails.Text:
    """The mail about one person's changes, in a language."""
    with force_locale(language):
        changes = [_in_words(camp, change, people[_other(change, person)]) for change in own]
    return mails.write(
        "publication",
        language,
        {"agenda": links.address("agenda.show", slug=camp.slug)},
        camp=camp.name,
        name=person.name,
        changes=changes,
    )


def _in_words(camp: Camp, change: Change, partner: Participant) -> mails.Plain:
    """One change in a line; only the partner's name was typed by somebody."""
    who = mails.plain(partner.name)
    placement = change.after or change.before
    assert placement is not None  # noqa: S101 -- a change has one or the other
    when, table = local_datetime(placement.starts_at, camp.time_zone), placement.table_number
    if change.kind is ChangeKind.CANCELLED:
        return mails.Plain(_("CANCELLED: %(when)s with %(who)s", when=when, who=who))
    if change.kind is ChangeKind.MOVED and change.before is not None:
        before = local_datetime(change.before.starts_at, camp.time_zone)
        return mails.Plain(
            _(
                "MOVED: %(who)s, now %(when)s at table %(table)s (was %(before)s at table %(old)s)",
                who=who,
                when=when,
                table=table,
                before=before,
                old=change.before.table_number,
            )
        )
    return mails.Plain(_("%(when)s at table %(table)s with %(who)s", when=when, table=table, who=who))


def _other(change: Change, person: Participant) -> int:
    lo, hi = change.pair
    return hi if lo == person.id else lo
