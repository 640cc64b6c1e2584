"""The part of the site that the pages about a camp's mails share."""

from flask import Blueprint

blueprint = Blueprint("camp_mails", __name__, url_prefix="/console/<slug>/mails")
