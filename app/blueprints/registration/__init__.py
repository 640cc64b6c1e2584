"""The public page of a camp and the registration in short steps."""
