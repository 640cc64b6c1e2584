"""The day itself: check-in, no-shows, stand-ins, announcements and the live board."""
