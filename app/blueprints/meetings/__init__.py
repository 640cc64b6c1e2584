"""One published meeting: what a participant says about it."""
