"""Checking people in: find by name, one tap, undo."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, anybody, helpers
from app.permissions import may_help_at_camp
from app.services.day import check_in as service
from app.services.refusals import Refusal

blueprint = Blueprint("checkin", __name__)
MOST_SHOWN = 40


@blueprint.get("/console/<slug>/check-in")
@allow(helpers)
def index(slug: str) -> ResponseReturnValue:
    """Those who are expected, those not here yet first; the list alone for htmx."""
    text = request.args.get("q", "")[:200].strip()
    people = service.expected_people(g.camp, text)
    template = "checkin/_list.html" if request.headers.get("HX-Request") else "checkin/index.html"
    return render_template(
        template, people=people[:MOST_SHOWN], more=max(0, len(people) - MOST_SHOWN), text=text,
        arrivals=service.arrivals(g.camp),
    )  # fmt: skip


@blueprint.post("/console/<slug>/check-in/<code>")
@allow(helpers)
def arrive(slug: str, code: str) -> ResponseReturnValue:
    """Somebody has come."""
    try:
        person = service.check_in(g.camp, code)
        flash(_("%(name)s is checked in.", name=person.name), "success")
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(str(refusal.message), "error")
    return _back()


@blueprint.post("/console/<slug>/check-in/<code>/undo")
@allow(helpers)
def undo(slug: str, code: str) -> ResponseReturnValue:
    """Somebody has not come after all."""
    person = service.undo(g.camp, code, current_user._get_current_object())
    flash(_("%(name)s is not checked in any more.", name=person.name), "success")
    return _back()


@blueprint.get("/camps/<slug>/badge/<code>")
@allow(anybody)
def badge(slug: str, code: str) -> ResponseReturnValue:
    """Where the code on a badge leads: the team to checking in, other participants to the person."""
    person = service.bearer(g.camp, code)
    user = current_user if current_user.is_authenticated else None
    if may_help_at_camp(user, g.role):
        return redirect(url_for(".index", slug=slug, q=person.name))
    return redirect(url_for("directory.person", slug=slug, code=code))


def _back() -> ResponseReturnValue:
    """To the same words that were searched for, or to the live board for whoever comes from there."""
    if request.form.get("next") == "day":
        return redirect(url_for("day.show", slug=g.camp.slug))
    return redirect(url_for("checkin.index", slug=g.camp.slug, q=request.form.get("q") or None))
