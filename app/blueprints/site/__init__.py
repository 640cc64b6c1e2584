"""The front door: the list of camps, the language, the health check."""
