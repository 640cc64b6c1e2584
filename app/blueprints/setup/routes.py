"""Setting a camp up: a module for each page."""

from app.blueprints.setup import camp, programme, slots, tables, team, topics
from app.blueprints.setup.pages import blueprint

__all__ = ["blueprint", "camp", "programme", "slots", "tables", "team", "topics"]
