"""Generating schedules: runs, progress, drafts."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.matching.forms import RunForm
from app.blueprints.paging import page_of, part_of
from app.models import JobKind, JobStatus
from app.services.matching import comparing, curves, fairness_picture, problems, run_history
from app.services.schedules import rulings, schedules
from app.services.work import jobs

blueprint = Blueprint("matching", __name__)
PAGE = 50


@blueprint.get("/console/<slug>/match")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """What a run would work on, the form that starts one, and the schedules so far."""
    return _page(RunForm())


def _page(form: RunForm) -> ResponseReturnValue:
    return render_template(
        "matching/index.html",
        form=form,
        obstacles=problems.obstacles(g.camp),
        rulings=rulings.rulings_of(g.camp),
        size=problems.size_of(g.camp),
        schedules=schedules.schedules_of(g.camp),
        meeting_counts=schedules.meeting_counts(g.camp),
        running=jobs.open_of(g.camp, JobKind.SOLVE),
        latest=jobs.latest_of(g.camp, JobKind.SOLVE),
    )


@blueprint.post("/console/<slug>/match")
@allow(organisers)
def start(slug: str) -> ResponseReturnValue:
    """Start a run in the background; a second click leads to the run that is under way."""
    form = RunForm()
    if not form.validate_on_submit() or problems.obstacles(g.camp):
        return _page(form)
    settings = form.choices().as_settings()
    try:
        job = jobs.open_job(JobKind.SOLVE, g.camp, current_user._get_current_object(), settings)
    except jobs.AlreadyOpen as error:
        job = error.job
        flash(_("A search is already under way. You see it here."), "info")
    return redirect(url_for("matching.job", slug=slug, number=job.id))


@blueprint.get("/console/<slug>/match/<int:number>")
@allow(organisers)
def job(slug: str, number: int) -> ResponseReturnValue:
    """The progress of a run; the page asks for its fragment every other second while it lasts."""
    found = jobs.job_of(g.camp, number)
    fragment = "HX-Request" in request.headers
    if found.status is JobStatus.DONE and found.schedule_id and not fragment:
        return redirect(url_for("schedules.show", slug=slug, number=schedules.number_of(found.schedule_id)))
    template = "matching/_progress.html" if fragment else "matching/job.html"
    schedule = schedules.number_of(found.schedule_id) if found.schedule_id else None
    return render_template(
        template, job=found, told=curves.told(found), done=schedule, curve=curves.curve(found.progress)
    )


@blueprint.post("/console/<slug>/match/<int:number>/stop")
@allow(organisers)
def stop(slug: str, number: int) -> ResponseReturnValue:
    """Stop the run and keep the best found so far."""
    jobs.request_stop(jobs.job_of(g.camp, number), current_user._get_current_object())
    flash(_("Stopping. The best schedule found so far is kept."), "info")
    return redirect(url_for("matching.job", slug=slug, number=number))


@blueprint.get("/console/<slug>/match/runs")
@allow(organisers)
def runs(slug: str) -> ResponseReturnValue:
    """All runs so far, the newest first, with seed, hash and settings."""
    pages = run_history.pages_of(g.camp)
    page = page_of(pages)
    found = run_history.runs_of(g.camp, page)
    return render_template("matching/runs.html", runs=found, page=page, pages=pages)


@blueprint.get("/console/<slug>/match/compare")
@allow(organisers)
def compare(slug: str) -> ResponseReturnValue:
    """Two to four schedules side by side: goals, fairness, waiting, and differences by person."""
    numbers = [number for number in request.args.getlist("n", type=int) if number < 2**31]
    if len(set(numbers)) < 2:
        flash(_("Tick two to four schedules to see them side by side."), "info")
        return redirect(url_for("matching.index", slug=slug))
    found = comparing.compare(g.camp, comparing.chosen(g.camp, numbers))
    wanted = request.args.get("q", "").strip()
    people = found.named(wanted)
    part = part_of(people, PAGE)
    return render_template(
        "matching/compare.html",
        found=found,
        people=part.rows,
        total=len(people),
        wanted=wanted,
        page=part.page,
        pages=part.pages,
        spread=fairness_picture.spread(found.columns),
        goal_name=curves.goal_name,
        limit_in_words=curves.limit_in_words,
    )
