"""Repair around what was decided by hand: asked for, looked at, accepted as a draft."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.mending.forms import MendForm
from app.models import Schedule
from app.services.editing import draft_edits
from app.services.refusals import Conflict, Refusal
from app.services.repairing import cures, mending, mending_page
from app.services.schedules import schedules
from app.services.work import jobs

blueprint = Blueprint("mending", __name__, url_prefix="/console/<slug>/schedules/<int:number>/repair")


@blueprint.get("/")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """What can be added, and the repairs that were found; these alone for htmx."""
    schedule = schedules.by_number(g.camp, number)
    if "HX-Request" in request.headers:
        return render_template("mending/_repairs.html", **_found(schedule))
    form = _form_for(schedule)
    form.person.data = request.args.get("person", 0, type=int)
    form.table.data = request.args.get("table", 0, type=int)
    return _page(schedule, form)


@blueprint.post("/")
@allow(organisers)
def begin(slug: str, number: int) -> ResponseReturnValue:
    """Let the worker look for the least change."""
    schedule = schedules.by_number(g.camp, number)
    form = _form_for(schedule)
    if not form.validate_on_submit():
        return _page(schedule, form)
    try:
        mending.begin(g.camp, schedule, current_user._get_current_object(), form.wanted())
    except jobs.AlreadyOpen:
        flash(_("A repair is being worked out already. Wait until it is there, or stop it."), "info")
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("mending.show", slug=slug, number=number, _anchor="repairs"))


@blueprint.post("/<int:job>/stop")
@allow(organisers)
def stop(slug: str, number: int, job: int) -> ResponseReturnValue:
    """End the search with what there is."""
    schedule = schedules.by_number(g.camp, number)
    jobs.request_stop(mending.job_about(g.camp, schedule, job))
    flash(_("Stopping. What has been found is kept."), "info")
    return redirect(url_for("mending.show", slug=slug, number=number, _anchor="repairs"))


@blueprint.post("/<int:job>/accept")
@allow(organisers)
def accept(slug: str, number: int, job: int) -> ResponseReturnValue:
    """Make one of the repairs a draft of its own."""
    schedule = schedules.by_number(g.camp, number)
    found, place = mending.job_about(g.camp, schedule, job), request.form.get("place", -1, type=int)
    try:
        draft = mending.accept(g.camp, schedule, current_user._get_current_object(), found, place)
    except Conflict as conflict:
        flash(str(conflict.message), "error")
        return _page(schedules.by_number(g.camp, number), _form_for(schedule)), conflict.status
    flash(_("Schedule %(number)s is the repaired draft. Nothing is sent before you publish it.",
            number=draft.number), "success")  # fmt: skip
    return redirect(url_for("schedules.show", slug=slug, number=draft.number))


@blueprint.get("/cure/<code>/<other>")
@allow(organisers)
def cure(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """What would make room for two people, with its consequence."""
    schedule = schedules.by_number(g.camp, number)
    seen = cures.prospect(g.camp, schedule, (code, other))
    return render_template("mending/cure.html", schedule=schedule, seen=seen)


@blueprint.post("/cure/<code>/<other>")
@allow(organisers)
def carry_out(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Do it, as it was shown."""
    schedule, user = schedules.by_number(g.camp, number), current_user._get_current_object()
    try:
        job = cures.carry_out(g.camp, schedule, user, (code, other), request.form.get("kind", ""))
    except jobs.AlreadyOpen:
        flash(_("A repair is being worked out already. Wait until it is there, or stop it."), "info")
        job = None
    else:
        if job is None:
            flash(_("The mail is on its way."), "success")
            return redirect(url_for("schedules.unmet", slug=slug, number=number))
    return redirect(url_for("mending.show", slug=slug, number=number, _anchor="repairs"))


def _form_for(schedule: Schedule) -> MendForm:
    form = MendForm()
    form.offer(mending_page.choices_for(g.camp, schedule))
    return form


def _page(schedule: Schedule, form: MendForm) -> str:
    by_hand = sum(not edit.is_undone for edit in draft_edits.history(schedule, how_many=1000))
    return render_template("mending/show.html", form=form, by_hand=by_hand, **_found(schedule))


def _found(schedule: Schedule) -> dict[str, object]:
    job = mending.latest_about(g.camp, schedule)
    return {
        "schedule": schedule,
        "job": job,
        "repairs": mending_page.repairs_of(g.camp, schedule, job) if job else [],
        "is_older": job is not None and job.settings["version"] != schedule.version,
    }
