"""Asking the program for the busy times of a calendar, and waiting for it no longer than a person would."""

import json
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

from app.exports.busy.address import parts_of
from app.exports.busy.spans import BusyTimes, Span
from app.exports.busy.words import Unreadable, Why

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 15.0
# A few at once: whoever comes when they are all waiting is asked to try again.
_places = BoundedSemaphore(2)


@dataclass(frozen=True)
class Question:
    """Whose busy times, between two moments: those of the calendar at an address, or else in a file."""

    begins: datetime
    ends: datetime
    zone: str
    address: str = ""
    data: bytes = b""
    ours: Collection[str] = ()
    allowed: Sequence[str] = ()


def busy_times_of(question: Question) -> BusyTimes:
    """The busy times, read by a process that is gone afterwards. Raises Unreadable."""
    if question.address:
        parts_of(question.address)  # most that are wrong need no process to be told so
    if not _places.acquire(timeout=PATIENCE / 3):
        raise Unreadable(Why.TOO_SLOW)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.exports.busy"],
            input=_first_line(question) + question.data,
            capture_output=True,
            timeout=PATIENCE,
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Why.TOO_SLOW) from None
    finally:
        _places.release()
    if done.returncode:
        # It had too much to do, or too little room to do it in.
        raise Unreadable(Why.TOO_LARGE)
    told = json.loads(done.stdout)
    if "why" in told:
        raise Unreadable(Why(told["why"]))
    return BusyTimes(_spans(told["timed"]), _spans(told["whole_days"]))


def _first_line(question: Question) -> bytes:
    told = {
        "begins": question.begins.isoformat(),
        "ends": question.ends.isoformat(),
        "zone": question.zone,
        "address": question.address,
        "ours": sorted(question.ours),
        "allowed": list(question.allowed),
    }
    return json.dumps(told).encode() + b"\n"


def _spans(told: list[list[str]]) -> tuple[Span, ...]:
    return tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told)
