"""Tables that somebody has made with a spreadsheet program, as texts: CSV of every sort, and XLSX.

Whatever is sent, little is held of it: sizes are looked at before anything is unpacked.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.exports.spreadsheets import unguarded
from app.exports.text import safe_text

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 60
_LARGEST_UNPACKED = 20 * 1024 * 1024
_MOST_MEMBERS = 100
_MOST_CHARACTERS = 4_000_000
_LONGEST_CELL = 5_000
_DELIMITERS = ",;\t|"
_LOOKED_AT = 20
_FURTHER_HEADINGS = 10
_LAST_LOOKED_AT = 50_000
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Why(StrEnum):
    """Why a file cannot be read."""

    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    OLD_OR_LOCKED = "old_or_locked"
    NO_TABLE = "no_table"
    EMPTY = "empty"


class Unreadable(Exception):
    """The file is no table that we can read; `why` says for which reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Table:
    """A table as it was found: its rows with their numbers in the file, from 1, headings first.

    All rows have as many cells as the longest. `encoding` is "xlsx", or that of the text.
    """

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str


def read_table(content: bytes) -> Table:
    """The first sheet that can be seen, or the CSV. Raises Unreadable.

    Empty rows are left out, and so is what stands above the headings: they are the first row with two
    cells or more. Texts are NFC, without control characters, white space around or the apostrophe with
    which our own files keep formulas from running.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(Why.TOO_LARGE)
    if content.startswith(_OLD):
        raise Unreadable(Why.OLD_OR_LOCKED)
    is_workbook = content.startswith(_ZIP)
    found, encoding = (_workbook_rows(content), "xlsx") if is_workbook else _csv_rows(content)
    rows = _bounded(found)
    start = next((place for place, row in enumerate(rows[:_FURTHER_HEADINGS]) if _filled(row[1]) > 1), 0)
    rows = rows[start:]
    if len(rows) < 2:
        raise Unreadable(Why.EMPTY)
    width = max(len(cells) for _number, cells in rows)
    return Table(tuple((n, (*cells, *[""] * (width - len(cells)))) for n, cells in rows), encoding)


def _filled(cells: tuple[str, ...]) -> int:
    return sum(bool(cell) for cell in cells)


def _bounded(found: Iterable[tuple[int, list[str]]]) -> list[tuple[int, tuple[str, ...]]]:
    """The rows with something in them, as many as we take; trailing empty cells are cut off."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    characters = 0
    for number, cells in found:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        characters += sum(map(len, cells))
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(Why.TOO_MANY_COLUMNS)
        if characters > _MOST_CHARACTERS:
            raise Unreadable(Why.TOO_LARGE)
        if len(rows) > MOST_ROWS:
            raise Unreadable(Why.TOO_MANY_ROWS)
        rows.append((number, tuple(cells)))
    return rows


def _clean(value: object) -> str:
    """A cell as text: whole numbers without a point, moments in ISO 8601, nothing for an empty one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    text = value.isoformat() if isinstance(value, date | time) else str("" if value is None else value)
    text = unguarded(text[: _LONGEST_CELL + 1])
    return unicodedata.normalize("NFC", safe_text(text)).strip()


def _csv_rows(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    text, encoding = _decoded(content)
    first, _line_end, rest = text.partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) == 5:
        return _cut(rest, said[4]), encoding
    return _cut(text, _delimiter_of(text)), encoding


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and how it was written. What is not UTF-8 is taken for what Windows writes in the west."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "windows-1252"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise Unreadable(Why.NO_TABLE)


def _delimiter_of(text: str) -> str:
    """The sign that cuts the first rows into the most cells; a comma when none cuts."""
    sample = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(_DELIMITERS, key=lambda sign: max((len(row) for _n, row in _cut(sample, sign)), default=0))


def _cut(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            yield number, [_clean(cell) for cell in row]
    except csv.Error:
        raise Unreadable(Why.NO_TABLE) from None


def _workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row by row, so that a sheet larger than we take is never read to its end."""
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > _LAST_LOOKED_AT:
                raise Unreadable(Why.TOO_MANY_ROWS)
            if len(row) > MOST_COLUMNS * 20:
                raise Unreadable(Why.TOO_MANY_COLUMNS)
            yield number, [_clean(value) for value in row]
    except (InvalidFileException, zipfile.BadZipFile, ParseError, StopIteration):
        raise Unreadable(Why.NO_TABLE) from None
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, EOFError):
        raise Unreadable(Why.NO_TABLE) from None  # openpyxl's own words for a workbook that is none


def _refuse_bombs(content: bytes) -> None:
    """Look at the list of members: a small file may unpack to one that takes minutes to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable(Why.NO_TABLE) from None
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise Unreadable(Why.TOO_LARGE)
