"""The one style sheet and the one script: whole, small, kept for ever and never stale."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app.blueprints.assets.bundles import SOURCES, bundle
from app.config import ROOT

BUDGET = 100_000


def _addresses(app: Flask) -> list[str]:
    soup = BeautifulSoup(app.test_client().get("/styleguide").text, "html5lib")
    return [
        *(tag["href"] for tag in soup.select("link[rel=stylesheet]")),
        *(tag["src"] for tag in soup.select("script[src]")),
    ]


def test_a_page_asks_for_one_sheet_and_one_script(app: Flask) -> None:
    names = [address.rsplit("/", 1)[-1] for address in _addresses(app)]

    assert names == ["campmatch.css", "campmatch.js"]


def test_first_page_is_small_over_the_wire(app: Flask) -> None:
    client = app.test_client()
    bodies = [client.get("/").data]
    bodies += [client.get(address, headers={"Accept-Encoding": "gzip"}).data for address in _addresses(app)]

    assert sum(map(len, bodies)) < BUDGET


@pytest.mark.parametrize("number", [0, 1], ids=["sheet", "script"])
def test_compressed_and_plain_are_the_same(app: Flask, number: int) -> None:
    client, address = app.test_client(), _addresses(app)[number]
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_files_are_kept_whoever_asks_for_them(app: Flask) -> None:
    """A cookie in the answer, or an answer that varies by it, would make each page fetch them anew."""
    client = app.test_client()
    icon = BeautifulSoup(client.get("/styleguide").text, "html5lib").select_one("link[rel=icon]")["href"]

    for address in [*_addresses(app), icon]:
        headers = client.get(address).headers
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers.get("Vary", "")
        assert "max-age=31536000" in headers["Cache-Control"]
        assert "no-cache" not in headers["Cache-Control"]


def test_every_component_is_in_the_sheet() -> None:
    sheet = bundle(ROOT / "static", "campmatch.css").plain.decode()

    missing = [
        path.name for path in (ROOT / "static/components").glob("*.css") if path.read_text() not in sheet
    ]

    assert missing == []


def test_the_sheet_is_one_that_a_browser_can_read() -> None:
    """A file that left a brace open would swallow the next one."""
    for name in sorted((ROOT / "static").glob("*.css")) + sorted((ROOT / "static/components").glob("*.css")):
        css = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", name.read_text(), flags=re.DOTALL)
        assert css.count("{") == css.count("}"), name


def test_an_old_address_gets_the_new_files_but_not_to_keep(app: Flask) -> None:
    response = app.test_client().get("/assets/0123456789abcdef/campmatch.css")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_there_is_nothing_else_there(app: Flask) -> None:
    names = ["tokens.css", "..%2fsecret_key", "campmatch.css.map", "campmatch"]

    assert [app.test_client().get(f"/assets/x/{name}").status_code for name in names] == [404] * 4


def test_a_changed_file_changes_the_address(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(SOURCES, "campmatch.css", ("one.css", "parts/*.css"))
    (tmp_path / "parts").mkdir()
    (tmp_path / "one.css").write_text("a{}")
    (tmp_path / "parts/b.css").write_text("b{}")
    before = bundle(tmp_path, "campmatch.css")

    (tmp_path / "parts/c.css").write_text("c{}")
    after = bundle(tmp_path, "campmatch.css")

    assert before.plain == b"a{}\nb{}"
    assert after.plain == b"a{}\nb{}\nc{}"
    assert before.digest != after.digest
