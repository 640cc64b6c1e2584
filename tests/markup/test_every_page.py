"""Every page in many of its states by the Nu HTML checker: neither error nor warning.

The pages of a walk as everybody, and those that other tests have seen where KEPT_PAGES names their folder.
"""

import os
from pathlib import Path

import pytest

from tests.kept_pages import keep
from tests.markup.nu import complaints, needs_nu
from tests.markup.pages import every_page
from tests.world.building import World


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pages are kept."""
    monkeypatch.setenv("KEPT_PAGES", os.environ.get("KEPT_PAGES", str(tmp_path)))
    return Path(os.environ["KEPT_PAGES"])


@needs_nu
def test_checker_finds_nothing(world: World, folder: Path) -> None:
    for name, html in every_page(world):
        keep(html, name)

    assert len(list(folder.iterdir())) > 200
    assert complaints(folder) == {}


@needs_nu
def test_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text("<!doctype html><title>Wrong</title><p>a</p></p>")

    assert set(complaints(tmp_path)) == {
        "No “p” element in scope but a “p” end tag seen.",
        "Consider adding a “lang” attribute to the “html” start tag to declare the language of this document.",
    }
