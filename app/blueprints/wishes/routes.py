"""Whom a participant wishes to meet. All that is shown and changed here is the participant's own."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.models import Grade
from app.services import wishes
from app.services.accounts import safe_path
from app.services.refusals import Conflict

blueprint = Blueprint("wishes", __name__)


@blueprint.get("/camps/<slug>/wishes")
@allow(participants)
def index(slug: str) -> ResponseReturnValue:
    """One's own wishes by grade, with the moment at which they close."""
    return render_template(
        "wishes/index.html",
        grades=wishes.own_wishes(g.me),
        out_of_sight=wishes.out_of_sight(g.me),
        changed=session.pop("wish_change", None),
        are_open=wishes.are_open(g.camp),
    )


@blueprint.post("/camps/<slug>/wishes/<code>")
@allow(participants)
def state(slug: str, code: str) -> ResponseReturnValue:
    """State, change or take back one wish; answers htmx with the buttons alone."""
    try:
        change = wishes.state_wish(g.me, g.camp, code, wishes.grade_of(request.form.get("grade")))
    except Conflict as refused:
        flash(str(refused.message), "error")
        return _back(code)
    undo = None if "undo" in request.form or change.before == change.after else change.before or "none"
    if "HX-Request" in request.headers:
        return render_template("wishes/_answer.html", change=change, undo=undo, are_open=True)
    flash(_saved(change), "success")
    if undo is not None:
        session["wish_change"] = {"code": code, "undo": undo, "name": change.target.name}
    return _back(code)


def _back(code: str) -> ResponseReturnValue:
    """To the card from which the wish was stated; with htmx the whole page is loaded anew."""
    given = request.form.get("next")
    path = safe_path(given) if given else url_for("wishes.index", slug=g.camp.slug)
    if "HX-Request" in request.headers:
        return "", 204, {"HX-Redirect": path}
    return redirect(f"{path}#wish-{code}")


def _saved(change: wishes.Change) -> str:
    """What was saved, in words; about a *rather not* also that it stays between us."""
    name = change.target.name
    if change.after is Grade.MUST_MEET:
        return str(_("Saved: you must meet %(name)s.", name=name))
    if change.after is Grade.WOULD_LIKE:
        return str(_("Saved: you would like to meet %(name)s.", name=name))
    if change.after is Grade.RATHER_NOT:
        return str(_("Saved: you would rather not meet %(name)s. Nobody is told.", name=name))
    return str(_("Saved: you have no wish about %(name)s.", name=name))
