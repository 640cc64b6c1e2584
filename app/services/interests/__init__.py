"""The interest graph of a camp: suggestions, reasons, pictures and files."""
