"""What came of a camp, in pictures."""
