"""Organisers find somebody for whoever is left alone."""
