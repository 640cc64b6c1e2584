"""Changes after publication: cancelled, asked for, handed to a colleague, and who is told."""
