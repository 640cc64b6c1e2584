"""Invitations to register by a link, for organisers."""
