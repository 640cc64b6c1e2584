"""The wall display of a camp."""
