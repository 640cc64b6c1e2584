"""Whose calendar has what, for organisers."""
