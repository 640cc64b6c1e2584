"""The printouts read back by other programs and held against the published schedule, names of many scripts included."""

import io
import json
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import typst
from flask import Flask, current_app
from PIL import Image
from pypdf import PdfReader

from app.config import ROOT
from app.exports.paper import typesetting
from app.formats import local_time
from app.models import Participant
from app.services.publishing import publishing
from app.services.schedules import paper
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_user

NAMES = ("Åse Ærøskøbing", "Ελένη Παπαδοπούλου", "محمد رضا", "李小龍", "Zoë 🎈 Łuk", "Bo O'Neill & Søn")
IN_ORDER = tuple(name for name in NAMES if name not in ("محمد رضا", "Zoë 🎈 Łuk"))
"""Readers give right-to-left letters and pictures back in an order of their own; those are counted, not compared."""
ZONE = "Europe/Copenhagen"
MM = 300 / 25.4
QR_READER = Path(__file__).with_name("qr_decode.mjs")


class Scene:
    """Six people with names of six scripts meet two by two, over two slots and three tables."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg")
        self.people = [make_participant(self.camp, name) for name in NAMES]
        self.slots, self.tables = make_slots(self.camp, 2), make_tables(self.camp, 3)
        a, b, c, d, e, f = self.people
        s, t = self.slots, self.tables
        self.booked = [
            (a, b, s[0], t[0]), (c, d, s[0], t[1]), (e, f, s[0], t[2]), (a, c, s[1], t[2]), (b, f, s[1], t[0]),
        ]  # fmt: skip
        schedule = make_schedule(self.camp, self.booked)
        publishing.publish(self.camp, schedule, make_user(), with_mail=False)

    def document(self, name: str) -> bytes:
        """In English, as a page of the console makes it."""
        with current_app.test_request_context():
            return paper.document(self.camp, name)

    def pages(self, name: str) -> list[str]:
        content = self.document(name)
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    def partners(self, person: Participant) -> list[tuple[str, str, int]]:
        """When (on the camp's clocks), whom and at which table, by the schedule."""
        return [
            (local_time(slot.starts_at, ZONE), (second if first is person else first).name, table.number)
            for first, second, slot, table in self.booked
            if person in (first, second)
        ]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def is_told(name: str, text: str) -> bool:
    """Whether the name stands in the text: as it was typed or, where readers turn it around, all its letters."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if name in IN_ORDER:
        return name in text
    return not Counter(name.replace(" ", "")) - Counter(text)


def after(text: str, *words: str) -> str:
    """What follows these words, each looked for after the one before."""
    for word in words:
        assert word in text, (word, text)
        text = text.split(word, 1)[1]
    return text


def test_every_personal_agenda_says_when_whom_and_where(scene: Scene) -> None:
    pages = scene.pages("agendas")
    assert len(pages) == len(NAMES)
    for person in scene.people:
        own = [page for page in pages if is_told(person.name, page.split("\n")[1] + page.split("\n")[2])]
        page = next(page for page in own if len(scene.partners(person)) == page.count("Table "))
        rest = page
        for clock, partner, table in scene.partners(person):
            line = after(rest, clock)
            assert f"Table {table}" in line.split("\n\n")[0] and is_told(partner, page), (person.name, line)
            rest = line


def test_the_run_sheet_has_every_meeting_in_its_slot(scene: Scene) -> None:
    text = "\n".join(scene.pages("run-sheet"))
    first, second = (local_time(slot.starts_at, ZONE) for slot in scene.slots)
    early, late = after(text, first).split(second, 1)
    for one, other, slot, _table in scene.booked:
        part = early if slot is scene.slots[0] else late
        assert is_told(one.name, part) and is_told(other.name, part), (one.name, other.name)
    assert not is_told("Zoë 🎈 Łuk", late), "whoever does not meet then does not stand there"


def test_each_table_sheet_has_its_own_meetings_alone(scene: Scene) -> None:
    pages = scene.pages("table-sheets")
    assert len(pages) == 3
    for table, page in zip(scene.tables, pages, strict=True):
        assert f"Table {table.number}" in page
        here = {
            name.name for first, second, _slot, at in scene.booked if at is table for name in (first, second)
        }
        for name in NAMES:
            assert is_told(name, page) == (name in here), (table.number, name)


def test_badges_name_everybody_and_their_codes_lead_to_each(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = scene.pages("badges")
    assert all(is_told(name, page) for name in NAMES)
    sheet = _drawn(scene, monkeypatch)
    read = [_qr_in(sheet, place) for place in range(len(NAMES))]
    by_name = sorted(scene.people, key=lambda one: one.name)
    assert sorted(read) == sorted(f"http://localhost/camps/nyborg/badge/{one.code}" for one in by_name)


def _drawn(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Image.Image:
    """The page of badges as the typesetter draws it, at 300 dots an inch."""
    drawn: list[bytes] = []

    def as_picture(layout: str, content: str, _standard: str | None) -> bytes:
        folder = typesetting._FOLDER
        drawn.append(
            typst.compile(
                str(folder / f"{layout}.typ"), root=str(folder), font_paths=typesetting._fonts(), format="png",
                sys_inputs={"content": content}, ppi=300,
            )
        )  # fmt: skip
        return b""

    monkeypatch.setattr(typesetting, "_compiled", as_picture)
    scene.document("badges")
    return Image.open(io.BytesIO(drawn[0])).convert("RGBA")


def _qr_in(sheet: Image.Image, place: int) -> str:
    """The code at the lower right of a badge, read by the reader that the check-in page uses."""
    left, top = 20 + 85 * (place % 2) + 85 - 5 - 21, 13.5 + 54 * (place // 2) + 54 - 5 - 21
    corner = (left * MM, top * MM, (left + 23) * MM, (top + 23) * MM)
    part = sheet.crop(tuple(round(one) for one in corner))
    image = {"width": part.width, "height": part.height, "data": list(part.tobytes())}
    reader = ["node", str(QR_READER), str(ROOT / "static/vendor/qr/decode.js")]
    done = subprocess.run(reader, input=json.dumps(image), capture_output=True, text=True, check=True)
    return done.stdout
