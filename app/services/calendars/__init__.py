"""Agendas as calendars: the ways into them, and telling what has changed."""
