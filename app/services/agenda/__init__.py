"""A participant's agenda and home at the camp."""
