"""Print how the engine and its baselines do on generated camps, and how long pages take: `python -m bench [--full]`.

Every row runs in a process of its own, so that its peak memory is its own, and every schedule is judged
by `verify`, the baselines' too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from .answers import answers, lines
from .mail import figures
from .pages import pages
from .plots import draw
from .published import Fault, published
from .report import growth, header, machine, row
from .run import measure
from .stops import lines as stopped
from .stops import stops

# The published instances, when their folder is beside the checkout; they are not part of the project.
PUBLISHED = Path(__file__).parents[2] / "shared/data/b2b"
QUICK = [("plain", 150), ("plain", 300), ("two-sided", 150), ("scarce-tables", 150)]
# The largest camp at which a way that does not carry is tried.
MOST = {"pair-by-slot": 1000, "integer-program": 300}
# Seconds for each participant; where absences are heavy there is more to look for.
LIMIT = {"heavy-absence": 0.03}
# People at the camp whose pages are measured.
LARGE = 2000
# Sizes of camps in which the search is stopped, and the seconds that it has; the first is quick.
STOPPED = [(300, 1.0), (1000, 4.0), (3000, 10.0), (10_000, 20.0)]
FULL = [
    *(("plain", size) for size in (100, 300, 1000, 3000, 10_000)),
    *(
        (family, 1000)
        for family in ("two-sided", "saturated", "scarce-tables", "heavy-absence", "popular-tenth")
    ),
]


def main(arguments: list[str]) -> int:
    """Measure and print; return 1 when a schedule or a claim of the engine's is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="all families and sizes; takes half an hour")
    parser.add_argument("--seconds", type=float, help="time limit of the pair-by-slot model")
    parser.add_argument("--plots", type=Path, help="folder for the pictures")
    parser.add_argument("--stops", action="store_true", help="only the waits for a wish to stop, all sizes")
    parser.add_argument("--published", type=Path, help="folder of the published instances; only these")
    parser.add_argument(
        "--pages", type=int, metavar="PEOPLE", help="only the pages of a camp of so many people"
    )
    parser.add_argument("--mail", type=int, metavar="MAILS", help="only so many mails, on DATABASE_URL")
    options = parser.parse_args(arguments)
    if options.mail:
        print(machine())
        return _mail(options.mail)
    if options.published:
        print(machine())
        return _published(options.published, options.seconds or 120.0)
    if options.pages:
        print(machine())
        return _print(pages(options.pages))
    if options.stops:
        print(machine())
        return _print(stopped(stops("plain", size, limit) for size, limit in STOPPED))
    seconds = options.seconds or (60.0 if options.full else 10.0)
    print(machine())
    print(header())
    found = []
    for family, size in FULL if options.full else QUICK:
        ours = measure("engine", family, size, min(60.0, max(5.0, LIMIT.get(family, 0.01) * size)))
        print(row(ours, None), flush=True)
        found.append(ours)
        for way in ("greedy", "round-robin", "pair-by-slot", "integer-program"):
            if size <= MOST.get(way, size):
                found.append(measure(way, family, size, seconds))
                print(row(found[-1], ours), flush=True)
    print(growth(found))
    print("\n".join(lines(answers(1000 if options.full else 300))), flush=True)
    _print(pages(LARGE))
    _print(stopped(stops("plain", size, limit) for size, limit in STOPPED[: 4 if options.full else 1]))
    wrong = _published(PUBLISHED, 120.0) if options.full and PUBLISHED.is_dir() else 0
    if options.plots:
        print("drawn:", *draw(found, options.plots))
    sound = all(one.violations == 0 for one in found if one.way == "engine")
    return wrong if sound else 1


def _print(found: Iterator[str]) -> int:
    """Print each line when it is known; 0, for a page that is slow is not wrong."""
    for line in found:
        print(line, flush=True)
    return 0


def _mail(messages: int) -> int:
    """Print how sending went; return 1 when a mail was lost, or doubled without a killed sender."""
    wrong = 0
    for sent in figures(messages):
        print(("" if sent.is_sound else "WRONG ") + sent.line(), flush=True)
        wrong |= not sent.is_sound
    return wrong


def _published(folder: Path, seconds: float) -> int:
    """Print how the published instances went; return 1 when the engine was wrong about one."""
    wrong = 0
    for line in published(folder, seconds):
        print(f"WRONG {line}" if isinstance(line, Fault) else line, flush=True)
        wrong |= isinstance(line, Fault)
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
