"""Setting a camp up: a module for each page."""

from app.blueprints.setup import (
    camp,
    choosing,
    programme,
    questions,
    removal,
    slots,
    tables,
    team,
    topics,
    types,
)
from app.blueprints.setup.pages import blueprint

__all__ = [
    "blueprint",
    "camp",
    "choosing",
    "programme",
    "questions",
    "removal",
    "slots",
    "tables",
    "team",
    "topics",
    "types",
]
