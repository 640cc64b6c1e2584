"""Repair around what was decided by hand."""
