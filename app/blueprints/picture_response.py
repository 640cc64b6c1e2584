"""A participant's picture as an answer, for the pages of participants and of organisers alike."""

from flask import Response


def picture_response(content: bytes) -> Response:
    """The address changes with the picture, so that a browser may keep it for a while; nobody else may."""
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
