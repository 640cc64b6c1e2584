"""The follow-up in the console: whether the camp asks, how far it has come, what came out."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.config import LANGUAGES
from app.models import FollowUpRound
from app.services import acts
from app.services.afterwards.follow_up import figures, letters, switch

blueprint = Blueprint("follow_up", __name__, url_prefix="/console/<slug>/follow-up")


@blueprint.get("")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Both rounds with their sums, who was asked, and the mail in either language."""
    wanted = request.args.get("mail")
    language = wanted if wanted in LANGUAGES else g.language
    return render_template(
        "follow_up/index.html",
        rounds=figures.figures_of(g.camp),
        names=figures.names_asked(g.camp),
        due_now=switch.due_now(g.camp),
        mail=letters.letter(g.camp, _("(name)"), FollowUpRound.THREE_MONTHS, language),
        mail_is_open=wanted is not None,
        cell=figures.cell,
    )


@blueprint.get("/figures.csv", endpoint="figures")
@allow(organisers)
def figures_file(slug: str) -> ResponseReturnValue:
    """The same sums as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{g.camp.slug}-follow-up.csv"'}
    content = figures.as_csv(g.camp)
    acts.note_export(g.camp, current_user, "follow_up")
    return Response(content, mimetype="text/csv", headers=headers)


@blueprint.post("/switch", endpoint="switch")
@allow(organisers)
def switch_over(slug: str) -> ResponseReturnValue:
    """Ask from now on, or no more."""
    is_on = request.form.get("ask") == "yes"
    switch.set_asking(g.camp, is_on=is_on, by=current_user)
    flash(
        _("The participants will be asked what has come of the camp.")
        if is_on
        else _("Nobody is asked any more. Whoever has a link can answer until its page closes."),
        "success",
    )
    return redirect(url_for(".index", slug=slug))
