"""Mail that comes in: answers of calendars, read from a mailbox."""
