"""What has been published: each version to look at, what it changed, and the way back to it."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.differences import difference_of
from app.blueprints.paging import page_of, pages_of, part_of
from app.services.publishing import restoring, versions
from app.services.schedules import schedules

blueprint = Blueprint("versions", __name__, url_prefix="/console/<slug>/versions")
PAGE, LOST_ON_A_PAGE = 50, 200


@blueprint.get("")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Everything that was published, the newest first."""
    pages = pages_of(versions.count_of(g.camp), PAGE)
    page = page_of(pages)
    rows = [(row, versions.counts_in(row)) for row in versions.list_of(g.camp, page, PAGE)]
    return render_template("versions/index.html", rows=rows, page=page, pages=pages)


@blueprint.get("/<int:number>")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """What one publication changed, from where to where."""
    publication = versions.by_number(g.camp, number)
    seen = versions.changed_by(publication)
    return render_template(
        "versions/show.html", publication=publication, seen=seen, **difference_of(seen.changes, seen.people)
    )


@blueprint.get("/restore/<int:number>")
@allow(organisers)
def restore(slug: str, number: int) -> ResponseReturnValue:
    """What a version comes to today, before a draft is made of it."""
    schedule = schedules.by_number(g.camp, number)
    seen = restoring.look(g.camp, schedule)
    return render_template(
        "versions/restore.html",
        schedule=schedule,
        seen=seen,
        part=part_of(seen.lost, LOST_ON_A_PAGE),
        reason_in_words=restoring.reason_in_words,
    )


@blueprint.post("/restore/<int:number>")
@allow(organisers)
def make_draft(slug: str, number: int) -> ResponseReturnValue:
    """Make a draft of it, and show what publishing the draft would change."""
    schedule = schedules.by_number(g.camp, number)
    draft = restoring.restore(g.camp, schedule, current_user._get_current_object())
    flash(_("Schedule %(draft)s says what version %(number)s can still say. It is a draft: look at the difference, "
            "then publish it.", draft=draft.number, number=number), "success")  # fmt: skip
    return redirect(url_for("schedules.preview", slug=slug, number=draft.number))
