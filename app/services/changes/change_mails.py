"""The mails about asked changes that no publication tells of; each in the reader's language. None commits."""

from flask_babel import force_locale

from app.formats import local_datetime
from app.models import AskedChange, AskedKind, Camp, MailTextKind, Participant
from app.services import links
from app.services.calendars import notices
from app.services.mail import mail_texts, mails


def tell_of_colleague(camp: Camp, asked: AskedChange, colleague: Participant, partner: Participant) -> None:
    """To the other one that a colleague comes along, and to the colleague that they do."""
    told = ((partner, MailTextKind.COLLEAGUE_BROUGHT), (colleague, MailTextKind.COLLEAGUE_INVITED))
    for reader, kind in told:
        _send(kind, camp, asked, reader, who=asked.participant.name, colleague=colleague.name,
              partner=partner.name)  # fmt: skip


def tell_of_lost_colleague(
    camp: Camp, asked: AskedChange, colleague: Participant, partner: Participant
) -> None:
    """To a colleague who was to come along to a meeting that has moved or is cancelled."""
    _send(
        MailTextKind.COLLEAGUE_DROPPED,
        camp,
        asked,
        colleague,
        who=asked.participant.name,
        partner=partner.name,
    )


def tell_of_refusal(camp: Camp, asked: AskedChange, partner: Participant) -> None:
    """To whoever asked that the meeting stays as it is, with the organisers' words."""
    _send(MailTextKind.CHANGE_DECLINED, camp, asked, asked.participant, partner=partner.name,
          answer=mails.unlinked(asked.answer), in_calendar=asked.kind is AskedKind.DECLINED)  # fmt: skip


def _send(kind: MailTextKind, camp: Camp, asked: AskedChange, reader: Participant, **words: object) -> None:
    language, entry = reader.user.language, asked.entry
    with force_locale(language):
        when = mails.Plain(local_datetime(entry.starts_at, camp.time_zone))
    agenda = {"agenda": links.agenda(camp.slug)}
    text = mail_texts.write(camp, kind, language, agenda, name=reader.name, when=when, table=entry.table_number,
                            **words)  # fmt: skip
    notices.send(camp, reader, text, f"{kind.value}:{asked.id}:{reader.id}")
