"""The organisers' view of the day."""
