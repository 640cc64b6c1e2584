"""Print how the engine and its baselines do on generated camps: `python -m bench [--full]`.

Every row runs in a process of its own, so that its peak memory is its own, and every schedule is judged
by `verify`, the baselines' too.
"""

from __future__ import annotations

import argparse
import sys

from .report import header, machine, row
from .run import measure

QUICK = [("plain", 150), ("plain", 300), ("two-sided", 150), ("scarce-tables", 150)]
FULL = [
    *(("plain", size) for size in (100, 300, 1000, 3000)),
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
    options = parser.parse_args(arguments)
    seconds = options.seconds or (60.0 if options.full else 10.0)
    print(machine())
    print(header())
    sound = True
    for family, size in FULL if options.full else QUICK:
        limit = max(5.0, 0.01 * size)
        ours = measure("engine", family, size, limit)
        sound = sound and ours.violations == 0
        print(row(ours, None), flush=True)
        for way in ("greedy", "round-robin", "pair-by-slot"):
            if way != "pair-by-slot" or size <= 1000:
                print(row(measure(way, family, size, seconds), ours), flush=True)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
