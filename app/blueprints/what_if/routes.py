"""What if: questions about a schedule, their answers as they come, and what each slot and table is worth."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from app.access import allow, organisers
from app.blueprints.what_if.forms import WhatIfForm
from app.models import Schedule
from app.services import acts
from app.services.matching import prices, what_if, what_if_page
from app.services.matching.curves import goal_name
from app.services.refusals import NotThere, Refusal
from app.services.schedules import schedules
from app.services.work import jobs

blueprint = Blueprint("what_if", __name__, url_prefix="/console/<slug>/schedules/<int:number>/what-if")


@blueprint.get("/")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """The questions that can be asked, and the last answers; the answers alone for htmx."""
    schedule = schedules.by_number(g.camp, number)
    if "HX-Request" in request.headers:
        return render_template("what_if/_answers.html", **_answers(schedule))
    return _page(schedule, _form_for(schedule))


@blueprint.post("/")
@allow(organisers)
def ask(slug: str, number: int) -> ResponseReturnValue:
    """Let the worker answer."""
    schedule = schedules.by_number(g.camp, number)
    form = _form_for(schedule)
    if not form.validate_on_submit():
        return _page(schedule, form)
    try:
        what_if.ask(g.camp, schedule, current_user._get_current_object(), _questions(form),
                    seconds=form.seconds.data, prices=form.prices.data)  # fmt: skip
    except jobs.AlreadyOpen:
        flash(_("Questions are being answered already. Wait until that is done, or stop it."), "info")
    except Refusal as refusal:
        form.tables.errors = [refusal.message]
        return _page(schedule, form)
    return redirect(url_for("what_if.show", slug=slug, number=number, _anchor="answers"))


@blueprint.post("/<int:job>/stop")
@allow(organisers)
def stop(slug: str, number: int, job: int) -> ResponseReturnValue:
    """End the search; the answers so far stay."""
    schedule = schedules.by_number(g.camp, number)
    jobs.request_stop(what_if.job_about(g.camp, schedule, job))
    flash(_("Stopping. The answers so far are kept."), "info")
    return redirect(url_for("what_if.show", slug=slug, number=number, _anchor="answers"))


@blueprint.get("/<int:job>/answers.csv")
@allow(organisers)
def answers_file(slug: str, number: int, job: int) -> ResponseReturnValue:
    """The answers as a file."""
    schedule = schedules.by_number(g.camp, number)
    found = what_if.job_about(g.camp, schedule, job)
    return _file(number, "what-if", what_if_page.as_csv(what_if_page.rows_of(g.camp, schedule, found)))


@blueprint.get("/<int:job>/worth.csv")
@allow(organisers)
def prices_file(slug: str, number: int, job: int) -> ResponseReturnValue:
    """What each slot and table is worth, as a file."""
    schedule = schedules.by_number(g.camp, number)
    found = prices.prices_of(g.camp, schedule, what_if.job_about(g.camp, schedule, job))
    if found is None:
        raise NotThere(_("What each slot is worth has not been worked out."))
    return _file(number, "slots-and-tables", prices.as_csv(found))


def _file(number: int, name: str, content: bytes) -> Response:
    name = f"{g.camp.slug}-schedule-{number}-{name}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    acts.note_export(g.camp, current_user, "what_if")
    return Response(content, mimetype="text/csv", headers=headers)


def _form_for(schedule: Schedule) -> WhatIfForm:
    form, choices = WhatIfForm(), what_if_page.choices_for(g.camp, schedule)
    form.tables.choices = [SelectChoice(value, text) for value, text in choices.tables]
    form.slots.choices = [SelectChoice(value, text) for value, text in choices.slots]
    return form


def _questions(form: WhatIfForm) -> list[what_if.Variation]:
    found = [what_if.Variation(tables=more) for more in form.tables.data]
    found += [what_if_page.variation_of(value) for value in form.slots.data]
    if form.promised.data is not None:
        found.append(what_if.Variation(promised=form.promised.data))
    if form.minutes.data is not None:
        found.append(what_if.Variation(minutes=form.minutes.data))
    return found


def _page(schedule: Schedule, form: WhatIfForm) -> str:
    return render_template("what_if/show.html", form=form, **_answers(schedule))


def _answers(schedule: Schedule) -> dict[str, object]:
    job = what_if.latest_about(g.camp, schedule)
    rows = what_if_page.rows_of(g.camp, schedule, job) if job else []
    return {
        "schedule": schedule,
        "job": job,
        "rows": rows,
        "told": what_if_page.told(job) if job else "",
        "goals": [name for name in what_if.GOALS if any(name in row.goals for row in rows)],
        "goal_name": goal_name,
        "prices": prices.prices_of(g.camp, schedule, job) if job else None,
        "is_older": job is not None and job.settings["version"] != schedule.version,
    }
