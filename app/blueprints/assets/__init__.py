"""Style sheets and scripts, sent as one compressed file of each kind."""
