"""Mails about meeting requests, in the transaction that causes them. None of these commits."""

from collections.abc import Sequence

from flask_babel import force_locale

from app.extensions import db
from app.formats import local_datetime
from app.models import Camp, MailKind, MailTextKind, MeetingRequest, Participant
from app.services import links
from app.services.mail import mail_choices, mail_texts, mails, outbox
from app.services.requests import request_rules


def asked(camp: Camp, request: MeetingRequest) -> None:
    """To the asked one: who asks, what they write, until when an answer is awaited."""
    asker, reader = _two(request)
    _send(MailTextKind.REQUEST_ASKED, camp, reader, f"request:{request.id}:asked", who=asker.name,
          person=mails.named(asker),
          message=[mails.unlinked(line) for line in request.message.splitlines() if line.strip()],
          until=_moment(camp, reader, request))  # fmt: skip


def accepted(camp: Camp, request: MeetingRequest, by: Participant) -> None:
    """To the asker: the answer is yes."""
    reader = _two(request)[0]
    key = f"request:{request.id}:accepted:{request.ended_at}"
    _send(MailTextKind.REQUEST_ACCEPTED, camp, reader, key, who=by.name)


def declined(camp: Camp, request: MeetingRequest, by: Participant, *, was_accepted: bool) -> None:
    """To the asker: the answer is no, perhaps after a yes, with the reason if there is one."""
    reader = _two(request)[0]
    key = f"request:{request.id}:declined:{request.ended_at}"
    _send(
        MailTextKind.REQUEST_DECLINED,
        camp,
        reader,
        key,
        who=by.name,
        reason=mails.unlinked(request.reason),
        after_yes=int(was_accepted),
    )


def called_off(camp: Camp, request: MeetingRequest, by: Participant) -> None:
    """To the asked one, who had said yes: the asker does not ask any more."""
    key = f"request:{request.id}:called-off:{request.ended_at}"
    _send(MailTextKind.REQUEST_CALLED_OFF, camp, _two(request)[1], key, who=by.name)


def counted(camp: Camp, requests: Sequence[MeetingRequest]) -> None:
    """To the asked one of all of these: they count as accepted without a press."""
    reader = _two(requests[0])[1]
    names = [_two(request)[0].name for request in requests]
    _send(
        MailTextKind.REQUEST_COUNTED,
        camp,
        reader,
        f"requests:{_numbers(requests)}:counted",
        names=names,
        num=len(names),
    )


def reminder(camp: Camp, requests: Sequence[MeetingRequest]) -> None:
    """To the asked one of all of these, if they get reminders: they wait for an answer, the first until then."""
    reader = _two(requests[0])[1]
    if not mail_choices.reach(camp, [reader], MailKind.REMINDERS).gets:
        return
    names = [_two(request)[0].name for request in requests]
    first = min(requests, key=lambda request: request.expires_at)
    mail = _mail(MailTextKind.REQUEST_REMINDER, camp, reader, f"requests:{_numbers(requests)}:reminder", names=names,
                 num=len(names), until=_moment(camp, reader, first), counts=int(camp.accepts_unanswered))  # fmt: skip
    outbox.put(mail_choices.may_refuse(camp, reader, MailKind.REMINDERS, mail), camp)


def ended(camp: Camp, expired: Sequence[MeetingRequest], counts: Sequence[MeetingRequest]) -> None:
    """To the asker of all of these: which ended without an answer, which count as accepted."""
    reader = _two([*expired, *counts][0])[0]
    _send(MailTextKind.REQUEST_ENDED, camp, reader, f"requests:{_numbers([*expired, *counts])}:ended",
          expired=[_two(request)[1].name for request in expired],
          accepted=[_two(request)[1].name for request in counts])  # fmt: skip


def _two(request: MeetingRequest) -> tuple[Participant, Participant]:
    """The asker and the asked one."""
    return (
        db.session.get_one(Participant, request.asker_id),
        db.session.get_one(Participant, request.asked_id),
    )


def _numbers(requests: Sequence[MeetingRequest]) -> str:
    numbers = sorted(request.id for request in requests)
    return f"{numbers[0]}-{numbers[-1]}-{len(numbers)}"


def _moment(camp: Camp, reader: Participant, request: MeetingRequest) -> mails.Plain:
    with force_locale(reader.user.language):
        return mails.Plain(local_datetime(request_rules.ends_at(request, camp), camp.time_zone))


def _send(kind: MailTextKind, camp: Camp, reader: Participant, dedupe_key: str, **words: object) -> None:
    outbox.put(_mail(kind, camp, reader, dedupe_key, **words), camp)


def _mail(
    kind: MailTextKind, camp: Camp, reader: Participant, dedupe_key: str, **words: object
) -> outbox.Mail:
    user = reader.user
    page = {"requests": links.address("requests.index", slug=camp.slug)}
    text = mail_texts.write(camp, kind, user.language, page, name=reader.name, **words)
    return outbox.Mail(user.email, text.subject, text.body, dedupe_key, user.language)
