"""Mails about a registration, written in the transaction that causes them. None of these commits."""

from app.models import Camp, Participant
from app.services import links, mails, outbox
from app.services.clock import now


def already_registered(camp: Camp, participant: Participant) -> None:
    """To whoever is registered and has, or somebody has in their name, sent the form again: the page says
    nothing about it, for that would tell strangers who takes part. At most one an hour."""
    _send("already_registered", camp, participant, f"registered:{participant.id}:{now():%Y%m%d%H}")


def place_free(camp: Camp, participant: Participant) -> None:
    """To whoever comes off the waiting list. Each coming onto the list is told of once."""
    _send("place_free", camp, participant, f"place:{participant.id}:{participant.registered_at:%Y%m%d%H%M%S}")


def _send(template: str, camp: Camp, participant: Participant, dedupe_key: str) -> None:
    user = participant.user
    home = links.address("profile.home", slug=camp.slug)
    text = mails.write(template, user.language, {"home": home}, name=participant.name, camp=camp.name)
    outbox.enqueue(
        user.email, text.subject, text.body, dedupe_key=dedupe_key, language=user.language, camp=camp
    )
