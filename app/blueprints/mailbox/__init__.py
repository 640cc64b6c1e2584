"""Development only: the mail that would have been sent."""
