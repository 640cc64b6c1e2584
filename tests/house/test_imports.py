"""The layers hold, and the tool that holds them notices when they do not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

LINT = str(Path(sys.executable).with_name("lint-imports"))


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application and its contracts, to be broken."""
    folder = tmp_path_factory.mktemp("imports")
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_import_contracts_hold(copy: Path) -> None:
    done = _lint(copy)
    assert (done.returncode, "0 broken" in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("scheduling/values.py", "import flask", "The scheduling core knows neither web nor database"),
        ("scheduling/verify.py", "import networkx", "The verifier stands alone"),
        ("exports/ics.py", "import sqlalchemy", "Exports are values in, bytes out"),
        (
            "blueprints/site/routes.py",
            "import app.extensions",
            "Routes reach neither the database nor the core",
        ),
        ("services/clock.py", "import app.access", "Layers, from the rim to the core"),
        (
            "services/calendars/agendas.py",
            "import app.services.matching.problems",
            "Services, from what needs much to what all need",
        ),
        ("models/camp.py", "import app.services.clock", "Layers, from the rim to the core"),
    ],
)
def test_a_broken_layer_is_noticed(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / "app" / file
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        done = _lint(copy)
    finally:
        path.write_text(before)
    assert done.returncode == 1
    assert any(contract in text and "BROKEN" in text for text in done.stdout.splitlines())


def test_a_new_part_must_be_given_a_layer(copy: Path) -> None:
    newcomer = copy / "app" / "newcomer.py"
    newcomer.touch()
    try:
        done = _lint(copy)
    finally:
        newcomer.unlink()
    assert done.returncode == 1
    assert "newcomer" in done.stdout + done.stderr


def _loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_engine_loads_without_web_or_database() -> None:
    loaded = _loaded_by("app.scheduling.solve")
    assert loaded & {"flask", "werkzeug", "sqlalchemy", "flask_sqlalchemy", "icalendar"} == set()
    assert loaded >= {"ortools", "app"}


def test_the_verifier_runs_by_itself_on_a_bare_python(tmp_path: Path) -> None:
    alone = shutil.copy(ROOT / "app/scheduling/verify.py", tmp_path)
    done = subprocess.run([sys.executable, "-I", "-S", alone, "missing.json", "missing.json"], capture_output=True,
                          text=True, cwd=tmp_path)  # fmt: skip
    assert done.returncode == 2
    assert "missing.json" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
