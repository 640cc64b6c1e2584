"""Every component in all its states, for those who build pages and for the tests of looks and access."""
