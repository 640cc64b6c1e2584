"""A person as a card for an address book: vCard 4.0 (RFC 6350), its lines as those of calendars."""

from dataclasses import dataclass

from icalendar import Parameters, vText
from icalendar.parser import Contentline, Contentlines

from app.exports.text import safe_line


@dataclass(frozen=True)
class Card:
    """What the card tells; what is empty is left out."""

    name: str
    email: str
    organisation: str = ""
    title: str = ""
    note: str = ""


def vcard(card: Card) -> bytes:
    """The file. The version stands right after the beginning, as the standard asks for."""
    fields = (
        ("FN", card.name), ("ORG", card.organisation), ("TITLE", card.title), ("EMAIL", card.email),
        ("NOTE", card.note),
    )  # fmt: skip
    lines = Contentlines([Contentline("BEGIN:VCARD"), Contentline("VERSION:4.0")])
    for name, value in fields:
        if value:
            lines.append(Contentline.from_parts(name, Parameters(), vText(safe_line(value))))
    lines += [Contentline("END:VCARD"), Contentline("")]
    return bytes(lines.to_ical())
