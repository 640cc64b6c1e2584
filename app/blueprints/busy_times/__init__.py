"""Busy times out of somebody's own calendar."""
