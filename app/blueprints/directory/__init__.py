"""Finding the others: search, suggestions, profiles."""
