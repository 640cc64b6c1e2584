"""Generating schedules: runs, progress, drafts."""
