"""Tables and where they stand."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import TableDescriptionForm, TableRangeForm, TablesForm
from app.blueprints.setup.pages import INT, blueprint, done, succeeds
from app.blueprints.setup.removal import remove_or_show
from app.services.repairing import removals
from app.services.setup import floor_plan
from app.services.setup import tables as service


@blueprint.route("/console/<slug>/tables", methods=["GET", "POST"])
@allow(organisers)
def tables(slug: str) -> ResponseReturnValue:
    """The tables, and a form for more."""
    form = TablesForm()

    def add() -> None:
        service.add_tables(g.camp, form.count.number, form.layout, by=current_user)

    if succeeds(form, add):
        return done(
            "setup.tables",
            ngettext("%(num)d table is added.", "%(num)d tables are added.", form.count.number),
        )
    groups, plan = service.groups_of(g.camp), floor_plan.plan_of(g.camp)
    return render_template("setup/tables.html", form=form, groups=groups, plan=plan)


@blueprint.route(f"/console/<slug>/tables/<{INT}:first>-<{INT}:last>", methods=["GET", "POST"])
@allow(organisers)
def tables_change(slug: str, first: int, last: int) -> ResponseReturnValue:
    """Say where some tables stand."""
    shown = service.table_of(g.camp, first)
    form = TableDescriptionForm(
        first=first,
        last=last,
        zone=shown.zone,
        hint=shown.hint,
        interpreter=shown.interpreter_languages,
    )

    def describe() -> None:
        first, last = form.first.number, form.last.number
        service.describe_tables(g.camp, first, last, form.layout, by=current_user)

    if succeeds(form, describe):
        return done("setup.tables", _("The tables are described."))
    return render_template("setup/tables_change.html", form=form, first=first, last=last)


@blueprint.route("/console/<slug>/tables/remove", methods=["GET", "POST"])
@allow(organisers)
def tables_remove(slug: str) -> ResponseReturnValue:
    """Remove some tables, by number: at once, or with what stands there shown first."""
    form = TableRangeForm()

    def look() -> None:
        service.between(g.camp, form.first.number, form.last.number)

    if succeeds(form, look):
        first, last = form.first.number, form.last.number
        return remove_or_show(
            removals.tables_going(g.camp, first, last),
            "setup.tables",
            url_for("setup.tables_removal", slug=slug, first=first, last=last),
        )
    return render_template("setup/tables_remove.html", form=form)
