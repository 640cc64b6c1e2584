"""The organiser's first pages: my camps, and one camp at a glance."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, organisers, signed_in
from app.blueprints.paging import page_of, pages_of
from app.models import ActKind
from app.services import act_words, acts
from app.services.accounts import teams
from app.services.acts import Asked
from app.services.people import overview
from app.services.setup import checklist

blueprint = Blueprint("console", __name__)
PAGE = 50


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


@blueprint.get("/console/<slug>/log")
@allow(organisers)
def log(slug: str) -> ResponseReturnValue:
    """Who of the team did what, the newest first."""
    asked = _asked()
    count = acts.count_of(g.camp, asked)
    pages = pages_of(count, PAGE)
    page = page_of(pages)
    return render_template(
        "console/log.html", lines=acts.log_of(g.camp, asked, page, PAGE), count=count, page=page, pages=pages,
        asked=asked, doers=acts.doers_of(g.camp), kinds=act_words.NAMES, said=act_words.said,
    )  # fmt: skip


def _asked() -> Asked:
    """What the address asks for; what it misspells is as if it were not there."""
    by, kind = request.args.get("by", ""), request.args.get("kind", "")
    is_number = by.isascii() and by.isdecimal() and len(by) < 10
    return Asked(int(by) if is_number else None, ActKind(kind) if kind in set(ActKind) else None)
