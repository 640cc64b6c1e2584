"""The PDFs, read back by another program."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.exports.paper import (
    Agenda,
    Badge,
    Line,
    Part,
    Sheet,
    agendas_pdf,
    badges_pdf,
    door_list_pdf,
    run_sheet_pdf,
    table_sheets_pdf,
)

WORDS = {"always_right": "Always right", "nothing": "Nothing yet", "free": "Free", "table": "Table",
         "first": "Who", "second": "Meets"}  # fmt: skip
SHEET = Sheet("My agenda", "Innovation Camp · Nyborg", "Printed today", "en", WORDS)
ADDRESS = "https://camp.example.org/camps/camp/agenda"
MEETING = Line("15:30–15:50", "Åse Ærø", "Energy Cluster Denmark", "Table 16", is_meeting=True)
NAMES = [
    "Åse Ærø",
    "Ελένη Παπαδοπούλου",
    "محمد رضا",
    "李小龍",
    "Zoë 🎈",
    "Łukasz Ťažký",
    "#panic(1)",
    "*[x]*",
    "\\u{41}",
]


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def agenda(name: str, *lines: Line) -> Agenda:
    return Agenda(name, "MADE", (Part("Tuesday 19 January 2027", lines),) if lines else (), ADDRESS)


def test_everybody_has_a_page_with_their_own_meetings() -> None:
    found = pages(agendas_pdf(SHEET, [agenda("Bo Lund", MEETING), agenda("Ida Holm")]))

    assert len(found) == 2
    assert "Bo Lund" in found[0]
    assert "Table 16" in found[0]
    assert "Åse Ærø" in found[0]
    assert "Ida Holm" in found[1]
    assert "Nothing yet" in found[1]
    assert "Table 16" not in found[1]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("محمد رضا", "Zoë 🎈")])
def test_every_script_is_set_as_it_was_typed(name: str) -> None:
    assert name in pages(agendas_pdf(SHEET, [agenda(name)]))[0]


def test_scripts_that_no_reader_gives_back_in_order_are_tagged_like_the_others() -> None:
    """A tagged file (PDF/UA) is only made when every sign has a shape."""
    for name in NAMES:
        content = agendas_pdf(SHEET, [agenda(name)])
        assert PdfReader(io.BytesIO(content)).root_object["/MarkInfo"]["/Marked"], name
        assert b"pdfuaid" in content, name


def test_a_sign_that_no_font_has_costs_the_tags_and_nothing_else() -> None:
    content = agendas_pdf(SHEET, [agenda("Bo \U00012000 Lund", MEETING)])

    assert b"pdfuaid" not in content
    assert "Table 16" in pages(content)[0]


def test_run_sheet_names_both_and_the_table() -> None:
    slot = Part("Tuesday, 15:30", (Line("", "Åse Ærø, MADE", "Bo Lund, DBD", "16"),))
    text = pages(run_sheet_pdf(SHEET, [slot]))[0]
    for word in ("Tuesday, 15:30", "Åse Ærø, MADE", "Bo Lund, DBD", "16"):
        assert word in text


def test_each_table_has_a_page_and_says_when_it_is_free() -> None:
    tables = [Part(f"Table {number}", (Line("Tuesday 15:30", "Åse", "Bo"), Line("Tuesday 15:50", "")))
              for number in (1, 2)]  # fmt: skip
    found = pages(table_sheets_pdf(SHEET, tables))
    assert [text.count("Free") for text in found] == [1, 1]
    assert "Table 2" in found[1]


def test_door_list_names_everybody_once() -> None:
    letters = [Part("A", (Line("15:30", "Åse Ærø"), Line("", "Ada Holm")))]
    text = "\n".join(pages(door_list_pdf(SHEET, letters)))
    assert (text.count("Åse Ærø"), text.count("Ada Holm")) == (1, 1)


@pytest.mark.parametrize(("people", "sheets"), [(0, 1), (1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_badges_fill_a_page(people: int, sheets: int) -> None:
    badges = [Badge(f"Person {number}", "MADE", "", ADDRESS) for number in range(people)]
    found = pages(badges_pdf(SHEET, badges))
    assert len(found) == sheets
    assert sum(text.count("Person") for text in found) == people


def test_equal_values_give_equal_bytes() -> None:
    assert agendas_pdf(SHEET, [agenda("Bo", MEETING)]) == agendas_pdf(SHEET, [agenda("Bo", MEETING)])


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_the_paper(name: str, place: str) -> None:
    line = Line("9:00", name, place, place, is_meeting=True)
    assert len(PdfReader(io.BytesIO(agendas_pdf(SHEET, [agenda(name, line)]))).pages) == 1
    assert len(PdfReader(io.BytesIO(badges_pdf(SHEET, [Badge(name, place, "", ADDRESS)]))).pages) == 1
