"""The readers of the command line's options: each refuses what the engine could not use."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from .files import MOST


def add_limits(add: argparse.ArgumentParser) -> None:
    """Add what bounds a search and makes it repeatable."""
    add.add_argument("--time-limit", metavar="S", type=seconds, default=10.0)
    add.add_argument("--seed", metavar="N", type=whole_number(0, 2**31 - 1), default=1)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers within limits."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


def more_or_fewer(text: str) -> int:
    """Read a number of tables, with a sign or without."""
    size = whole_number(0, MOST["tables"])(text.removeprefix("+").removeprefix("-"))
    return -size if text.startswith("-") else size


def seconds(text: str) -> float:
    """Read a number of seconds, none or more."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("must be a number of seconds")
    return value
