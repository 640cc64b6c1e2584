"""What every page shares: the language, filters for what is shown, asset addresses."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app, g, has_request_context, request, session, url_for
from flask_babel import refresh
from flask_login import current_user

from app import formats
from app.config import LANGUAGES
from app.exports import markdown
from app.extensions import babel
from app.services.changes.asked_changes import open_count
from app.services.day import announcements
from app.services.people.overview import phase_today
from app.services.words import word

FILTERS = (
    "local_time", "day_and_time", "local_date", "short_date", "date_span", "local_datetime",
    "short_datetime", "times_by_day", "zone_place", "from_now", "number", "percent", "country_name", "language_name",
)  # fmt: skip


def choose_language() -> str:
    """The language asked for in this browser, else the account's, else the browser's first that we have;
    outside a request (commands, the worker) the installation's."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if "language" not in g:
        chosen = session.get("language")
        if chosen not in LANGUAGES and current_user and current_user.is_authenticated:
            chosen = current_user.language
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "en")
    return g.language


def speak(language: str) -> None:
    """Answer this request in the language of somebody who is not signed in, unless the browser has asked for one."""
    if session.get("language") not in LANGUAGES and not current_user.is_authenticated:
        g.language = language
        refresh()


@cache
def _digest(path: Path, _changed_ns: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file with a digest of its content, so that it may be cached for ever."""
    path = Path(str(current_app.static_folder)) / name
    version = _digest(path, path.stat().st_mtime_ns)
    return url_for("static", filename=name, v=version)


def init_app(app: Flask) -> None:
    """Give every template its helpers."""
    babel.init_app(app, locale_selector=choose_language)
    for name in FILTERS:
        app.jinja_env.filters[name] = getattr(formats, name)
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["markdown"] = markdown.as_html
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["open_changes"] = open_count
    app.jinja_env.globals["phase_today"] = phase_today
    app.jinja_env.globals["announcements"] = lambda: announcements.shown_to(g.camp, g.me)
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.before_request
    def set_language() -> None:
        g.app = app
        choose_language()

    @app.context_processor
    def names() -> dict[str, object]:
        return {"camp": g.get("camp"), "me": g.get("me"), "role": g.get("role"), "languages": LANGUAGES}
