"""Where somebody's name and address have gone besides their own rows: mails and half-finished forms.

Nothing here commits.
"""

import re

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import String, cast, delete, func, or_, select

from app.exports.itip import without_name
from app.extensions import db
from app.models import Bounce, Camp, MessageStatus, OutboxMessage, Participant, RegistrationDraft
from app.services.calendars import calendar_invites
from app.services.mail import mails


def forget_mails_to(address: str) -> None:
    """Drop every mail to the address, sent or not, and what was told of those that came back."""
    db.session.execute(delete(Bounce).where(Bounce.address == address))
    db.session.execute(delete(OutboxMessage).where(func.lower(OutboxMessage.recipient) == address))


def forget_follow_up(person: Participant) -> None:
    """Drop the mails that ask what has come of the camp: their links lead nowhere any more."""
    keys = OutboxMessage.dedupe_key.startswith(f"follow-up:{person.id}:", autoescape=True)
    db.session.execute(delete(OutboxMessage).where(keys))


def forget_drafts_of(address: str) -> None:
    """Drop the registrations begun with this address that were never sent, in whatever browser."""
    text = func.lower(cast(RegistrationDraft.answers, String))
    mine = text.contains(f'"{address}"', autoescape=True)
    db.session.execute(delete(RegistrationDraft).where(mine))


def forget_sent_drafts(person: Participant) -> None:
    """Drop what is left of the forms from which the registration came."""
    db.session.execute(delete(RegistrationDraft).where(RegistrationDraft.participant_id == person.id))


def forget_name(name: str, camp: Camp, partners: list[Participant]) -> None:
    """Take the name out of the camp's mails to others.

    Agendas that were sent to those who had a meeting with the person go; one that waits is made when it is sent.
    """
    addresses = {partner.user.email for partner in partners}
    texts = [OutboxMessage.subject, OutboxMessage.body]
    spellings = {name, mails.one_line(name), str(mails.plain(name))}
    tells = or_(*(text.contains(one, autoescape=True) for text in texts for one in spellings))
    query = select(OutboxMessage).where(
        OutboxMessage.camp_id == camp.id, or_(tells, OutboxMessage.recipient.in_(addresses))
    )
    for message in db.session.scalars(query):
        with force_locale(message.language):
            instead = _("a participant who has left")
        for spelling in spellings:
            message.subject = _without(message.subject, spelling, instead)
            message.body = _without(message.body, spelling, instead)
        if message.attachment_name == calendar_invites.ATTACHMENT and message.status is MessageStatus.WAITING:
            message.attachment = without_name(message.attachment or b"", name, instead)
        elif message.attachment_name is not None:
            message.attachment = None


def _without(text: str, name: str, instead: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _found: instead, text)
