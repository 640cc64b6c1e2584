"""Mails in the organisers' own words: a closed list of placeholders a mail, the standard text as a beginning.

Nothing but a placeholder's own name stands between its braces: there is no reaching into anything. What organisers
type can hold no link either; addresses come by placeholders.
"""

import re
from collections.abc import Mapping, Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.extensions import db
from app.models import ActKind, Camp, MailText, MailTextKind, User
from app.services import acts
from app.services.clock import now
from app.services.mail import mails
from app.services.refusals import Refusal

LONGEST_BODY = 5000
PLACEHOLDERS: Mapping[MailTextKind, Sequence[str]] = {
    MailTextKind.PUBLICATION: ("name", "camp", "meetings", "agenda"),
    MailTextKind.TOMORROW: ("name", "camp", "day", "meetings", "place", "agenda"),
    MailTextKind.WISHES_CLOSE: ("name", "camp", "until", "people"),
    MailTextKind.PLACE_FREE: ("name", "camp", "home"),
    MailTextKind.APPROVED: ("name", "camp", "next_step", "home"),
    MailTextKind.FOLLOW_UP: ("name", "camp", "until", "page"),
}
NEEDED = ("meetings", "agenda", "people", "home", "page")
"""What a mail is sent for: its words must hold these where it has them."""
LISTS = {"changes": "meetings", "items": "meetings"}
"""Words of the standard mails that are lists, and the placeholder that stands for them."""
_BRACES = re.compile(r"\{([^{}]*)\}")


def write(
    camp: Camp, kind: MailTextKind, language: str, links: dict[str, str], /, **words: object
) -> mails.Text:
    """The mail in the organisers' words if they have any in this language, else in ours."""
    own = own_text(camp, kind, language)
    if own is None:
        return mails.write(kind.value, language, links, **words)
    return fill(kind, mails.Text(own.subject, own.body), language, links, **words)


def fill(
    kind: MailTextKind, text: mails.Text, language: str, links: dict[str, str], /, **words: object
) -> mails.Text:
    """The organisers' words with what their placeholders stand for."""
    with force_locale(language):
        values = _values(links, words)
    known = {name: values.get(name, "") for name in PLACEHOLDERS[kind]}

    def put(found: re.Match[str]) -> str:
        return known.get(found[1], found[0])

    subject = mails.one_line(_BRACES.sub(put, text.subject))
    if words.get("is_reminder"):
        with force_locale(language):
            subject = mails.one_line(_("Reminder: %(subject)s", subject=subject))
    lines = [_BRACES.sub(put, _without_links(line)) for line in text.body.splitlines()]
    return mails.Text(subject, "\n".join(lines).strip() + "\n")


def _without_links(line: str) -> str:
    """A line of the organisers, its indent kept; the braces have no mark that `plain` knows."""
    indent = line[: len(line) - len(line.lstrip(" "))][:4]
    return indent + str(mails.unlinked(line))


def _values(links: dict[str, str], words: Mapping[str, object]) -> dict[str, str]:
    """What each placeholder stands for, in the reader's language."""
    values = {name: str(mails.plain(word)) for name, word in words.items() if not isinstance(word, list)}
    for name, placeholder in LISTS.items():
        found = words.get(name)
        if isinstance(found, list):
            values[placeholder] = _listed(found)
    clashes = words.get("clashes")
    if isinstance(clashes, list) and clashes:
        values["meetings"] += "\n\n" + _in_the_way() + "\n\n" + _listed(clashes)
    if "confirmed" in words:
        values["next_step"] = _next_step(bool(words["confirmed"]))
    return values | links


def _listed(lines: list[object]) -> str:
    return "\n".join(f"- {mails.plain(line)}" for line in lines)


def _in_the_way() -> str:
    return _(
        "Something is in the way of a meeting. Nothing has been cancelled; on your agenda you can leave the session "
        "or ask for another time:"
    )


def _next_step(is_confirmed: bool) -> str:
    if is_confirmed:
        return _("Sign in to see your registration and to say whom you wish to meet:")
    return _(
        "One thing is left to do within three days: sign in with this email address, which confirms that it is yours."
    )


def standard(kind: MailTextKind, language: str) -> mails.Text:
    """Our words with the placeholders in them: what the editor begins with."""
    words: dict[str, object] = {name: f"{{{name}}}" for name in PLACEHOLDERS[kind]}
    links = {name: f"{{{name}}}" for name in NEEDED}
    words |= {"changes": ["{meetings}"], "items": ["{meetings}"], "clashes": [], "months": 3, "is_reminder": False,
              "waits": False, "confirmed": True}  # fmt: skip
    text = mails.write(kind.value, language, links, **words)
    with force_locale(language):
        body = (
            text.body.replace(_next_step(True), "{next_step}") if kind is MailTextKind.APPROVED else text.body
        )
    return mails.Text(text.subject, re.sub(r"^- (\{meetings\})$", r"\1", body, flags=re.MULTILINE))


def own_text(camp: Camp, kind: MailTextKind, language: str) -> MailText | None:
    """The organisers' words, or None; one query for all mails of a transaction."""
    return next((one for one in camp.mail_texts if (one.kind, one.language) == (kind, language)), None)


def text_of(camp: Camp, kind: MailTextKind, language: str) -> mails.Text:
    """What the editor shows: the organisers' words, else ours."""
    own = own_text(camp, kind, language)
    return mails.Text(own.subject, own.body) if own else standard(kind, language)


def check(kind: MailTextKind, text: mails.Text) -> None:
    """Refuse what the mail could not be made of, by name."""
    used = set(_BRACES.findall(text.subject + "\n" + text.body))
    unknown = sorted(used - set(PLACEHOLDERS[kind]))
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refusal(_("There is no placeholder %(names)s in this mail.", names=names))
    missing = [name for name in PLACEHOLDERS[kind] if name in NEEDED and f"{{{name}}}" not in text.body]
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        raise Refusal(_("The text needs %(names)s: it is what the mail is sent for.", names=names))
    if not text.subject.strip() or len(text.subject) > 200 or len(text.body) > LONGEST_BODY:
        raise Refusal(_("Write a subject, and a text of at most %(most)s characters.", most=LONGEST_BODY))


def keep(camp: Camp, kind: MailTextKind, language: str, text: mails.Text, by: User | None = None) -> None:
    """Word the mail so from now on, also for what is not written yet. Commits. Refused like `check`."""
    check(kind, text)
    row = own_text(camp, kind, language)
    if row is None:
        row = MailText(kind=kind, language=language)
        camp.mail_texts.append(row)
    row.subject, row.body, row.updated_at = mails.one_line(text.subject), text.body, now()
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
