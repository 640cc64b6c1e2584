"""Accounts: signing in, the browsers signed in, teams and what they may do."""
