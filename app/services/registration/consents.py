"""The four consents: what is asked, in which words, and the record of what was said."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.extensions import db
from app.models import Consent, ConsentKind, Participant
from app.services.clock import now


@dataclass(frozen=True)
class Asked:
    """One consent: its column of Participant, and the words in the reader's language."""

    column: str
    words: object
    hint: object


ASKED = {
    ConsentKind.DIRECTORY: Asked(
        "is_listed",
        _l("Show me in the directory to the confirmed participants of this camp"),
        _l(
            "They see your name, organisation, topics and what you write, never your email address. Without it "
            "nobody can find you or wish to meet you, and you are suggested to nobody."
        ),
    ),
    ConsentKind.CONTACT: Asked(
        "shares_contact",
        _l("Share my email address with the people I am going to meet"),
        _l(
            "Only with those you have a meeting with in the published schedule. Without it they have the "
            "meeting itself."
        ),
    ),
    ConsentKind.PHOTO: Asked(
        "allows_photos",
        _l("The organisers may show photos of the camp on which I can be recognised"),
        _l("For instance on their web pages. Without it they leave you out of what they show."),
    ),
    ConsentKind.MAILING: Asked(
        "wants_mail",
        _l("Write to me about later camps and news of the organisers"),
        _l("Mails about this camp itself come in any case."),
    ),
}
COLUMNS = tuple(asked.column for asked in ASKED.values())


def record(person: Participant) -> None:
    """Note what the participant's columns say where it differs from what was said last, in the present
    transaction. What was never asked for is noted too, as not given."""
    last = {row.kind: row.is_given for row in history_of(person)}
    for kind, asked in ASKED.items():
        given = bool(getattr(person, asked.column))
        if last.get(kind) is not given:
            words = f"{asked.words}. {asked.hint}"
            db.session.add(
                Consent(camp_id=person.camp_id, participant_id=person.id, kind=kind, is_given=given,
                        words=words, said_at=now())
            )  # fmt: skip


def history_of(person: Participant) -> list[Consent]:
    """All that was said, the oldest first."""
    query = select(Consent).where(Consent.participant_id == person.id)
    return list(db.session.scalars(query.order_by(Consent.id)))
