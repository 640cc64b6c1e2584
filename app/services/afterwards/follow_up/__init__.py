"""The follow-up after a camp: asking by mail, 3 and 12 months later, what has come of it; answers and sums."""
