"""The parts of the site, a folder each: routes translate, services act."""

from flask import Flask

from app.blueprints.accounts.routes import blueprint as accounts
from app.blueprints.administration.routes import blueprint as administration
from app.blueprints.agenda.routes import blueprint as agenda
from app.blueprints.announcements.routes import blueprint as announcements
from app.blueprints.assets.routes import blueprint as assets
from app.blueprints.board.routes import blueprint as board
from app.blueprints.busy_times.routes import blueprint as busy_times
from app.blueprints.camp_mails.routes import blueprint as camp_mails
from app.blueprints.changes.routes import blueprint as changes
from app.blueprints.checkin.routes import blueprint as checkin
from app.blueprints.console.routes import blueprint as console
from app.blueprints.day.routes import blueprint as day
from app.blueprints.delivery.routes import blueprint as delivery
from app.blueprints.directory.routes import blueprint as directory
from app.blueprints.editing.routes import blueprint as editing
from app.blueprints.follow_up.routes import blueprint as follow_up
from app.blueprints.graph.routes import blueprint as graph
from app.blueprints.imports.routes import blueprint as imports
from app.blueprints.invitations.routes import blueprint as invitations
from app.blueprints.mail_choices.routes import blueprint as mail_choices
from app.blueprints.mailbox.routes import blueprint as mailbox
from app.blueprints.matching.routes import blueprint as matching
from app.blueprints.meetings.routes import blueprint as meetings
from app.blueprints.mending.routes import blueprint as mending
from app.blueprints.my_data.routes import blueprint as my_data
from app.blueprints.paper.routes import blueprint as paper
from app.blueprints.profile.routes import blueprint as profile
from app.blueprints.registration.routes import blueprint as registration
from app.blueprints.registrations.routes import blueprint as registrations
from app.blueprints.requests.routes import blueprint as requests
from app.blueprints.results.routes import blueprint as results
from app.blueprints.scan.routes import blueprint as scan
from app.blueprints.schedules.routes import blueprint as schedules
from app.blueprints.setup.routes import blueprint as setup
from app.blueprints.site.routes import blueprint as site
from app.blueprints.stand_in_offers.routes import blueprint as stand_in_offers
from app.blueprints.stand_ins.routes import blueprint as stand_ins
from app.blueprints.styleguide.routes import blueprint as styleguide
from app.blueprints.survey.routes import blueprint as survey
from app.blueprints.versions.routes import blueprint as versions
from app.blueprints.what_if.routes import blueprint as what_if
from app.blueprints.wishes.routes import blueprint as wishes

PARTS = [
    what_if, mending,
    assets, site, accounts, my_data, registration, profile, busy_times, mail_choices, directory, wishes, requests,
    agenda, meetings, stand_ins, imports,
    console, setup, registrations, invitations, graph, matching, schedules, editing, changes, delivery, camp_mails,
    day, stand_in_offers, checkin, scan, board,
    announcements, paper, survey, results, follow_up, versions, administration,
]  # fmt: skip
DEVELOPMENT_PARTS = [mailbox, styleguide]


def init_app(app: Flask) -> None:
    """Register every part; those for development only where the settings ask for them."""
    for blueprint in PARTS + (DEVELOPMENT_PARTS if app.config["DEVELOPMENT"] else []):
        app.register_blueprint(blueprint)
