"""Values in, bytes out: calendars and spreadsheets; and spreadsheets read back.

Nothing here knows the web, the database, the language of the reader or the time of day: equal
values give equal bytes, so an ETag of the bytes is an ETag of the values.
"""
