"""`./camp` sets up with nothing but Python, once, and says the one line to type where it cannot."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

SYSTEM_PATH = "/usr/bin:/bin"
FAKE_UV = """#!/bin/sh
# Stands for uv: notes what it is asked for, makes a folder that looks like a virtual environment.
echo "$@" >> "{notes}"
if [ "$1" = venv ]; then
    for target in "$@"; do :; done
    rm -rf "$target/bin"
    mkdir -p "$target/bin"
    ln -s "{python}" "$target/bin/python"
    ln -s "{pybabel}" "$target/bin/pybabel"
else
    sleep 0.3
fi
"""
CATALOGUE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Tables"\nmsgstr "{word}"\n'
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the bootstrap script, two lock files and a catalogue."""
    root = tmp_path / "campmatch"
    (root / "translations/da/LC_MESSAGES").mkdir(parents=True)
    (root / "camp").write_bytes((ROOT / "camp").read_bytes())
    (root / "requirements.txt").write_text("flask==3.1.3 --hash=sha256:00\n")
    (root / "requirements-dev.txt").write_text("pytest==9.0.0 --hash=sha256:11\n")
    (root / "translations/da/LC_MESSAGES/messages.po").write_text(CATALOGUE.format(word="Borde"))
    return root


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """What a uv on the path was asked for, a line each."""
    (tmp_path / "bin").mkdir()
    notes, uv = tmp_path / "notes", tmp_path / "bin" / "uv"
    pybabel = Path(sys.executable).with_name("pybabel")
    uv.write_text(FAKE_UV.format(notes=notes, python=sys.executable, pybabel=pybabel))
    uv.chmod(0o755)
    notes.write_text("")
    return notes


def _camp(
    checkout: Path, *arguments: str, before: str = "", path: str = SYSTEM_PATH
) -> subprocess.CompletedProcess[str]:
    """Run the script; `before` is Python that runs first, to make this machine look poorer than it is."""
    (checkout / "sitecustomize.py").write_text(before)
    return subprocess.run(
        [sys.executable, str(checkout / "camp"), *arguments], capture_output=True, text=True, timeout=60,
        env={"PATH": path, "PYTHONPATH": str(checkout), "HOME": str(checkout)},
    )  # fmt: skip


def _set_up(checkout: Path, notes: Path) -> list[str]:
    """Set up with uv and return what it was newly asked for."""
    asked_before = len(notes.read_text().splitlines())
    done = _camp(checkout, "setup", path=f"{notes.parent / 'bin'}:{SYSTEM_PATH}")
    assert (done.returncode, done.stderr) == (0, "")
    return notes.read_text().splitlines()[asked_before:]


def test_the_script_needs_the_standard_library_only_and_reads_on_older_pythons() -> None:
    tree = ast.parse((ROOT / "camp").read_text(), feature_version=(3, 8))
    imported = {alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                for alias in node.names}  # fmt: skip
    imported |= {
        str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert imported - set(sys.stdlib_module_names) == set()
    assert os.access(ROOT / "camp", os.X_OK)


def test_without_ensurepip_it_says_the_apt_line(checkout: Path) -> None:
    poor = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'ensurepip' else find(name, package)\n"
    )
    done = _camp(checkout, "setup", before=poor)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert done.returncode == 1
    assert f"apt install -y {package}" in done.stderr


def test_on_a_python_that_is_too_old_it_says_so(checkout: Path, tmp_path: Path) -> None:
    done = _camp(checkout, "run", before="import sys; sys.version_info = (3, 9, 2)", path=str(tmp_path))
    assert done.returncode == 1
    assert "Campmatch needs Python 3.11 or newer" in done.stderr


def test_the_pinned_packages_are_installed_with_their_hashes_by_uv_when_it_is_there(
    checkout: Path, notes: Path
) -> None:
    made, installed = _set_up(checkout, notes)
    assert made.startswith("venv --quiet --clear --python ")
    assert installed == (f"pip install --quiet --python {checkout}/.venv/bin/python --require-hashes "
                         "-r requirements.txt -r requirements-dev.txt")  # fmt: skip


def test_a_second_setup_installs_nothing_and_a_changed_lock_is_installed(checkout: Path, notes: Path) -> None:
    assert len(_set_up(checkout, notes)) == 2
    assert _set_up(checkout, notes) == []
    (checkout / "requirements.txt").write_text("flask==3.1.4 --hash=sha256:22\n")
    assert [line.split()[0] for line in _set_up(checkout, notes)] == ["pip"]
    assert _set_up(checkout, notes) == []


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path, notes: Path) -> None:
    _set_up(checkout, notes)
    (checkout / ".venv/bin/python").unlink()
    (checkout / ".venv/bin/python").symlink_to("/usr/bin/python-that-was-upgraded-away")
    (checkout / ".venv/bin/pybabel").unlink()
    assert [line.split()[0] for line in _set_up(checkout, notes)] == ["venv", "pip"]


def test_two_setups_at_once_install_once(checkout: Path, notes: Path) -> None:
    environ = {"PATH": f"{notes.parent / 'bin'}:{SYSTEM_PATH}", "HOME": str(checkout)}
    command = [sys.executable, str(checkout / "camp"), "setup"]
    crowd = [subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(60) for process in crowd] == [0, 0, 0]
    assert [line.split()[0] for line in notes.read_text().splitlines()] == ["venv", "pip"]


def test_catalogues_are_compiled_when_they_change(checkout: Path, notes: Path) -> None:
    compiled = checkout / "translations/da/LC_MESSAGES/messages.mo"
    _set_up(checkout, notes)
    assert b"Borde" in compiled.read_bytes()
    catalogue = compiled.with_suffix(".po")
    catalogue.write_text(CATALOGUE.format(word="Bordene"))
    os.utime(catalogue, (compiled.stat().st_mtime + 5,) * 2)
    _set_up(checkout, notes)
    assert b"Bordene" in compiled.read_bytes()


def test_make_help_lists_every_command() -> None:
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert {"help", "run", "test", "check", "bench", "lock", "vendor", "translations"} <= set(listed)
    assert all(len(line.split()) > 2 for line in done.stdout.splitlines())
