"""The mails that tell participants what concerns them, each in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from app.extensions import db
from app.formats import local_datetime
from app.models import CalendarEntry, Camp, MailTextKind, Participant, Schedule, Slot, StandInAsk
from app.services import links
from app.services.calendars import calendar_ways, freezing
from app.services.calendars.differences import Change, ChangeKind, Placement
from app.services.mail import mail_texts, mails, outbox

AGENDA = outbox.Attachment("agenda.ics", "text/calendar; charset=utf-8; method=PUBLISH", None)
"""The reader's agenda as it is when the mail is sent (agenda_files): making hundreds takes too long for a request."""

AlsoThen = tuple[datetime, str | None]
"""When a meeting is to which somebody cannot come, and the session that they have chosen; None: they are away."""


def tell_of_publication(
    camp: Camp,
    schedule: Schedule,
    by_person: dict[int, list[Change]],
    people: dict[int, Participant],
    obstructed: Mapping[int, Sequence[AlsoThen]],
) -> None:
    """One mail to each of these participants with what changes for them, the whole agenda attached as a file unless
    their meetings come by invitation."""
    invited, letters = calendar_ways.invited_among(camp.id, by_person.keys()), []
    for number, own in by_person.items():
        person = people[number]
        language = person.user.language
        text = publication_mail(
            camp, person, own, people, language, obstructed.get(number, ()), schedule.is_preliminary
        )
        key = f"publication:{schedule.id}:{schedule.published_at}:{person.id}"
        file = None if number in invited else AGENDA
        letters.append(outbox.Mail(person.user.email, text.subject, text.body, key, language, file))
    outbox.enqueue_all(letters, camp)


def send(
    camp: Camp, person: Participant, text: mails.Text, dedupe_key: str, *, about_sessions: bool = False
) -> None:
    """Put the mail into the outbox, with the person's agenda.

    Whose meetings come by invitation gets no file: another mail brings each of them. Sessions come by file only.
    """
    has_file = about_sessions or not calendar_ways.comes_by_invitation(person)
    outbox.enqueue(
        person.user.email, text.subject, text.body, dedupe_key=dedupe_key, language=person.user.language, camp=camp,
        attachment=AGENDA if has_file else None,
    )  # fmt: skip


def tell_of_one_change(
    camp: Camp, reader: Participant, cause: Participant, change: Change, dedupe_key: str, reason: str = ""
) -> None:
    """One mail about one meeting that `cause` has cancelled (for this reason, if they give one) or brought back,
    with the whole agenda attached."""
    language = reader.user.language
    with force_locale(language):
        words, who = _in_words(camp, change, cause), cause.name
    is_off = change.kind is ChangeKind.CANCELLED
    text = mail_texts.write(
        camp, MailTextKind.MEETING_CANCELLED if is_off else MailTextKind.MEETING_BACK, language, _agenda(camp),
        name=reader.name, who=who, change=words, reason=mails.unlinked(reason),
    )  # fmt: skip
    send(camp, reader, text, dedupe_key)


def tell_of_removal(
    camp: Camp,
    reader: Participant,
    own: list[Change],
    people: Mapping[int, Participant],
    dedupe_key: str,
    reason: str = "",
) -> None:
    """One mail about all meetings of somebody that organisers cancel with the slot or table they were to be at, with
    the reason if they give one and the whole agenda attached."""
    language = reader.user.language
    with force_locale(language):
        changes = [_in_words(camp, change, people[_other(change, reader)]) for change in own]
    text = mail_texts.write(
        camp, MailTextKind.PLACES_REMOVED, language, _agenda(camp), name=reader.name, changes=changes,
        reason=mails.unlinked(reason),
    )  # fmt: skip
    send(camp, reader, text, dedupe_key)


def tell_of_question(camp: Camp, reader: Participant, asker: Participant, slot: Slot) -> None:
    """One mail that somebody asks to meet in a slot; useless once the slot is over."""
    _ask(
        camp,
        reader,
        asker,
        slot,
        MailTextKind.STAND_IN_QUESTION,
        f"stand-in:{slot.id}:{asker.id}:{reader.id}",
    )


def tell_of_offer(camp: Camp, reader: Participant, alone: Participant, ask: StandInAsk) -> None:
    """The same where organisers ask for somebody who was left alone; each time that they do."""
    _ask(camp, reader, alone, _slot_of(ask), MailTextKind.STAND_IN_OFFER, _offer_key(ask))


def take_offer_back(camp: Camp, reader: Participant, alone: Participant, ask: StandInAsk) -> None:
    """Organisers ask no longer: the mail that asked is not sent if it still waits, else another says so. Nobody is
    told who was not asked by mail."""
    key = _offer_key(ask)
    if outbox.drop_waiting(key) or not outbox.is_known(key):
        return
    _ask(camp, reader, alone, _slot_of(ask), MailTextKind.STAND_IN_TAKEN_BACK, f"{key}:back")


