"""libical as a reader of our calendars: a small C program, compiled against Debian's libical-dev where it is there."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("read_back.c")
HEADER = Path("/usr/include/libical/ical.h")


@cache
def _missing() -> str:
    if HEADER.exists() and shutil.which("cc"):
        return ""
    return "libical is not installed: apt install gcc libical-dev"


needs_libical = pytest.mark.skipif(bool(_missing()) and not os.environ.get("CI"), reason=_missing() or "-")
"""Skipped where the library is not there, but never in CI, which installs it."""


@dataclass(frozen=True)
class Reading:
    """What libical sees; `events` by UID as (start, end, sequence, status, summary), all times in UTC."""

    is_valid: bool
    errors: int
    events: dict[str, tuple[str, str, int, str, str]]
    instants: list[str]


@cache
def _program() -> Path:
    target = Path(tempfile.mkdtemp(prefix="campmatch-libical-")) / "read_back"
    command = ["cc", "-Wall", "-Werror", "-o", str(target), str(SOURCE), "-lical"]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def read_back(data: bytes, walls: list[str] = []) -> Reading:  # noqa: B006
    """What libical sees; ``walls`` are local times (20260329T010000) of the file's first zone to be told in UTC."""
    with tempfile.TemporaryDirectory() as folder:
        calendar, times = Path(folder) / "calendar.ics", Path(folder) / "walls.txt"
        calendar.write_bytes(data)
        times.write_text("\n".join(walls))
        done = subprocess.run([_program(), calendar, times], capture_output=True, timeout=120, check=True)
    lines = done.stdout.decode().splitlines()
    events = {}
    for line in lines:
        if line.startswith("event "):
            _word, uid, start, end, sequence, status, summary = line.split(" ", 6)
            events[uid] = (start, end, int(sequence), status, summary)
    instants = [line.removeprefix("wall ") for line in lines if line.startswith("wall ")]
    return Reading("valid 1" in lines, int(lines[1].removeprefix("errors ")), events, instants)
