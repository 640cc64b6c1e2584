"""Mails that a moment causes: reminders, tomorrow's agenda, and what they will look like."""
