"""Who is left alone on the day, who could step in, and offering it."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.models import Camp, Participant, User
from app.services.day import stand_in_offers
from app.services.refusals import Conflict

Act = Callable[[Camp, str, int, str, User], tuple[Participant, Participant]]
blueprint = Blueprint("stand_in_offers", __name__, url_prefix="/console/<slug>/stand-ins")


@blueprint.get("")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Everybody left alone now or soon."""
    return render_template("stand_in_offers/index.html", alone=stand_in_offers.left_alone(g.camp))


@blueprint.get("/<int(max=2147483647):number>/<code>")
@allow(organisers)
def show(slug: str, number: int, code: str) -> ResponseReturnValue:
    """Who is free for one of them."""
    try:
        alone = stand_in_offers.alone_at(g.camp, code, number)
    except Conflict as refusal:
        flash(str(refusal.message), "info")
        return redirect(url_for(".index", slug=slug))
    candidates = stand_in_offers.candidates(g.camp, alone)
    return render_template("stand_in_offers/show.html", alone=alone, candidates=candidates)


@blueprint.post("/<int(max=2147483647):number>/<code>/<other>")
@allow(organisers)
def offer(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Ask one of these to step in."""
    return _act(stand_in_offers.offer, number, code, other, _("%(asked)s is asked to meet %(name)s."))


@blueprint.post("/<int(max=2147483647):number>/<code>/<other>/take-back")
@allow(organisers)
def take_back(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Ask them no longer."""
    words = _("%(asked)s is no longer asked to meet %(name)s.")
    return _act(stand_in_offers.take_back, number, code, other, words)


def _act(act: Act, number: int, code: str, other: str, words: str) -> ResponseReturnValue:
    """Do it; back to the live board for whoever comes from there."""
    board = url_for("day.show", slug=g.camp.slug) if "next" in request.form else None
    try:
        person, asked = act(g.camp, code, number, other, current_user._get_current_object())
    except Conflict as refusal:
        flash(str(refusal.message), "error")
        return redirect(board or url_for(".index", slug=g.camp.slug))
    flash(words % {"asked": asked.name, "name": person.name}, "success")
    return redirect(board or url_for(".show", slug=g.camp.slug, number=number, code=code))
