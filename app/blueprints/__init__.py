"""The parts of the site, a folder each: routes translate, services act."""

from flask import Flask

from app.blueprints.accounts.routes import blueprint as accounts
from app.blueprints.administration.routes import blueprint as administration
from app.blueprints.agenda.routes import blueprint as agenda
from app.blueprints.assets.routes import blueprint as assets
from app.blueprints.checkin.routes import blueprint as checkin
from app.blueprints.console.routes import blueprint as console
from app.blueprints.directory.routes import blueprint as directory
from app.blueprints.editing.routes import blueprint as editing
from app.blueprints.graph.routes import blueprint as graph
from app.blueprints.mailbox.routes import blueprint as mailbox
from app.blueprints.matching.routes import blueprint as matching
from app.blueprints.meetings.routes import blueprint as meetings
from app.blueprints.paper.routes import blueprint as paper
from app.blueprints.profile.routes import blueprint as profile
from app.blueprints.registration.routes import blueprint as registration
from app.blueprints.registrations.routes import blueprint as registrations
from app.blueprints.schedules.routes import blueprint as schedules
from app.blueprints.setup.routes import blueprint as setup
from app.blueprints.site.routes import blueprint as site
from app.blueprints.styleguide.routes import blueprint as styleguide
from app.blueprints.wishes.routes import blueprint as wishes

PARTS = [assets, site, accounts, registration, profile, directory, wishes, agenda, meetings, console, setup,
         registrations, graph, matching, schedules, editing, checkin, paper, administration]  # fmt: skip
DEVELOPMENT_PARTS = [mailbox, styleguide]


def init_app(app: Flask) -> None:
    """Register every part; those for development only where the settings ask for them."""
    for blueprint in PARTS + (DEVELOPMENT_PARTS if app.config["DEVELOPMENT"] else []):
        app.register_blueprint(blueprint)
