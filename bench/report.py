"""Turn measurements into the lines of a table in Markdown."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from math import log

from .run import Measured

COLUMNS = (
    "family",
    "people",
    "candidates",
    "way",
    "promised",
    "worth",
    "bound",
    "gap",
    "to ours",
    "waiting",
    "moves",
    "seconds",
    "processor",
    "chosen",
    "MB",
    "sound",
)


def machine() -> str:
    """Name what the measurements depend on: cores, how busy they were, and versions."""
    names = ", ".join(f"{name} {version(name)}" for name in ("ortools", "numpy"))
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), load {load:.1f} at the start, "
        f"Python {platform.python_version()}, {names}\n"
    )


def header() -> str:
    """Return the head of the table."""
    return f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def row(measured: Measured, ours: Measured | None) -> str:
    """Return one line; a baseline is held to the engine's bound.

    The bound of `worth` holds for schedules that keep as many promises: who keeps fewer has no gap.
    """
    best = ours or measured
    bounds, values = best.bounds, measured.values
    worth, bound = values["worth"], bounds["worth"]
    comparable = bound > 0 and values["promised"] >= best.values["promised"]
    cells = (
        measured.family,
        measured.size,
        measured.candidates,
        measured.way,
        f"{values['promised']} of {bounds['promised']}",
        worth,
        bound,
        f"{100 * (1 - worth / bound):.3f} %" if comparable else "",
        f"{100 * worth / ours.values['worth']:.1f} %" if ours and ours.values["worth"] else "",
        values["waiting"],
        values["moves"],
        f"{measured.seconds:.2f}",
        f"{measured.processor:.2f}",
        f"{measured.chosen:.2f}",
        measured.megabytes,
        "yes" if measured.violations == 0 else f"{measured.violations} violations",
    )
    return f"| {' | '.join(map(str, cells))} |"


def growth(measured: list[Measured]) -> str:
    """Return how the time until worth is final grows: the exponent from 1,000 people on, or over all sizes."""
    plain = sorted(
        (one.size, one.chosen) for one in measured if one.way == "engine" and one.family == "plain"
    )
    plain = [point for point in plain if point[0] >= 1000] or plain
    (small, little), (large, much) = plain[0], plain[-1]
    if small == large:
        return ""
    exponent = log(much / little) / log(large / small)
    return (
        f"\nFrom {small} to {large} participants the processor's time until promised meetings and worth are final "
        f"grows with the power {exponent:.2f}.\n"
    )
