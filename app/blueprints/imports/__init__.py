"""Importing people from a table."""
