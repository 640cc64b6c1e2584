"""Asking others to meet, and answering."""
