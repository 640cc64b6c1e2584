"""Repairs with the fewest changes: around what was decided, removed or cancelled."""
