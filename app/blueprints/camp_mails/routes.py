"""A camp's mails: a module for each page."""

from app.blueprints.camp_mails import health, texts
from app.blueprints.camp_mails.pages import blueprint

__all__ = ["blueprint", "health", "texts"]
