"""The administrator of the installation: all camps, a new one, importing a published instance."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import administrators, allow
from app.blueprints.administration.forms import InstanceForm, NewCampForm
from app.models import CampKind
from app.services.accounts import administration
from app.services.demonstration import instances
from app.services.demonstration.instances import LARGEST_FILE, Imported
from app.services.local_time import zone_names
from app.services.refusals import Refusal
from app.services.setup import new_camps
from app.services.setup.new_camps import NewCamp

blueprint = Blueprint("administration", __name__)


@blueprint.get("/administration")
@allow(administrators)
def index() -> ResponseReturnValue:
    """All camps of the installation."""
    return render_template("administration/index.html", lines=administration.all_camps())


@blueprint.route("/administration/new", methods=["GET", "POST"])
@allow(administrators)
def create() -> ResponseReturnValue:
    """Make a camp, from its kind's defaults or from an earlier camp."""
    form = NewCampForm()
    form.offer_choices(administration.names_of_camps())
    if form.validate_on_submit():
        try:
            camp = new_camps.create_camp(current_user._get_current_object(), _new_camp(form))
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("The camp is made. Only its team can see it."), "success")
            return redirect(url_for("console.camp", slug=camp.slug))
    return render_template("administration/new.html", form=form, zones=zone_names())


@blueprint.route("/administration/import", methods=["GET", "POST"])
@allow(administrators)
def import_instance() -> ResponseReturnValue:
    """Make a camp of a published instance."""
    form = InstanceForm()
    if form.validate_on_submit():
        try:
            done = _import(form)
        except Refusal as refusal:
            form.file.errors = [*form.file.errors, str(refusal.message)]
        else:
            flash(_say(done), "success")
            return redirect(url_for("console.camp", slug=done.camp.slug))
    return render_template("administration/import.html", form=form, zones=zone_names())


def _new_camp(form: NewCampForm) -> NewCamp:
    names = ("name", "starts_on", "time_zone", "place", "address", "follows", "with_team")
    return NewCamp(kind=CampKind(form.kind.data), **{name: form[name].data for name in names})


def _import(form: InstanceForm) -> Imported:
    """Read one byte more than is allowed, so that a larger file is noticed and never held."""
    content = form.file.data.stream.read(LARGEST_FILE + 1)
    names = ("name", "starts_on", "time_zone", "address")
    new = NewCamp(kind=CampKind.MATCHMAKING_EVENT, **{name: form[name].data for name in names})
    return instances.import_instance(current_user._get_current_object(), content, new)


def _say(done: Imported) -> str:
    counts = _("%(people)d participants and %(pairs)d pairs who wish to meet are imported.",
               people=done.participants, pairs=done.pairs)  # fmt: skip
    return " ".join((counts, *done.left_out))
