"""Print how the engine and its baselines do on generated camps: `python -m bench [--full]`.

Every row runs in a process of its own, so that its peak memory is its own, and every schedule is judged
by `verify`, the baselines' too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .answers import answers, lines
from .plots import draw
from .published import published
from .report import growth, header, machine, row
from .run import measure

# The published instances, when their folder is beside the checkout; they are not part of the project.
PUBLISHED = Path(__file__).parents[2] / "shared/data/b2b"
QUICK = [("plain", 150), ("plain", 300), ("two-sided", 150), ("scarce-tables", 150)]
# The largest camp at which a way that does not carry is tried.
MOST = {"pair-by-slot": 1000, "integer-program": 300}
# Seconds for each participant; where absences are heavy there is more to look for.
LIMIT = {"heavy-absence": 0.03}
FULL = [
    *(("plain", size) for size in (100, 300, 1000, 3000, 10_000)),
    *(
        (family, 1000)
        for family in ("two-sided", "saturated", "scarce-tables", "heavy-absence", "popular-tenth")
    ),
]


def main(arguments: list[str]) -> int:
    """Measure and print; return 1 when a schedule of the engine's is not sound."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="all families and sizes; takes half an hour")
    parser.add_argument("--seconds", type=float, help="time limit of the pair-by-slot model")
    parser.add_argument("--plots", type=Path, help="folder for the pictures")
    parser.add_argument("--published", type=Path, help="folder of the published instances; only these")
    options = parser.parse_args(arguments)
    if options.published:
        print(machine())
        for line in published(options.published, options.seconds or 120.0):
            print(line, flush=True)
        return 0
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
    if options.full and PUBLISHED.is_dir():
        for line in published(PUBLISHED, 120.0):
            print(line, flush=True)
    if options.plots:
        print("drawn:", *draw(found, options.plots))
    sound = all(one.violations == 0 for one in found if one.way == "engine")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
