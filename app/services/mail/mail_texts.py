"""Mails in the organisers' own words: any that a camp sends in its own name, with the standard text as a beginning.

What such a mail may name is what its standard text names (services/mail/mail_templates.py): whoever puts a placeholder
there, and gives its word where the mail is sent, has it here too.
"""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.extensions import db
from app.models import ActKind, Camp, MailText, MailTextKind, User
from app.services import acts
from app.services.clock import now
from app.services.mail import mail_templates
from app.services.mail.mails import Text, one_line
from app.services.refusals import Refusal

LONGEST_BODY = 5000
NEEDED = frozenset({
    "accepted", "agenda", "answer", "change", "expired", "home", "link", "meeting", "meetings", "message", "names",
    "outcome", "page", "people", "reason", "requests", "state", "times", "when", "words",
})  # fmt: skip
"""What a mail is sent for: its words must hold these where the standard text has them."""


def write(
    camp: Camp, kind: MailTextKind, language: str, links: Mapping[str, str], /, **words: object
) -> Text:
    """The mail in the organisers' words if they have any in this language, else in ours."""
    return fill(camp, kind, text_of(camp, kind, language), language, links, **words)


def fill(
    camp: Camp, kind: MailTextKind, text: Text, language: str, links: Mapping[str, str], /, **words: object
) -> Text:
    """The same in the words of `text`, kept or not. A camp's name, place and who answers are known in all its mails."""
    about = {"camp": camp.name, "place": camp.place, "answered_by": camp.reply_to or camp.contact_email}
    return mail_templates.fill(kind.value, text, language, links, **(about | words))


def placeholders(kind: MailTextKind) -> tuple[str, ...]:
    """What a text for this mail may name, and nothing else."""
    return mail_templates.placeholders(kind.value)


def standard(kind: MailTextKind, language: str) -> Text:
    """Our words with the placeholders in them: what the editor begins with."""
    return mail_templates.standard(kind.value, language)


def own_text(camp: Camp, kind: MailTextKind, language: str) -> MailText | None:
    """The organisers' words, or None; one query for all mails of a transaction."""
    return next((one for one in camp.mail_texts if (one.kind, one.language) == (kind, language)), None)


def text_of(camp: Camp, kind: MailTextKind, language: str) -> Text:
    """What the editor shows: the organisers' words, else ours."""
    own = own_text(camp, kind, language)
    return Text(own.subject, own.body) if own else standard(kind, language)


def check(kind: MailTextKind, text: Text) -> None:
    """Refuse what the mail could not be made of, by name."""
    known = placeholders(kind)
    unknown = sorted(mail_templates.named_in(f"{text.subject}\n{text.body}") - set(known))
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refusal(_("There is no placeholder %(names)s in this mail.", names=names))
    missing = sorted(NEEDED.intersection(known) - mail_templates.named_in(text.body))
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        raise Refusal(_("The text needs %(names)s: it is what the mail is sent for.", names=names))
    if not text.subject.strip() or len(text.subject) > 200 or len(text.body) > LONGEST_BODY:
        raise Refusal(_("Write a subject, and a text of at most %(most)s characters.", most=LONGEST_BODY))


def keep(camp: Camp, kind: MailTextKind, language: str, text: Text, by: User | None = None) -> None:
    """Word the mail so from now on, also for what is not written yet. Commits. Refused like `check`."""
    check(kind, text)
    row = own_text(camp, kind, language)
    if row is None:
        row = MailText(kind=kind, language=language)
        camp.mail_texts.append(row)
    row.subject, row.body, row.updated_at = one_line(text.subject), text.body, now()
    acts.note(camp, by, ActKind.SET_UP, part="mail_texts")
    db.session.commit()


def forget(camp: Camp, kind: MailTextKind, language: str, by: User | None = None) -> None:
    """Back to the standard text. Commits; twice is as once."""
    mine = (MailText.camp_id == camp.id, MailText.kind == kind, MailText.language == language)
    db.session.execute(delete(MailText).where(*mine))
    acts.note(camp, by, ActKind.SET_UP, part="mail_texts")
    db.session.commit()


def worded(camp: Camp) -> set[tuple[MailTextKind, str]]:
    """Which mails have words of their own, by language; one query."""
    rows = db.session.execute(select(MailText.kind, MailText.language).where(MailText.camp_id == camp.id))
    return {(kind, language) for kind, language in rows}
