"""A draft changed by hand, each act checked and told its cost."""
