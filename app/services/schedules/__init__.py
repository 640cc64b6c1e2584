"""Schedules as they stand: to read, to prove, to explain, to print."""
