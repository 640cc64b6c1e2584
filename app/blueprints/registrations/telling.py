"""An organiser saying for a participant when they are there, and whom they wish to meet."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.registrations.forms import WishForm
from app.blueprints.registrations.pages import blueprint
from app.blueprints.times_fields import TimesFields
from app.services.people import behalf, people
from app.services.programme import availability
from app.services.refusals import NotThere, Refusal
from app.services.times import clashes
from app.services.times.own_times import MeetingsInTheWay, Settle


@blueprint.route("/console/<slug>/people/<code>/times", methods=["GET", "POST"])
@allow(organisers)
def times(slug: str, code: str) -> ResponseReturnValue:
    """When somebody is there and which sessions they attend."""
    person = people.person_of(g.camp, code).person
    now = availability.times_of(person)
    form = TimesFields(availability.timetable_of(g.camp), set(now.absent), set(now.sessions))
    in_the_way: list[clashes.Clash] = []
    if form.validate_on_submit():
        pressed = request.form.get("settle", "")
        settle = Settle(pressed) if pressed in tuple(Settle) else None
        try:
            behalf.set_times(g.camp, code, form.absent(), form.sessions.data or (), current_user, settle,
                             request.form.get("shown", ""))  # fmt: skip
        except MeetingsInTheWay as found:
            in_the_way = list(found.clashes)
        except NotThere:
            raise
        except Refusal as refusal:
            form.sessions.errors = [*form.sessions.errors, str(refusal.message)]
        else:
            flash(_("The times of %(name)s are saved, and a mail tells them.", name=person.name), "success")
            return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template("registrations/times.html", form=form, person=person, clashes=in_the_way,
                           mark=clashes.mark_of(in_the_way))  # fmt: skip


@blueprint.route("/console/<slug>/people/<code>/wish", methods=["GET", "POST"])
@allow(organisers)
def wish(slug: str, code: str) -> ResponseReturnValue:
    """A wish that somebody has told an organiser; none that is there is shown."""
    person = people.person_of(g.camp, code).person
    form = WishForm()
    form.offer(behalf.whom_to_wish_for(g.camp, person))
    if form.validate_on_submit():
        try:
            behalf.state_wish(g.camp, code, form.about.data, form.grade.data, current_user)
        except NotThere:
            raise
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("Stated for %(name)s, and a mail tells them.", name=person.name), "success")
            return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template("registrations/wish.html", form=form, person=person)
