"""Importing people: a file, its columns, what would happen, done."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.imports.forms import ChoicesForm, UploadForm
from app.blueprints.paging import part_of
from app.models import PeopleImport
from app.services.people import import_fields, people_exports, people_imports
from app.services.people.import_plans import Step
from app.services.refusals import Conflict, Refusal
from app.services.registration import invitation_refusals, places

blueprint = Blueprint("imports", __name__)
PAGE, MOST_FAULTS, SAMPLES = 50, 200, 3


@blueprint.route("/console/<slug>/import", methods=["GET", "POST"])
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Choose the file."""
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read(people_imports.LARGEST_FILE + 1)
        try:
            made = people_imports.upload(g.camp, current_user, form.file.data.filename, content)
        except Refusal as refusal:
            form.file.errors = [*form.file.errors, str(refusal.message)]
        else:
            return redirect(url_for("imports.columns", slug=slug, number=made.id))
    return render_template("imports/index.html", form=form)


@blueprint.get("/console/<slug>/import/template.<any(csv,xlsx):kind>")
@allow(organisers)
def template(slug: str, kind: str) -> ResponseReturnValue:
    """A table to fill in, with an example."""
    content, mimetype = people_exports.as_file(_("People"), *people_imports.template_rows(g.camp), kind)
    name = _("participants")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, mimetype=mimetype, headers=headers)


@blueprint.route("/console/<slug>/import/<int:number>", methods=["GET", "POST"])
@allow(organisers)
def columns(slug: str, number: int) -> ResponseReturnValue:
    """Say what each column holds, and what holds for all rows."""
    made = people_imports.import_of(g.camp, number)
    if made.done_at is not None:
        return _to_people(slug)
    form = _choices_form(made)
    chosen = [request.form.get(f"column-{place}", "") for place in range(len(made.columns))]
    if form.validate_on_submit():
        try:
            people_imports.choose(g.camp, number, chosen, form.choices())
            return redirect(url_for("imports.check", slug=slug, number=number))
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
    return render_template(
        "imports/columns.html", made=made, form=form, fields=import_fields.fields_at(g.camp),
        chosen=chosen if form.is_submitted() else made.columns, samples=made.rows[1 : SAMPLES + 1],
    )  # fmt: skip


@blueprint.route("/console/<slug>/import/<int:number>/check", methods=["GET", "POST"])
@allow(organisers)
def check(slug: str, number: int) -> ResponseReturnValue:
    """See what would happen, then do it."""
    made = people_imports.import_of(g.camp, number)
    if request.method == "POST":
        return _carry_out(slug, number)
    if made.done_at is not None:
        return _to_people(slug)
    plan = people_imports.preview(g.camp, made)
    part = part_of(plan.lines, PAGE)
    unwilling = invitation_refusals.refused_of(g.camp, [line.entry.email for line in plan.of(Step.NEW)])
    return render_template(
        "imports/check.html", made=made, plan=plan, choices=people_imports.choices_of(made), page=part.page,
        pages=part.pages, lines=part.rows, faults=plan.faults[:MOST_FAULTS],
        wrong={fault.number for fault in plan.faults}, step=Step, left=places.places_left(g.camp),
        unwilling=len(unwilling),
    )  # fmt: skip


@blueprint.post("/console/<slug>/import/<int:number>/give-up")
@allow(organisers)
def give_up(slug: str, number: int) -> ResponseReturnValue:
    """Forget the file."""
    people_imports.give_up(g.camp, number)
    flash(_("The file is forgotten. Nothing was imported."), "success")
    return redirect(url_for("imports.index", slug=slug))


def _choices_form(made: PeopleImport) -> ChoicesForm:
    kept = people_imports.choices_of(made)
    return ChoicesForm(data={**vars(kept), "confirmed": "y" if kept.confirmed else ""})


def _carry_out(slug: str, number: int) -> ResponseReturnValue:
    try:
        counts = people_imports.carry_out(g.camp, number, request.form.get("digest", ""), current_user)
    except (Conflict, Refusal) as refusal:
        if refusal.status == 404:
            raise
        flash(str(refusal.message), "error")
        return redirect(url_for("imports.check", slug=slug, number=number))
    new, changed = counts[Step.NEW], counts[Step.CHANGED]
    words = [
        ngettext("%(num)d person is imported.", "%(num)d people are imported.", new),
        ngettext("%(num)d registration is changed.", "%(num)d registrations are changed.", changed),
    ]
    flash(" ".join(words if changed else words[:1]), "success")
    return _to_people(slug)


def _to_people(slug: str) -> ResponseReturnValue:
    return redirect(url_for("registrations.index", slug=slug))
