"""Checking people in."""
