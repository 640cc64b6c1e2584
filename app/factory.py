"""The factory: `create_app` is the table of contents. Only wsgi.py and tests import this module."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import access, blueprints, cli, errors, hygiene, logs, pages
from app.config import ROOT, Settings
from app.extensions import csrf, db, limiter, login_manager, migrate
from app.services.accounts import browsers
from app.services.work import bell


def create_app(settings: Settings) -> Flask:
    """The application for these settings. Makes no table and starts no worker."""
    logs.configure()
    app = Flask("app", root_path=str(ROOT / "app"), static_folder=str(ROOT / "static"),
                template_folder=str(ROOT / "templates"))  # fmt: skip
    app.config.update(settings.flask_config())
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    login_manager.user_loader(browsers.user_of)
    csrf.init_app(app)
    limiter.init_app(app)
    bell.init_app(app)
    pages.init_app(app)
    hygiene.init_app(app)
    blueprints.init_app(app)
    errors.init_app(app)
    cli.init_app(app)
    access.init_app(app)
    return app
