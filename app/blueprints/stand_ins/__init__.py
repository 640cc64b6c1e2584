"""Meeting somebody else when one is left alone."""
