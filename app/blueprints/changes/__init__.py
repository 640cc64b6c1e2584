"""The changes that participants ask for, in the console."""
