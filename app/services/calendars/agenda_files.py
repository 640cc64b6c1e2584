"""The agenda that goes along with a mail: made when the mail is sent, so that it is never older than the mail."""

from sqlalchemy import select

from app.extensions import db, reads_only
from app.models import Camp, OutboxMessage, Participant, User
from app.services.calendars import calendars
from app.services.mail.letters import Letter


def agenda_for(letter: Letter | OutboxMessage) -> bytes | None:
    """The agenda of whom the letter is for, as iCalendar in the letter's language; None for an address at which nobody
    of the camp is reached any more. Reads only, and ends the transaction."""
    query = (
        select(Camp, Participant)
        .join(Participant, Participant.camp_id == Camp.id)
        .join(User, User.id == Participant.user_id)
        .where(Camp.id == letter.camp_id, User.email == letter.recipient)
    )
    with reads_only():
        found = db.session.execute(query).one_or_none()
        content = calendars.calendar_file(found[0], found[1], letter.language).content if found else None
        db.session.rollback()
    return content
