"""The programme: sessions, their places and waiting lists, and who is free beside them."""
