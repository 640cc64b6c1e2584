"""Mails about a registration, written in the transaction that causes them. None of these commits."""

from collections.abc import Iterable

from app.models import Camp, MailTextKind, Participant, ParticipantStatus, User
from app.services import links
from app.services.clock import now
from app.services.mail import mail_texts, mails, outbox

_OWN = {"place_free": MailTextKind.PLACE_FREE, "approved": MailTextKind.APPROVED}
"""What organisers may word; whoever is approved and waits for a place reads the standard text."""


def already_registered(camp: Camp, participant: Participant) -> None:
    """To whoever is registered and has, or somebody has in their name, sent the form again: the page says
    nothing about it, for that would tell strangers who takes part. At most one an hour."""
    _send("already_registered", camp, participant, f"registered:{participant.id}:{now():%Y%m%d%H}")


def place_free(camp: Camp, participant: Participant) -> None:
    """To whoever comes off the waiting list. Each coming onto the list is told of once."""
    _send("place_free", camp, participant, f"place:{participant.id}:{participant.registered_at:%Y%m%d%H%M%S}")


def approved(camp: Camp, participant: Participant) -> None:
    """To whoever applied and is approved: with a place, or with one to wait for."""
    waits = participant.status is ParticipantStatus.WAITING
    _send("approved", camp, participant, _moment("approved", participant), waits=waits,
          confirmed=participant.user.email_confirmed_at is not None)  # fmt: skip


def colleague(camp: Camp, participant: Participant, by: Participant) -> None:
    """To whoever was registered by somebody of their organisation: it counts once they sign in."""
    house = by.organisation.name if by.organisation else ""
    _send("colleague", camp, participant, _moment("colleague", participant), who=by.name, house=house,
          applied=participant.status is ParticipantStatus.APPLIED,
          waits=participant.status is ParticipantStatus.WAITING)  # fmt: skip


def entered(camp: Camp, people: Iterable[Participant]) -> None:
    """To those whom the organisers entered: to confirm, and to complete what is said of them."""
    outbox.enqueue_all(
        [
            _message("entered", camp, one, _moment("entered", one), waits=one.status is ParticipantStatus.WAITING,
                     confirmed=one.status is ParticipantStatus.CONFIRMED, contact=camp.contact_email)
            for one in people
        ],
        camp,
    )  # fmt: skip


def edited(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had their profile changed by an organiser."""
    _send("edited", camp, participant, _moment("edited", participant), who=by.name or by.email)


def times_set(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had their times and sessions changed by an organiser."""
    _send("times_set", camp, participant, _moment("times", participant), who=by.name or by.email)


def wish_stated(camp: Camp, participant: Participant, by: User) -> None:
    """To whoever has had a wish stated by an organiser. Whom it is about stands on their own page only."""
    _send("wish_stated", camp, participant, _moment("wish", participant), who=by.name or by.email)


def merged(camp: Camp, stays: Participant, goes: Participant) -> None:
    """To both addresses of whoever was registered twice; neither is told the other."""
    for person in (stays, goes):
        _send("merged", camp, person, _moment("merged", person), stays=person is stays,
              contact=camp.contact_email)  # fmt: skip


def declined(camp: Camp, participant: Participant) -> None:
    """To whoever is declined, with the reason that the organisers gave."""
    _send("declined", camp, participant, _moment("declined", participant), reason=participant.decision_note,
          contact=camp.contact_email)  # fmt: skip


def _moment(kind: str, participant: Participant) -> str:
    return f"{kind}:{participant.id}:{now():%Y%m%d%H%M%S}"


def _send(template: str, camp: Camp, participant: Participant, dedupe_key: str, **words: object) -> None:
    mail = _message(template, camp, participant, dedupe_key, **words)
    outbox.enqueue(
        mail.recipient, mail.subject, mail.body, dedupe_key=dedupe_key, language=mail.language, camp=camp
    )


def _message(
    template: str, camp: Camp, participant: Participant, dedupe_key: str, **words: object
) -> outbox.Mail:
    user = participant.user
    home = links.address("profile.home", slug=camp.slug)
    kind = _OWN.get(template) if not words.get("waits") else None
    words |= {"name": participant.name, "camp": camp.name}
    text = (
        mail_texts.write(camp, kind, user.language, {"home": home}, **words)
        if kind
        else mails.write(template, user.language, {"home": home}, **words)
    )
    return outbox.Mail(user.email, text.subject, text.body, dedupe_key, user.language)
