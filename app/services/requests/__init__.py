"""Meeting requests: asked, accepted, declined, expired."""
