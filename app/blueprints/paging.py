"""Long lists in parts: which part the address asks for, and what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

from flask import request

Row = TypeVar("Row")


@dataclass(frozen=True)
class Part(Generic[Row]):
    """One part of a list; `page` counts from 1 to `pages`, which is 1 for an empty list."""

    rows: Sequence[Row]
    page: int
    pages: int


def pages_of(count: int, size: int) -> int:
    """How many parts of this size a list of so many rows has."""
    return max(1, ceil(count / size))


def page_of(pages: int) -> int:
    """The page that the address asks for; the nearest that there is."""
    return min(max(request.args.get("page", 1, type=int), 1), pages)


def part_of(rows: Sequence[Row], size: int) -> Part[Row]:
    """The part of these rows, of so many, that the address asks for."""
    pages = pages_of(len(rows), size)
    page = page_of(pages)
    return Part(rows[(page - 1) * size : page * size], page, pages)
