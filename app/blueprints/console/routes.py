"""The organiser's first pages: my camps, and one camp at a glance."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, organisers, signed_in
from app.services import checklist, overview, teams

blueprint = Blueprint("console", __name__)


@blueprint.get("/console")
@allow(signed_in)
def index() -> ResponseReturnValue:
    """The camps in whose team I am."""
    return render_template(
        "console/index.html", camps=teams.camps_and_roles(current_user._get_current_object())
    )


@blueprint.get("/console/<slug>")
@allow(organisers)
def camp(slug: str) -> ResponseReturnValue:
    """One camp: its figures, what is missing, what comes next."""
    figures = overview.funnel(g.camp)
    step = overview.next_step(g.camp, figures)
    return render_template(
        "console/camp.html",
        figures=figures,
        step=step,
        items=checklist.checklist(g.camp),
        outcomes=overview.outcomes(g.camp),
    )
