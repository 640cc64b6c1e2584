"""Requests mode."""
