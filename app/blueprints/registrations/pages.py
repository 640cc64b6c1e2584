"""The blueprint that all pages about a camp's people share."""

from flask import Blueprint

blueprint = Blueprint("registrations", __name__)
