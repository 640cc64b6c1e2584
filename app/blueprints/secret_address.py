"""Answers whose address is a secret, which whoever knows it may open without signing in."""

from flask import Response


def keep_secret(response: Response) -> Response:
    """The answer, so that neither other pages nor search engines learn its address, and nothing on the way keeps it
    that was not told to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
