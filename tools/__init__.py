"""What those who work on Campmatch run: tests, checks, translations, pictures of the pages."""
