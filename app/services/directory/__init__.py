"""Finding people: the directory, its search and saved filters, pictures of people."""
