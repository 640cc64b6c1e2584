"""A participant's own times: sessions against meetings, busy times, what is free."""
