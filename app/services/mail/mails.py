"""What a mail is made of: subject and body, and words of people that cannot turn into links."""

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr

from flask import current_app

from app.models import Participant

LONGEST_WORD = 300
_ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_LINK_MARKS = re.compile(r"([.:@/\\])(?=\S)")


@dataclass(frozen=True)
class Text:
    """A mail's subject and body, both in one language."""

    subject: str
    body: str


def one_line(text: str) -> str:
    """The text without control and format characters, its white space folded, cut at 300 characters."""
    return _clean(text)[:LONGEST_WORD]


def _clean(text: str) -> str:
    kept = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in unicodedata.normalize("NFC", text)
        if char in _JOINERS or unicodedata.category(char) not in ("Cf", "Cs")
    )
    return " ".join("".join(kept).split())


def own_address() -> str:
    """The address from which every mail of this installation comes."""
    return parseaddr(current_app.config["SETTINGS"].mail_from)[1]


class Plain(str):
    """A text that is fit for a mail: made so by `plain`, or put together from such texts by us."""

    __slots__ = ()


def plain(text: object) -> Plain:
    """What somebody typed, fit for a mail from us: one line, and nothing in it that a mail program
    would make a link of. An invisible space follows each mark that an address cannot do without."""
    if isinstance(text, Plain):
        return text
    return Plain(_LINK_MARKS.sub(rf"\1{_ZERO_WIDTH_SPACE}", one_line(str(text))))


def unlinked(line: str) -> Plain:
    """The same for a line of any length that organisers typed, such as a paragraph."""
    return Plain(_LINK_MARKS.sub(rf"\1{_ZERO_WIDTH_SPACE}", _clean(line)))


def named(person: Participant) -> str:
    """Somebody with their organisation, where they have one."""
    return f"{person.name} ({person.organisation.name})" if person.organisation else person.name
