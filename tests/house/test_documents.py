"""The documents lead somewhere and name what is there."""

import re
from pathlib import Path

import pytest

from app.config import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_setting_that_is_read_stands_in_the_readme() -> None:
    source = "".join((ROOT / name).read_text() for name in (
        "app/config.py", "deploy/serve.py", "deploy/gunicorn_settings.py"))  # fmt: skip
    read = set(re.findall(r'environ(?:\.get\(|\[|, )"([A-Z_]+)"', source))
    assert {"DATABASE_URL", "BASE_URL", "WEB_THREADS", "CAMPMATCH_DEVELOPMENT"} <= read
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "README.md").read_text()))
    assert read - told - {"WEB_LOG_LEVEL"} == set()


def test_every_top_level_module_stands_on_the_map() -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    there = {
        path.name.removesuffix(".py") for path in (ROOT / "app").iterdir() if not path.name.startswith("__")
    }
    assert {name for name in there if not re.search(rf"\b{name}(\.py|/| \|)", page)} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_readme_shows_only_commands_that_exist() -> None:
    commands = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert commands - targets == set()
