"""One's own data: all of it to take away, and its erasure."""
