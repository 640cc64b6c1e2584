"""The administrator's pages: camps, import of published instances."""
