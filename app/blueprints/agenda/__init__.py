"""A participant's agenda and calendars."""
