"""What is printed for a camp."""
