"""The follow-up after a camp, as a participant answers it."""
