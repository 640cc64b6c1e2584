"""Mails about a registration, written in the transaction that causes them. None of these commits."""

from collections.abc import Iterable

from app.models import Camp, MailTextKind, Participant, ParticipantStatus, User
from app.services import links
from app.services.clock import now
from app.services.mail import mail_templates, mail_texts, mails, outbox
from app.services.registration import invitation_refusals


def already_registered(camp: Camp, participant: Participant) -> None:
    """To whoever is registered and has, or somebody has in their name, sent the form again: the page says
    nothing about it, for that would tell strangers who takes part. At most one an hour."""
    user, page = participant.user, {"home": links.address("profile.home", slug=camp.slug)}
    text = mail_templates.write(
        "already_registered", user.language, page, name=participant.name, camp=camp.name
    )
    key = f"registered:{participant.id}:{now():%Y%m%d%H}"
    outbox.put(outbox.Mail(user.email, text.subject, text.body, key, user.language), camp)


def place_free(camp: Camp, participant: Participant) -> None:
    """To whoever comes off the waiting list. Each coming onto the list is told of once."""
    _send(
        MailTextKind.PLACE_FREE,
        camp,
        participant,
        f"place:{participant.id}:{participant.registered_at:%Y%m%d%H%M%S}",
    )


def approved(camp: Camp, participant: Participant) -> None:
    """To whoever applied and is approved: with a place, or with one to wait for."""
    waits = participant.status is ParticipantStatus.WAITING
    kind = MailTextKind.APPROVED_WAITING if waits else MailTextKind.APPROVED
    _send(kind, camp, participant, _moment("approved", participant),
          confirmed=participant.user.email_confirmed_at is not None)  # fmt: skip


def colleague(camp: Camp, participant: Participant, by: Participant) -> None:
    """To whoever was registered by somebody of their organisation: it counts once they sign in."""
    mail = _message(MailTextKind.COLLEAGUE, camp, participant, _moment("colleague", participant), who=by.name,
                    person=mails.named(by), applied=participant.status is ParticipantStatus.APPLIED,
                    waits=participant.status is ParticipantStatus.WAITING)  # fmt: skip
    outbox.put(invitation_refusals.may_refuse(camp, mail), camp)


def entered(camp: Camp, people: Iterable[Participant]) -> None:
    """To those whom the organisers entered: to confirm, and to complete what is said of them.

    Who has not confirmed is invited by it, can say that they want no more, and gets none who has said so.
    """
    found = list(people)
    unwilling = invitation_refusals.refused_of(camp, [one.user.email for one in found])
    mails_to_come = []
    for one in found:
        is_confirmed = one.status is ParticipantStatus.CONFIRMED
        mail = _message(MailTextKind.ENTERED, camp, one, _moment("entered", one), confirmed=is_confirmed,
                        waits=one.status is ParticipantStatus.WAITING)  # fmt: skip
        if is_confirmed:
            mails_to_come.append(mail)
        elif one.user.email not in unwilling:
            mails_to_come.append(invitation_refusals.may_refuse(camp, mail))
    outbox.enqueue_all(mails_to_come, camp)


def edited(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had their profile changed by an organiser."""
    _send(MailTextKind.EDITED, camp, participant, _moment("edited", participant), who=by.name or by.email)


def times_set(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had their times and sessions changed by an organiser."""
    _send(MailTextKind.TIMES_SET, camp, participant, _moment("times", participant), who=by.name or by.email)


def wish_stated(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had a wish stated by an organiser. Whom it is about stands on their own page only."""
    _send(MailTextKind.WISH_STATED, camp, participant, _moment("wish", participant), who=by.name or by.email)


def merged(camp: Camp, stays: Participant, goes: Participant) -> None:
    """To both addresses of whoever was registered twice; neither is told the other."""
    for person in (stays, goes):
        _send(MailTextKind.MERGED, camp, person, _moment("merged", person), stays=person is stays)


def declined(camp: Camp, participant: Participant) -> None:
    """To whoever is declined, with the reason that the organisers gave."""
    _send(MailTextKind.DECLINED, camp, participant, _moment("declined", participant),
          reason=participant.decision_note)  # fmt: skip


def _moment(kind: str, participant: Participant) -> str:
    return f"{kind}:{participant.id}:{now():%Y%m%d%H%M%S}"


def _send(kind: MailTextKind, camp: Camp, participant: Participant, dedupe_key: str, **words: object) -> None:
    outbox.put(_message(kind, camp, participant, dedupe_key, **words), camp)


def _message(
    kind: MailTextKind, camp: Camp, participant: Participant, dedupe_key: str, **words: object
) -> outbox.Mail:
    user, home = participant.user, links.address("profile.home", slug=camp.slug)
    text = mail_texts.write(camp, kind, user.language, {"home": home}, name=participant.name, **words)
    return outbox.Mail(user.email, text.subject, text.body, dedupe_key, user.language)
