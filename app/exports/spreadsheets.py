"""Tables as CSV and XLSX that no spreadsheet program takes for formulas."""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.constants import ARC_CORE

from app.exports.text import safe_line, safe_text

Cell = str | int | float | Decimal | date | datetime | None

_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 -- the first moment that a zip file can tell
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
_PHONE = re.compile(r"\+(?=(?:\D*\d){7,15}\D*\Z)\d(?:[ ./-]?\(?\d\)?)*", re.ASCII)
# Spreadsheet programs skip white space before these, and take the full-width forms for the plain ones.
_FORMULA = re.compile("(?:[^\\S\t\r]|[\u200b\ufeff])*[=+\\-@\t\r\0＝＋－＠]")
_NOT_IN_A_SHEET_TITLE = re.compile(r"[\\*?:/\[\]]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=<)")
_GUARD = "'"
_LONGEST_TITLE = 31
_LONGEST_CELL = 32_767
_WIDEST = 60


def rows_to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> bytes:
    """A CSV file: UTF-8 with a byte order mark (Excel needs it), CRLF, every field in quotes.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; nothing is ever
    taken away, and ``unguarded`` gives the text back. Numbers, and texts that are a number or a phone
    number, stand as they are. Moments are told in ISO 8601.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_guarded(heading) for heading in headings])
    writer.writerows([_csv_field(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", errors="replace")


def unguarded(text: str) -> str:
    """The text that a field of ``rows_to_csv`` stands for."""
    return text[1:] if text.startswith(_GUARD) and _is_risky(text[1:]) else text


def rows_to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX file of one sheet, its headings bold and kept in view; equal values give equal bytes.

    Texts are typed as texts, so that none is a formula, without the control characters that the format
    cannot hold and cut at the 32,767 characters of a cell. Aware moments become ISO texts, since a
    cell has no time zone.
    """
    return sheets_to_xlsx([(title, headings, rows)])


def sheets_to_xlsx(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """As ``rows_to_xlsx``, with several sheets, each a title, headings and rows. Titles that are alike once cut
    are numbered."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "Campmatch"
    workbook.properties.created = _EPOCH
    for title, headings, rows in sheets:
        _add_sheet(workbook, title, headings, rows)
    file = io.BytesIO()
    workbook.save(file)
    return _without_clock(file.getvalue())


def _add_sheet(
    workbook: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    body = [[_xlsx_value(value) for value in row] for row in rows]
    head = [_xlsx_value(heading) for heading in headings]
    sheet = workbook.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_widths([head, *body]), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, value, bold=True) for value in head])
    for row in body:
        sheet.append([_cell(sheet, value) for value in row])


def _is_risky(text: str) -> bool:
    """Whether the text would run as a formula, or would lose the apostrophe it begins with."""
    bare = text.lstrip(_GUARD)
    return bool(_FORMULA.match(bare)) and not (_NUMBER.fullmatch(bare) or _PHONE.fullmatch(bare))


def _guarded(text: str) -> str:
    return _GUARD + text if _is_risky(text) else text


def _csv_field(value: Cell) -> str | int | float | Decimal:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return _guarded(value) if isinstance(value, str) else value


def _xlsx_value(value: Cell) -> Cell:
    """The value as one that a cell can hold: a fit text, a finite number, a moment without a zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return str(value)
    return safe_text(value)[:_LONGEST_CELL] if isinstance(value, str) else value


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    """A cell for the sheet. openpyxl would make a formula of '=…' and an error of '#N/A'."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(rows: list[list[Cell]]) -> list[int]:
    """For each column the length of its longest line, within reason."""
    columns = zip_longest(*rows, fillvalue=None)
    return [
        min(_WIDEST, 3 + max(len(str(cell or "").partition("\n")[0]) for cell in column))
        for column in columns
    ]


def _sheet_title(title: str) -> str:
    """The title as Excel allows it for a sheet: short, without some signs, not between apostrophes."""
    plain = safe_line(_NOT_IN_A_SHEET_TITLE.sub(" ", title))[:_LONGEST_TITLE]
    return plain.strip("' ") or "Sheet"


def _without_clock(data: bytes) -> bytes:
    """The same workbook with the moment of writing taken out of its properties and its zip entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(file, "w") as timeless:
        for name in written.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            content = written.read(name)
            if name == ARC_CORE:
                content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            timeless.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()
