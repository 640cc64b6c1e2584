"""The HTML of a mail, made from its plain text, which is the only source: the two say the same.

Only an address below the installation's own becomes a link. What somebody typed cannot be one: it has an invisible
space after each mark that an address needs (services/mail/mails.py), and is escaped like everything else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, FileSystemLoader

from app.config import ROOT

_TEMPLATES = Environment(loader=FileSystemLoader(ROOT / "templates" / "mail"), autoescape=True)
_MARKS = {"- ": "list", "> ": "quote", "    ": "code"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; `is_link` for an address of our own pages."""

    text: str
    is_link: bool


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a paragraph ("text"), a "list", a "quote", a "code", or the "end" of the mail."""

    kind: str
    lines: list[list[Piece]]


def html_of(subject: str, body: str, language: str, site: str) -> str:
    """The whole document. `site` is the address of this installation; without one nothing is a link."""
    blocks = list(blocks_of(body, site))
    return _TEMPLATES.get_template("letter.jinja").render(subject=subject, language=language, blocks=blocks)


def blocks_of(body: str, site: str) -> Iterator[Block]:
    """The text's blocks, in order. What follows a line of two dashes is the mail's end."""
    text, dashes, end = body.partition("\n-- \n")
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        for kind, lines in groupby(paragraph.split("\n"), key=_kind):
            mark = next((mark for mark, of in _MARKS.items() if of == kind), "")
            yield Block(kind, [pieces_of(line.removeprefix(mark), site) for line in lines])
    if dashes:
        yield Block("end", [pieces_of(line, site) for line in end.strip("\n").split("\n")])


def pieces_of(line: str, site: str) -> list[Piece]:
    """A line, cut at the addresses of our own pages; a mark that ends a sentence belongs to none."""
    if not site:
        return [Piece(line, False)]
    ours = rf"({re.escape(site)}/[^\s<>\"']*[^\s<>\"'.,;:!?)])"
    return [Piece(part, number % 2 == 1) for number, part in enumerate(re.split(ours, line)) if part]


def _kind(line: str) -> str:
    return next((kind for mark, kind in _MARKS.items() if line.startswith(mark)), "text")
