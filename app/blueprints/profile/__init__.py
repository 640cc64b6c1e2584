"""A participant's own pages: home, profile, availability."""
