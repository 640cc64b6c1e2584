"""The people of a camp, for its organisers."""
