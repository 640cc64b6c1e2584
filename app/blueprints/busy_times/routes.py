"""Take busy times from a calendar: name it, and look at what it takes on the page of one's own times."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import allow, registered
from app.blueprints.busy_times.forms import CalendarForm
from app.limits import calendar_limit
from app.services.refusals import Refusal
from app.services.times import busy_times

blueprint = Blueprint("busy_times", __name__, url_prefix="/camps/<slug>/me/availability/calendar")


@blueprint.get("")
@allow(registered)
def show(slug: str) -> ResponseReturnValue:
    """Where to find the address, and what becomes of it."""
    return render_template("busy_times/show.html", form=CalendarForm())


@blueprint.post("")
@allow(registered)
@calendar_limit
def read(slug: str) -> ResponseReturnValue:
    """Look at the calendar; nothing is saved."""
    form = CalendarForm()
    if not form.validate_on_submit():
        return render_template("busy_times/show.html", form=form)
    address, data, where = form.address.data, b"", form.address
    if form.file.data:
        address, data, where = "", form.file.data.read(busy_times.LARGEST_FILE + 1), form.file
    try:
        taken = busy_times.taken_by(g.camp, g.me, address, data, with_whole_days=form.with_whole_days.data)
    except Refusal as refusal:
        where.errors = [*where.errors, str(refusal.message)]
        return render_template("busy_times/show.html", form=form)
    if taken.whole_days_left_out:
        flash(ngettext("%(num)d entry for whole days was left out of account.",
                       "%(num)d entries for whole days were left out of account.",
                       taken.whole_days_left_out), "info")  # fmt: skip
    if not taken.slots:
        flash(_("Your calendar leaves all meeting times free."), "success")
    busy = ",".join(map(str, sorted(taken.slots)))
    return redirect(url_for("profile.availability", slug=slug, busy=busy or None))
