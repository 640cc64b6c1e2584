"""The organiser's front page of a camp."""
