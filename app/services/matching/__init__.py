"""Making schedules: the problem, the run, its drafts side by side, and what if."""
