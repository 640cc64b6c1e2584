"""What people see when something cannot be done: a page in their words, never a stack trace."""

import structlog
from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.extensions import db
from app.services.refusals import Refusal

log = structlog.get_logger()
_PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}


def _page(status: int, message: object = None) -> ResponseReturnValue:
    """The page for a status, with the reason when there is one that helps; it asks the database nothing."""
    name = status if status in _PAGES else (400 if status < 500 else 500)
    return render_template(f"errors/{name}.html", message=message, announcements=list), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    return _page(error.code or 500)


def _refused(error: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    return _page(error.status, error.message)


def _stale(error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return _page(409)


def _database_away(error: OperationalError) -> ResponseReturnValue:
    """The page must not ask the database again who is there."""
    db.session.rollback()
    log.error("database unavailable", error=str(error.orig))
    g._login_user = AnonymousUserMixin()
    g.camp = g.me = g.role = None
    return render_template("errors/503.html"), 503, {"Retry-After": "5"}


def _wrong_host(error: SecurityError) -> ResponseReturnValue:
    """Somebody calls us by a name that is not ours; without one we trust, no page could link anywhere."""
    return "This is not the address of this site.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("unexpected error")
    return _page(500)


def init_app(app: Flask) -> None:
    """Register a page for every kind of failure."""
    app.register_error_handler(CSRFError, lambda error: _page(400, error.description))
    app.register_error_handler(RateLimitExceeded, lambda error: _page(429))
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database_away)
    if not app.testing and not app.debug:
        app.register_error_handler(Exception, _unexpected)
