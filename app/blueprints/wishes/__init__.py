"""Whom a participant wishes to meet."""
