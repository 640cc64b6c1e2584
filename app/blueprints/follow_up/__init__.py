"""The follow-up after a camp, as its organisers see it."""
