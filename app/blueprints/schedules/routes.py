"""Looking at a schedule and publishing it."""

import io
import zipfile
from math import ceil

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.services import agendas, curves, editing, promises, publishing, rulings, schedules, unmet_wishes
from app.services.notices import publication_mail

blueprint = Blueprint("schedules", __name__, url_prefix="/console/<slug>/schedules/<int:number>")
PAGE = 50


@blueprint.get("/")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """What was reached, with its proof, and the grid of slots and tables."""
    schedule = schedules.by_number(g.camp, number)
    meetings = agendas.meetings_of(schedule)
    edits = editing.history(schedule)
    return render_template(
        "schedules/show.html",
        edits=edits,
        edit_lines=editing.in_words(g.camp, [edit.changes for edit in edits]) if edits else [],
        pinned=rulings.pinned_pairs(g.camp),
        schedule=schedule,
        meetings=meetings,
        pairs=schedules.pairs_in_question(schedule),
        grid=schedules.grid_of(g.camp, meetings),
        goal_name=curves.goal_name,
        limit_in_words=curves.limit_in_words,
        curve=curves.curve(schedule.curve),
        fairness=schedules.fairness(g.camp, meetings),
    )


@blueprint.get("/people")
@allow(organisers)
def people(slug: str, number: int) -> ResponseReturnValue:
    """Everybody's agenda, those with the fewest meetings first, and why a promise is not kept."""
    schedule = schedules.by_number(g.camp, number)
    return render_template(
        "schedules/people.html",
        schedule=schedule,
        rows=schedules.meetings_per_person(g.camp, agendas.meetings_of(schedule)),
        shortfalls=promises.shortfalls(schedule),
        reason_in_words=promises.reason_in_words,
    )


@blueprint.get("/people/<code>")
@allow(organisers)
def person(slug: str, number: int, code: str) -> ResponseReturnValue:
    """One person's agenda in this schedule."""
    schedule = schedules.by_number(g.camp, number)
    someone, meetings = schedules.agenda_in(schedule, g.camp, code)
    return render_template("schedules/person.html", schedule=schedule, person=someone, meetings=meetings)


@blueprint.get("/unmet")
@allow(organisers)
def unmet(slug: str, number: int) -> ResponseReturnValue:
    """The wishes that could not be met, each with its reason and what would help; fifty on a page."""
    schedule = schedules.by_number(g.camp, number)
    found = unmet_wishes.unmet_of(g.camp, schedule)
    reason = request.args.get("reason", "")
    chosen = [one for one in found if reason in ("", one.reason)]
    pages = max(1, ceil(len(chosen) / PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "schedules/unmet.html",
        schedule=schedule,
        unmet=chosen[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        chosen=len(chosen),
        counts=unmet_wishes.counts_by_reason(found),
        reason=reason,
        page=page,
        pages=pages,
        reason_in_words=unmet_wishes.reason_in_words,
    )


@blueprint.get("/unmet.csv")
@allow(organisers)
def unmet_file(slug: str, number: int) -> ResponseReturnValue:
    """The same list, whole, as a file."""
    schedule = schedules.by_number(g.camp, number)
    content = unmet_wishes.as_csv(unmet_wishes.unmet_of(g.camp, schedule))
    name = f"{g.camp.slug}-schedule-{number}-unmet-wishes.csv"
    return Response(
        content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/proof.zip")
@allow(organisers)
def proof(slug: str, number: int) -> ResponseReturnValue:
    """The problem, the schedule and the verifier in one archive: anybody may check them anywhere."""
    schedule = schedules.by_number(g.camp, number)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in schedules.proof_files(schedule).items():
            file.writestr(name, content)
    name = f"{g.camp.slug}-schedule-{number}-proof.zip"
    return Response(
        archive.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/publish")
@allow(organisers)
def preview(slug: str, number: int) -> ResponseReturnValue:
    """What publishing would change and who would get a mail, before anything is sent."""
    schedule = schedules.by_number(g.camp, number)
    seen = publishing.preview(schedule)
    sample = next(iter(seen.concerned), None)
    mail = (
        publication_mail(
            g.camp,
            seen.people[sample],
            seen.concerned[sample],
            seen.people,
            request.args.get("mail", g.language),
        )
        if sample
        else None
    )
    return render_template("schedules/preview.html", schedule=schedule, seen=seen, mail=mail)


@blueprint.post("/publish")
@allow(organisers)
def publish(slug: str, number: int) -> ResponseReturnValue:
    """Make the schedule the one that is out; those concerned get a mail unless the organiser says no."""
    schedule = schedules.by_number(g.camp, number)
    with_mail = request.form.get("mail") != "no"
    seen = publishing.publish(
        g.camp,
        schedule,
        current_user._get_current_object(),
        with_mail=with_mail,
        shown=request.form.get("shown"),
    )
    sent = len(seen.concerned) if with_mail else 0
    flash(
        ngettext(
            "Schedule %(schedule)s is published. %(num)s person gets a mail.",
            "Schedule %(schedule)s is published. %(num)s people get a mail.",
            sent,
            schedule=number,
        ),
        "success",
    )
    return redirect(url_for("schedules.show", slug=slug, number=number))
