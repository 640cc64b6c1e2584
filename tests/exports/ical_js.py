"""ical.js as a reader of our calendars, where node and the packages of package.json are there."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("read_back.mjs")


@cache
def _missing() -> str | None:
    if shutil.which("node") is None:
        return "node is not installed"
    if not (ROOT / "node_modules" / "ical.js").is_dir():
        return "ical.js is not installed: run 'npm ci'"
    return None


needs_ical_js = pytest.mark.skipif(_missing() is not None, reason=_missing() or "")


def read_back(data: bytes, walls: list[str] = []) -> dict:  # noqa: B006
    """What ical.js sees; ``walls`` are local times of the file's first zone to be told in UTC."""
    question = json.dumps({"ics": data.decode("utf-8"), "walls": walls})
    answer = subprocess.run(
        ["node", str(SCRIPT)], input=question.encode(), capture_output=True, cwd=ROOT, timeout=120
    )
    assert answer.returncode == 0, answer.stderr.decode()
    return json.loads(answer.stdout)
