"""What is refused before any view sees it, and the headers on every answer."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

from app.extensions import SAFE_METHODS
from app.services.refusals import Refusal

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
LARGEST_ROW_NUMBER = 2**31 - 1
FILES = {"static", "assets.show", "assets.worker"}
LARGER = {"profile.picture": 13 * 1024 * 1024, "busy_times.read": 11 * 1024 * 1024}
"""Bytes that a request may have where that is more than elsewhere: a picture or a calendar, with what goes
round it."""
WITH_CAMERA = "scan.show"
"""The one page that may ask for the camera."""
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


def is_clean(text: str) -> bool:
    """Whether a text holds neither control characters nor broken UTF-8 (PostgreSQL refuses NUL,
    SQLite stores it: here both refuse alike). Tabs and line ends are clean."""
    return _UNCLEAN.search(text) is None


def _is_utf8(encoded: bytes) -> bool:
    """Whether a query or a form, still percent-encoded, is UTF-8 underneath."""
    try:
        unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return False
    return True


def _texts() -> Iterator[str]:
    """Everything in the request that somebody may have typed; RequestEntityTooLarge when it is too much."""
    yield request.path
    for key, values in request.args.lists():
        yield from (key, *values)
    if request.method not in SAFE_METHODS:
        for key, values in request.form.lists():
            yield from (key, *values)
        for key, upload in request.files.items(multi=True):
            yield from (key, upload.filename or "")


def _encoded() -> Iterator[bytes]:
    """The parts of the request that Werkzeug mends silently where they are not UTF-8."""
    yield request.query_string
    if request.method not in SAFE_METHODS and request.mimetype == "application/x-www-form-urlencoded":
        yield request.get_data(cache=True)


class _Sessions(SecureCookieSessionInterface):
    """Cookies for pages only. A file that carried one, or varied by it, would be fetched anew each time."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session into the answer, unless the answer is a file that is the same for everybody."""
        if request.endpoint not in FILES:
            super().save_session(app, session, response)


def _refuse_unclean_input() -> None:
    """Refuse a path, an argument, a field or a file name that no keyboard can have typed."""
    if request.endpoint in LARGER:
        request.max_content_length = LARGER[request.endpoint]
    if not (all(map(_is_utf8, _encoded())) and all(map(is_clean, _texts()))):
        raise Refusal(_("What was sent holds characters that cannot be saved, such as control characters."))


def _composed(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """Each text with its accents on the letters, as NFC has it: one name is written one way, whatever
    keyboard or file it comes from, so that it is found, compared and sorted as itself."""
    return ImmutableMultiDict(
        [(key, unicodedata.normalize("NFC", value)) for key, value in fields.items(multi=True)]
    )


def _compose_input() -> None:
    """Write every argument and field of the request in one form."""
    request.args = _composed(request.args)
    if request.method not in SAFE_METHODS:
        request.form = _composed(request.form)


def _add_headers(response: Response) -> Response:
    """Headers that keep the page to itself; pages of signed-in people are never stored."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    camera = "self" if request.endpoint == WITH_CAMERA else ""
    headers.setdefault("Permissions-Policy", f"geolocation=(), microphone=(), camera=({camera})")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint == "static":
        response.cache_control.no_cache = None
        response.cache_control.max_age = 31536000 if request.args.get("v") else 300
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store" if current_user.is_authenticated else "no-store"
        headers.add("Vary", "Cookie")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


class RowNumber(IntegerConverter):
    """A number in an address: none that no row can have, for databases fail on those."""

    def __init__(self, url_map: Map, **limits: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ROW_NUMBER, **limits})


def init_app(app: Flask) -> None:
    """Wash what comes in, before anything else looks at it, and label what goes out."""
    app.before_request_funcs.setdefault(None, [])[:0] = [_refuse_unclean_input, _compose_input]
    app.after_request(_add_headers)
    app.session_interface = _Sessions()
    app.url_map.converters["int"] = RowNumber
