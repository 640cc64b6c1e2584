"""How a mail reads for one real participant, before anybody gets it."""

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.formats import local_date, local_datetime
from app.models import Camp, FollowUpRound, MailTextKind, Participant, ParticipantStatus
from app.services import links
from app.services.afterwards.follow_up import letters, times
from app.services.calendars.agendas import agendas_of
from app.services.mail import mail_texts, mails

MOST_OFFERED = 200
PAGES = {"agenda": "agenda.show", "people": "directory.index", "home": "profile.home"}


def readers_of(camp: Camp) -> list[Participant]:
    """Those for whom a preview can be made, by name; one query, a bounded number."""
    query = select(Participant).where(
        Participant.camp_id == camp.id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.name != "",
    )
    query = query.options(joinedload(Participant.user), joinedload(Participant.organisation))
    return list(db.session.scalars(query.order_by(Participant.name, Participant.id).limit(MOST_OFFERED)))


def preview(
    camp: Camp, kind: MailTextKind, language: str, text: mails.Text, person: Participant
) -> mails.Text:
    """The mail as this participant would read it now. Where nothing is published yet a line says so."""
    pages = {name: links.address(page, slug=camp.slug) for name, page in PAGES.items()}
    pages["page"] = links.address("survey.show", token=letters.SAMPLE)
    with force_locale(language):
        words = _words(camp, kind, person)
    return mail_texts.fill(kind, text, language, pages, **words)


def _words(camp: Camp, kind: MailTextKind, person: Participant) -> dict[str, object]:
    """What the placeholders stand for, in the present language; closed windows as if they closed on the first day."""
    words: dict[str, object] = {
        "name": person.name, "camp": camp.name, "place": camp.place, "confirmed": True,
        "day": mails.Plain(local_date(camp.starts_on)),
    }  # fmt: skip
    if kind in (MailTextKind.PUBLICATION, MailTextKind.TOMORROW):
        words["changes"] = _meetings(camp, person) or [mails.Plain(_("(no meeting is published yet)"))]
    if kind is MailTextKind.WISHES_CLOSE:
        closes = camp.wishes_close_at
        words["until"] = mails.Plain(local_datetime(closes, camp.time_zone) if closes else "–")
    if kind is MailTextKind.FOLLOW_UP:
        closes_at = times.closes_at(camp, FollowUpRound.THREE_MONTHS)
        words["until"] = mails.Plain(local_date(closes_at, camp.time_zone))
    return words


def _meetings(camp: Camp, person: Participant) -> list[object]:
    found: list[object] = []
    for item in agendas_of(camp, [person])[person.id]:
        if item.entry is not None and item.partner is not None and not item.is_cancelled:
            when = local_datetime(item.starts_at, camp.time_zone)
            who, table = mails.plain(item.partner.name), item.entry.table_number
            found.append(
                mails.Plain(_("%(when)s at table %(table)s with %(who)s", when=when, table=table, who=who))
            )
    return found
