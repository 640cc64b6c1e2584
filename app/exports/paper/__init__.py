"""What is printed for a camp, as PDF: agendas, run sheet, table sheets, door list, badges.

Values in, bytes out; every word on the paper comes with the values, in the reader's language. Texts
reach the typesetter as data, never as markup, so nothing that somebody typed can act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from app.exports.paper.typesetting import qr_code, typeset


@dataclass(frozen=True)
class Sheet:
    """What stands on every page of one document: `camp` at its head, `footer` at its foot.

    `title` is the document's own, `language` an ISO 639-1 code, `words` what the layout says besides
    (see each function for the keys).
    """

    title: str
    camp: str
    footer: str
    language: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One item of an agenda or of a table: `time` and `place` in words, `is_meeting` makes it stand out."""

    time: str
    title: str
    detail: str = ""
    place: str = ""
    is_meeting: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True)
class Part:
    """Lines under a heading: a day of an agenda, a slot of the run sheet, a letter of the door list."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Agenda:
    """One person's days; `address` is where the page is that is always right, empty for none."""

    name: str
    organisation: str
    parts: tuple[Part, ...]
    address: str = ""


@dataclass(frozen=True)
class Badge:
    """A name to wear; `address` goes into its QR code."""

    name: str
    organisation: str
    role: str
    address: str


@dataclass(frozen=True)
class Chapter:
    """One part of a report: what it shows, `picture` an SVG that needs no stylesheet (empty for none), a table."""

    title: str
    finding: str
    note: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: str = ""


def agendas_pdf(sheet: Sheet, agendas: Sequence[Agenda]) -> bytes:
    """Each agenda on a page of its own. Words: `always_right` beside the QR code, `nothing` for no items."""
    people = [
        asdict(agenda) | {"qr": qr_code(agenda.address) if agenda.address else None} for agenda in agendas
    ]
    return typeset("agendas", sheet, {"agendas": people})


def run_sheet_pdf(sheet: Sheet, slots: Sequence[Part]) -> bytes:
    """Who meets where, slot by slot; a line's `place` is the table, `title` and `detail` the two people.
    Words: `table`, `nothing`."""
    return typeset("run_sheet", sheet, {"slots": [asdict(slot) for slot in slots]})


def table_sheets_pdf(sheet: Sheet, tables: Sequence[Part]) -> bytes:
    """A page for each table, to stand on it. Words: `free` for a slot without a meeting (empty title)."""
    return typeset("table_sheets", sheet, {"tables": [asdict(table) for table in tables]})


def door_list_pdf(sheet: Sheet, letters: Sequence[Part]) -> bytes:
    """Everybody by name with a box to tick; a line's `time` is the first meeting. Words: `nothing`."""
    return typeset("door_list", sheet, {"letters": [asdict(letter) for letter in letters]})


def badges_pdf(sheet: Sheet, badges: Sequence[Badge]) -> bytes:
    """Ten badges of 85 × 54 mm on a page, with marks to cut along."""
    return typeset(
        "badges", sheet, {"badges": [asdict(badge) | {"qr": qr_code(badge.address)} for badge in badges]}
    )


def report_pdf(sheet: Sheet, lead: str, chapters: Sequence[Chapter]) -> bytes:
    """The chapters one after the other, below the title and the lead. Pictures are kept as they are."""
    pictures = {f"p{place}": chapter.picture for place, chapter in enumerate(chapters)}
    plain = [asdict(chapter) | {"picture": bool(chapter.picture)} for chapter in chapters]
    return typeset("report", sheet, {"lead": lead, "chapters": plain, "pictures": pictures})
