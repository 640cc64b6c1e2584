"""Checking people in with the camera of a phone."""
