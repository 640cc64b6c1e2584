"""The front door: the list of camps, the language, the health check."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, anybody
from app.config import LANGUAGES
from app.services.accounts import accounts, teams
from app.services.registration import places
from app.services.work import health

blueprint = Blueprint("site", __name__)


@blueprint.get("/")
@allow(anybody)
def home() -> ResponseReturnValue:
    """One's own camps, then those that everybody may see and where their registration stands."""
    user = current_user._get_current_object() if current_user.is_authenticated else None
    mine = places.own_camps(user) if user else []
    runs_camps = bool(user and teams.camps_and_roles(user))
    there = {own.camp.id for own in mine}
    cards = [card for card in places.public_cards() if card.camp.id not in there]
    return render_template("site/home.html", cards=cards, mine=mine, runs_camps=runs_camps)


@blueprint.post("/language")
@allow(anybody)
def set_language() -> ResponseReturnValue:
    """Choose the language; stays in the cookie, and in the account of whoever is signed in."""
    language = request.form.get("language")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    session.permanent = True
    if current_user.is_authenticated:
        accounts.choose_language(current_user._get_current_object(), language)
    return redirect(accounts.safe_path(urlsplit(request.referrer or "/").path))


@blueprint.get("/healthz")
@allow(anybody)
def healthz() -> ResponseReturnValue:
    """For monitors: 200 when the database answers and the worker is alive, else 503 with what is wrong."""
    faults = health.faults()
    return {"status": "ok" if not faults else "failing", "faults": faults}, 503 if faults else 200
