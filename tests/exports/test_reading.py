"""Tables of every sort that people's programs write, and files that are none."""

import io
import time
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.exports.reading import MOST_ROWS, Unreadable, Why, read_table
from app.exports.spreadsheets import rows_to_csv, rows_to_xlsx


def workbook(*rows: list[object], hidden: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    if hidden:
        sheet.append(["Secret", "Sheet"])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Shown")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row for _number, row in read_table(content).rows]


def why(content: bytes) -> Why:
    with pytest.raises(Unreadable) as caught:
        read_table(content)
    return caught.value.why


WANTED = [("Navn", "E-mail"), ("Søren Ærø", "s@example.dk")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Navn,E-mail\nSøren Ærø,s@example.dk\n".encode(), "utf-8"),
        ("\ufeffNavn;E-mail\r\nSøren Ærø;s@example.dk\r\n".encode(), "utf-8"),
        ("Navn\tE-mail\nSøren Ærø\ts@example.dk".encode("utf-16"), "utf-16"),
        ("Navn;E-mail\r\nSøren Ærø;s@example.dk".encode("windows-1252"), "windows-1252"),
        (b"sep=|\nNavn|E-mail\n" + "Søren Ærø|s@example.dk".encode(), "utf-8"),
        ("Navn;E-mail\nSo\u0308ren Ærø;s@example.dk".replace("o\u0308", "ø").encode(), "utf-8"),
        ("Navn,E-mail\r\n\r\n,,\r\n Søren Ærø ,s@example.dk,,\r\n".encode(), "utf-8"),
        (workbook(["Navn", "E-mail"], ["Søren Ærø", "s@example.dk"]), "xlsx"),
        (workbook(["Navn", "E-mail"], ["Søren Ærø", "s@example.dk"], hidden=True), "xlsx"),
        (workbook(["Deltagere 2027"], [], ["Navn", "E-mail"], ["Søren Ærø", "s@example.dk"]), "xlsx"),
    ],
)
def test_reads_what_programs_write(content: bytes, encoding: str) -> None:
    assert cells(content) == WANTED
    assert read_table(content).encoding == encoding


def test_rows_keep_their_numbers_in_the_file() -> None:
    content = workbook(["List"], [], ["Name", "Mail"], [], ["Ada", "a@b.example"])
    assert [number for number, _row in read_table(content).rows] == [3, 5]
    quoted = b'Name,About,Mail\n"Ada","two\nlines",a@b.example\nBo,,b@b.example\n'
    assert [number for number, _row in read_table(quoted).rows] == [1, 2, 3]
    assert cells(quoted)[1] == ("Ada", "two\nlines", "a@b.example")


def test_numbers_days_and_accents_are_written_one_way() -> None:
    content = workbook(["A", "B", "C", "D", "E"], [4.0, 1.5, date(2027, 3, 9), "Zoe\u0301", True])
    assert cells(content)[1] == ("4", "1.5", "2027-03-09", "Zo\u00e9", "True")


def test_control_characters_are_dropped() -> None:
    assert cells(b"Name,Mail\nA\x00d\x1ba,a@b.example\n")[1] == ("Ada", "a@b.example")


@given(
    st.lists(st.text(max_size=20).map(str.strip), min_size=2, max_size=4), st.sampled_from(["csv", "xlsx"])
)
def test_our_own_files_are_read_back(texts: list[str], kind: str) -> None:
    heads = [f"H{n}" for n in range(len(texts))]
    content = rows_to_csv(heads, [texts]) if kind == "csv" else rows_to_xlsx("List", heads, [texts])
    try:
        found = cells(content)[1]
    except Unreadable as error:
        assert error.why is Why.EMPTY
        return
    for text, cell in zip(texts, found, strict=False):
        if text.isalnum() and text.isascii():
            assert cell == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Why.EMPTY),
        (b"Name,Mail\n", Why.EMPTY),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, Why.OLD_OR_LOCKED),
        (b"PK\x03\x04" + b"rubbish" * 50, Why.NO_TABLE),
        (b"a,b\n\x81\x8d\xff,c", Why.NO_TABLE),
        (b"a,b\n" + b"x" * 3_000_000, Why.TOO_LARGE),
        (b"a,b\n" + b"x,y\n" * (MOST_ROWS + 1), Why.TOO_MANY_ROWS),
        (b"a,b\n" + b"x," * 70 + b"y\n", Why.TOO_MANY_COLUMNS),
        (b'a,b\n"' + b"x" * 200_000, Why.NO_TABLE),
    ],
)
def test_refuses_what_is_no_table(content: bytes, reason: Why) -> None:
    assert why(content) is reason


def test_as_many_people_as_allowed_are_read() -> None:
    assert len(cells(b"a,b\n" + b"x,y\n" * MOST_ROWS)) == MOST_ROWS + 1


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_zip({"xl/worksheets/sheet1.xml": b"<row/>" * 10_000_000}), Why.TOO_LARGE),
        (_zip({f"{n}.xml": b"x" for n in range(101)}), Why.TOO_LARGE),
        (_zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), Why.NO_TABLE),
    ],
)
def test_bombs_are_refused_in_a_moment(content: bytes, reason: Why) -> None:
    began = time.monotonic()
    assert why(content) is reason
    assert time.monotonic() - began < 2


def test_a_text_used_over_and_over_does_not_fill_the_memory() -> None:
    """Shared once in the file, it would be held as often as it is shown."""
    assert why(workbook(["a", "b"], *[["x" * 4_000] * 20 for _row in range(100)])) is Why.TOO_LARGE


def test_xml_that_grows_by_itself_is_refused() -> None:
    book = workbook(["a", "b"], ["c", "d"])
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    with zipfile.ZipFile(io.BytesIO(book)) as read:
        members = {name: read.read(name) for name in read.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = entity + b"]>" + sheet.replace(b"<sheetData>", b"<sheetData>&j;")
    assert why(_zip(members)) is Why.NO_TABLE