def _slot_of(ask: StandInAsk) -> Slot:
    return db.session.get_one(Slot, ask.slot_id)


def _offer_key(ask: StandInAsk) -> str:
    return f"stand-in:{ask.slot_id}:{ask.asker_id}:{ask.asked_id}:{ask.asked_at.isoformat()}"


def _ask(
    camp: Camp, reader: Participant, asker: Participant, slot: Slot, kind: MailTextKind, dedupe_key: str
) -> None:
    language = reader.user.language
    with force_locale(language):
        when, who = local_datetime(slot.starts_at, camp.time_zone), asker.name
    text = mail_texts.write(
        camp, kind, language, _agenda(camp), name=reader.name, who=who, when=mails.Plain(when)
    )
    outbox.enqueue(
        reader.user.email, text.subject, text.body, language=language, camp=camp, useless_after=slot.ends_at,
        dedupe_key=dedupe_key,
    )  # fmt: skip


def tell_of_stand_in(camp: Camp, reader: Participant, cause: Participant, entry: CalendarEntry) -> None:
    """One mail that somebody has said yes and the two meet, with the whole agenda attached."""
    _tell_of_entry(camp, reader, cause, entry, MailTextKind.STAND_IN, ChangeKind.NEW)


def tell_of_shared_address(camp: Camp, reader: Participant, cause: Participant, entry: CalendarEntry) -> None:
    """One mail that the other one shares their address too; the address itself is on the page only."""
    language = reader.user.language
    page = links.address("meetings.outcome", slug=camp.slug, code=cause.code)
    text = mail_texts.write(
        camp, MailTextKind.CONTACT_SHARED, language, {"page": page}, name=reader.name, who=cause.name
    )
    key = f"contact:{entry.uid}:{reader.id}"
    outbox.enqueue(reader.user.email, text.subject, text.body, dedupe_key=key, language=language, camp=camp)


def tell_of_giving_up(camp: Camp, reader: Participant, cause: Participant, entry: CalendarEntry) -> None:
    """One mail to who has not come that the other one waits no longer, with the whole agenda attached."""
    _tell_of_entry(camp, reader, cause, entry, MailTextKind.GIVEN_UP, ChangeKind.CANCELLED)


def _tell_of_entry(
    camp: Camp,
    reader: Participant,
    cause: Participant,
    entry: CalendarEntry,
    which: MailTextKind,
    kind: ChangeKind,
) -> None:
    language = reader.user.language
    where = Placement(entry.starts_at, entry.ends_at, entry.table_number)
    change = Change(kind, (entry.person_lo_id, entry.person_hi_id), None, where)
    with force_locale(language):
        words, who = _in_words(camp, change, cause), cause.name
    text = mail_texts.write(camp, which, language, _agenda(camp), name=reader.name, who=who, change=words)
    send(camp, reader, text, f"meeting:{entry.uid}:{entry.sequence}")


def publication_mail(
    camp: Camp,
    person: Participant,
    own: list[Change],
    people: dict[int, Participant],
    language: str,
    also_then: Sequence[AlsoThen] = (),
    is_preliminary: bool = False,
) -> mails.Text:
    """The mail about one person's changes, in a language; `also_then` is what they have at the same time."""
    with force_locale(language):
        until = freezing.asked_until(camp)
        clashes = [_clash_in_words(camp, moment, title) for moment, title in also_then]
        changes = [_in_words(camp, change, people[_other(change, person)]) for change in own]
    return mail_texts.write(
        camp,
        MailTextKind.PRELIMINARY if is_preliminary else MailTextKind.PUBLICATION,
        language,
        _agenda(camp),
        name=person.name,
        changes=changes,
        clashes=clashes,
        until=mails.Plain(until),
    )


def _agenda(camp: Camp) -> dict[str, str]:
    return {"agenda": links.agenda(camp.slug)}


def _clash_in_words(camp: Camp, moment: datetime, title: str | None) -> mails.Plain:
    when = local_datetime(moment, camp.time_zone)
    if title is None:
        return mails.Plain(_("%(when)s: you have said that you are not there then", when=when))
    return mails.Plain(_("%(when)s: you have chosen “%(title)s”", when=when, title=mails.plain(title)))


def _in_words(camp: Camp, change: Change, partner: Participant) -> mails.Plain:
    """One change in a line; only the partner's name was typed by somebody."""
    who = mails.plain(partner.name)
    placement = change.after or change.before
    assert placement is not None  # noqa: S101 -- a change has one or the other
    when, table = local_datetime(placement.starts_at, camp.time_zone), placement.table_number
    if change.kind is ChangeKind.CANCELLED:
        if change.taken is not None:
            return mails.Plain(
                _(
                    "CANCELLED: %(when)s with %(who)s. You two had agreed on it yourselves, but the new schedule "
                    "needs one of you, or the table, at that time",
                    when=when,
                    who=who,
                )
            )
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
