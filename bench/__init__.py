"""Measure the scheduling engine side by side with simpler ways: `python -m bench`."""
