"""Whom a participant wishes to meet. All that is shown and changed here is the participant's own."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.models import Grade
from app.services.accounts.accounts import safe_path
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.requests import request_rules
from app.services.wishes import wish_quotas, wishes

blueprint = Blueprint("wishes", __name__)


@blueprint.get("/camps/<slug>/wishes")
@allow(participants)
def index(slug: str) -> ResponseReturnValue:
    """One's own wishes by grade in their order, with the quota and the moment at which they close; at a camp
    with requests, to these."""
    if request_rules.in_use(g.camp):
        return redirect(url_for("requests.index", slug=slug))
    return render_template(
        "wishes/index.html",
        grades=wishes.own_wishes(g.me),
        out_of_sight=wishes.out_of_sight(g.me),
        quotas=wish_quotas.quotas_of(g.me, g.camp),
        changed=session.pop("wish_change", None),
        moved=session.pop("wish_moved", None),
        are_open=wishes.are_open(g.camp),
    )


@blueprint.post("/camps/<slug>/wishes/<code>")
@allow(participants)
def state(slug: str, code: str) -> ResponseReturnValue:
    """State, change or take back one wish; answers htmx with the buttons alone."""
    grade = wishes.grade_of(request.form.get("grade"))
    try:
        change = wishes.state_wish(g.me, g.camp, code, grade, _kept())
    except NotThere:
        raise
    except Refusal as refused:
        flash(str(refused.message), "error")
        return _back(code)
    undo = None if "undo" in request.form or change.before == change.after else _undo_of(change)
    if "HX-Request" in request.headers:
        quotas = wish_quotas.quotas_of(g.me, g.camp)
        return render_template("wishes/_answer.html", change=change, undo=undo, are_open=True, quotas=quotas)
    flash(_saved(change), "success")
    if undo is not None:
        session["wish_change"] = {"code": code, "undo": undo, "name": change.target.name}
    return _back(code)


@blueprint.post("/camps/<slug>/wishes/<code>/move")
@allow(participants)
def move(slug: str, code: str) -> ResponseReturnValue:
    """Put a wish at another place of its grade: one up, one down, or where it was dragged to."""
    to = request.form.get("to", "")
    try:
        wishes.move_wish(g.me, g.camp, code, to)
    except Conflict as refused:
        flash(str(refused.message), "error")
    else:
        session["wish_moved"] = {"id": code, "to": to}
    # no anchor in the address: it would keep the focus from the button
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/camps/<slug>/wishes/<code>/note")
@allow(participants)
def note(slug: str, code: str) -> ResponseReturnValue:
    """Keep why one wishes it, for one's own eyes."""
    wishes.write_note(g.me, g.camp, code, request.form.get("note", ""))
    flash(_("Your note is saved. Only you see it."), "success")
    return _back(code)


def _kept() -> wishes.Kept | None:
    """What an undone change gives back besides the grade."""
    if "undo" not in request.form:
        return None
    place = request.form.get("place", "")
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else 0
    return wishes.Kept(number, request.form.get("note", ""))


def _undo_of(change: wishes.Change) -> dict[str, str]:
    """The fields of the form that brings back what was there before."""
    return {"grade": change.before or "none", "place": str(change.kept.place), "note": change.kept.note}


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
