"""Mail: its words, the outbox, sending it, and what came back undelivered."""
