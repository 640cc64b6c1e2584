"""The interest graph, for organisers."""
