"""Wishes: whom participants want to meet, in which order, how many."""
