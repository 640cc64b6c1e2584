"""The people of a camp, for its organisers: a module for each sort of page."""

from app.blueprints.registrations import behalf, bulk, listing, merging, person, reminding, telling
from app.blueprints.registrations.pages import blueprint

__all__ = ["behalf", "blueprint", "bulk", "listing", "merging", "person", "reminding", "telling"]
