"""Looking at a schedule and publishing it."""
