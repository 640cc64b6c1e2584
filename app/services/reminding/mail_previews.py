"""How a mail reads for one real participant, before anybody gets it."""

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, MailTextKind, Participant, ParticipantStatus
from app.services import links
from app.services.afterwards.follow_up import letters
from app.services.mail import mail_texts
from app.services.mail.mails import Text
from app.services.reminding import mail_samples, reminders

MOST_OFFERED = 200
PAGES = {
    "agenda": "agenda.show", "people": "directory.index", "home": "profile.home", "requests": "requests.index",
    "times": "profile.availability",
}  # fmt: skip
_AFTERWARDS = (MailTextKind.FOLLOW_UP, MailTextKind.FOLLOW_UP_REMINDER)


def readers_of(camp: Camp) -> list[Participant]:
    """Those for whom a preview can be made, by name; one query, a bounded number."""
    query = select(Participant).where(
        Participant.camp_id == camp.id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.name != "",
    )
    query = query.options(joinedload(Participant.user), joinedload(Participant.organisation))
    return list(db.session.scalars(query.order_by(Participant.name, Participant.id).limit(MOST_OFFERED)))


def preview(camp: Camp, kind: MailTextKind, language: str, text: Text, person: Participant) -> Text:
    """The mail as this participant would read it now. Where nothing is published yet a line says so."""
    with force_locale(language):
        words = mail_samples.words_for(camp, kind, person)
    return mail_texts.fill(camp, kind, text, language, _links(camp, kind), **words)


def _links(camp: Camp, kind: MailTextKind) -> dict[str, str]:
    """The pages of the camp; links that are somebody's own lead nowhere."""
    found = {name: links.address(page, slug=camp.slug) for name, page in PAGES.items()}
    purpose = next((one for one, of in reminders.KINDS.items() if of is kind), None)
    if kind in _AFTERWARDS:
        found["page"] = links.address("survey.show", token=letters.SAMPLE)
    else:
        found["page"] = links.address(reminders.PAGES[purpose] if purpose else "profile.home", slug=camp.slug)
    return found | {"link": links.address("registration.invited", slug=camp.slug, invitation=letters.SAMPLE)}
