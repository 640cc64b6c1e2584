"""A camp's mails, for organisers: what was sent, what came back, sending again."""
