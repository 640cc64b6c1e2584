"""What is kept about somebody: to see, to take along, to erase; and who can come in as them."""
