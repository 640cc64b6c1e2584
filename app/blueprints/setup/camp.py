"""The camp itself: texts, dates, windows, numbers; opening and hiding it."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import CampForm
from app.blueprints.setup.pages import blueprint, done, succeeds, try_or_tell
from app.models import Camp, CampKind
from app.services.local_time import wall_clock, zone_names
from app.services.mail import mails
from app.services.registration import camp_edits
from app.services.registration.camp_edits import CampValues

MOMENTS = ("registration_opens_at", "registration_closes_at", "wishes_close_at", "moves_frozen_from")


@blueprint.route("/console/<slug>/set-up", methods=["GET", "POST"])
@allow(organisers)
def camp(slug: str) -> ResponseReturnValue:
    """Look at the camp's own data and change them."""
    form = _form_of(g.camp)
    if succeeds(form, lambda: camp_edits.edit_camp(g.camp, form.version.number, _values(form), current_user)):
        return done("setup.camp", _("The camp is saved."))
    return render_template("setup/camp.html", form=form, zones=zone_names(), mail_address=mails.own_address())


@blueprint.post("/console/<slug>/open")
@allow(organisers)
def open_camp(slug: str) -> ResponseReturnValue:
    """Show the camp to everybody."""
    return try_or_tell(
        "console.camp",
        lambda: camp_edits.open_camp(g.camp, current_user),
        _("Everybody can see the camp now."),
    )


@blueprint.post("/console/<slug>/hide")
@allow(organisers)
def hide_camp(slug: str) -> ResponseReturnValue:
    """Show the camp to its team and its participants only."""
    return try_or_tell(
        "console.camp",
        lambda: camp_edits.hide_camp(g.camp, current_user),
        _("The camp is hidden from the public."),
    )


def _form_of(camp: Camp) -> CampForm:
    """The form as the camp stands, moments on the camp's clocks."""
    shown = {name: getattr(camp, name) for name in CampValues.__dataclass_fields__}
    clocks = {name: wall_clock(shown[name], camp.time_zone) for name in MOMENTS}
    form = CampForm(data={**shown, **clocks, "version": str(camp.version), "kind": camp.kind.value})
    form.offer_choices()
    return form


def _values(form: CampForm) -> CampValues:
    """The form's answers; moments are read on the clocks of the time zone that the form names."""
    fields = set(CampValues.__dataclass_fields__) - set(MOMENTS) - {"kind"}
    moments = {name: form[name].moment(form.time_zone.data) for name in MOMENTS}
    answers = {name: form[name].data for name in fields}
    return CampValues(kind=CampKind(form.kind.data), **moments, **answers)
