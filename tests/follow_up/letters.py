"""What the follow-up's mails say, and the link in them."""

import re

from sqlalchemy import select

from app.extensions import db
from app.models import OutboxMessage, Participant


def letters_to(person: Participant) -> list[OutboxMessage]:
    """The mails of the follow-up to one person, the oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.dedupe_key.startswith("follow-up:"))
    return list(
        db.session.scalars(
            query.where(OutboxMessage.recipient == person.user.email).order_by(OutboxMessage.id)
        )
    )


def path_in(letter: OutboxMessage) -> str:
    """The page to which the mail leads."""
    found = re.search(r"^http://localhost(/follow-up/[\w-]+)$", letter.body, re.MULTILINE)
    assert found is not None, letter.body
    return found[1]


def secret_in(letter: OutboxMessage) -> str:
    """The secret in that address."""
    return path_in(letter).rpartition("/")[2]
