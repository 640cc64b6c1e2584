"""The changes that participants ask for: the list, each with its consequence, accepted or declined."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.changes.forms import DeclineForm, ModeForm
from app.models import AskedStatus, JobKind
from app.services.calendars import agendas, freezing
from app.services.changes import asked_changes
from app.services.publishing import publishing
from app.services.refusals import Conflict
from app.services.repairing import settling
from app.services.times import clashes
from app.services.work import jobs

blueprint = Blueprint("changes", __name__, url_prefix="/console/<slug>/changes")


@blueprint.get("/")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """What is open, how the camp settles changes, and what has been settled."""
    published = agendas.published_schedule(g.camp)
    return render_template(
        "changes/index.html",
        open=asked_changes.open_of(g.camp),
        settled=asked_changes.settled_of(g.camp),
        partners=asked_changes.partners_in(g.camp),
        obstructions=clashes.standing_obstructions(g.camp, published) if published else [],
        published=published,
        working=jobs.open_of(g.camp, JobKind.REPAIR),
        frozen=freezing.are_frozen(g.camp),
        form=ModeForm(data={"mode": "itself" if g.camp.changes_by_themselves else "organisers"}),
    )


@blueprint.post("/mode")
@allow(organisers)
def mode(slug: str) -> ResponseReturnValue:
    """Say how changes are settled from now on."""
    form = ModeForm()
    if form.validate_on_submit():
        settling.let_changes_run(g.camp, by_themselves=form.mode.data == "itself", by=current_user)
        flash(_("Saved. It holds for what is asked from now on."), "success")
    return redirect(url_for(".index", slug=slug))


@blueprint.get("/<int:number>")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """One change: who asks what and why, what it would change for whom, and the decision."""
    asked = asked_changes.by_number(g.camp, number)
    seen = publishing.preview(asked.schedule) if asked.schedule and asked.is_open else None
    return render_template(
        "changes/show.html",
        asked=asked,
        partner=asked_changes.partner_of(asked),
        seen=seen,
        is_stale=asked.is_open and settling.is_stale(g.camp, asked),
        hindrance=settling.hindrance_in_words(asked),
        working=jobs.open_of(g.camp, JobKind.REPAIR),
        frozen=freezing.are_frozen(g.camp),
        form=DeclineForm(),
    )


@blueprint.post("/<int:number>/work-out")
@allow(organisers)
def work_out(slug: str, number: int) -> ResponseReturnValue:
    """Look for a repair anew."""
    settling.work_out(g.camp, current_user._get_current_object(), number)
    return redirect(url_for(".show", slug=slug, number=number))


@blueprint.post("/<int:number>/accept")
@allow(organisers)
def accept(slug: str, number: int) -> ResponseReturnValue:
    """Do it, as it was shown."""
    try:
        seen = settling.accept(
            g.camp, number, current_user._get_current_object(), request.form.get("shown", "")
        )
    except Conflict as conflict:
        flash(str(conflict.message), "error")
        return redirect(url_for(".show", slug=slug, number=number))
    told = len(seen.concerned) if seen else 2
    flash(
        ngettext("Done. %(num)s person gets a mail.", "Done. %(num)s people get a mail.", told),
        "success",
    )
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/<int:number>/decline")
@allow(organisers)
def decline(slug: str, number: int) -> ResponseReturnValue:
    """Leave the meeting as it is."""
    form = DeclineForm()
    if not form.validate_on_submit():
        flash(_("Write at most 500 characters."), "error")
        return redirect(url_for(".show", slug=slug, number=number))
    try:
        asked = settling.decline(g.camp, number, current_user._get_current_object(), form.answer.data or "")
    except Conflict as conflict:
        flash(str(conflict.message), "error")
    else:
        declined = asked.status is AskedStatus.DECLINED
        words = _("Declined, and %(name)s gets a mail.", name=asked.participant.name)
        flash(words if declined else _("Left as it is."), "success")
    return redirect(url_for(".index", slug=slug))
