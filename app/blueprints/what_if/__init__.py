"""What if: a schedule with one thing other than it is."""
