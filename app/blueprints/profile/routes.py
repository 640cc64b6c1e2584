"""A participant's home, profile, times, and the way out of the camp."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, registered
from app.blueprints.profile import conflicts
from app.blueprints.profile.forms import ProfileForm, WithdrawForm, stored_values
from app.blueprints.times_fields import TimesFields
from app.services import availability, organisations, participant_home, profiles, registrations, topics
from app.services.refusals import Conflict, Refusal

blueprint = Blueprint("profile", __name__, url_prefix="/camps/<slug>/me")


@blueprint.get("")
@allow(registered)
def home(slug: str) -> ResponseReturnValue:
    """The first page of a participant: the one thing to do, then the rest."""
    return render_template("profile/home.html", home=participant_home.home_of(g.me, g.camp))


@blueprint.route("/profile", methods=["GET", "POST"])
@allow(registered)
def edit(slug: str) -> ResponseReturnValue:
    """The profile. When it was changed meanwhile, what was typed stays and the differences are shown."""
    form = ProfileForm(data=stored_values(g.me))
    form.offer_choices()
    form.offer_topics_of(topics.topics_of(g.camp), g.language)
    differences = None
    if form.validate_on_submit():
        try:
            profiles.edit(g.me, form.version.data, registrations.profile_values(form.data), form.name.data)
        except Conflict as conflict:
            differences = conflicts.keep_typed(form, conflict, stored_values(g.me))
        else:
            flash(_("Your profile is saved."), "success")
            return redirect(url_for(".home", slug=slug))
    return render_template("profile/edit.html", form=form, differences=differences,
                           suggestions=organisations.suggestions())  # fmt: skip


@blueprint.route("/availability", methods=["GET", "POST"], endpoint="availability")
@allow(registered)
def edit_availability(slug: str) -> ResponseReturnValue:
    """When the participant is there, and which sessions they have chosen."""
    absent, chosen = availability.absences_of(g.me), availability.sessions_chosen_by(g.me)
    form = TimesFields(availability.timetable_of(g.camp), absent, chosen)
    if form.validate_on_submit():
        try:
            availability.edit(g.me, form.absent(), form.sessions.data)
        except Refusal as refusal:
            form.sessions.errors = [*form.sessions.errors, refusal.message]
        else:
            flash(_("Your times are saved."), "success")
            return redirect(url_for(".home", slug=slug))
    return render_template("profile/availability.html", form=form)


@blueprint.route("/withdraw", methods=["GET", "POST"])
@allow(registered)
def withdraw(slug: str) -> ResponseReturnValue:
    """What withdrawing means, then the withdrawal."""
    form = WithdrawForm()
    if form.validate_on_submit():
        registrations.withdraw(g.me, g.camp)
        flash(_("You have withdrawn. Your place is free for somebody else."), "success")
        return redirect(url_for("registration.camp", slug=slug))
    return render_template("profile/withdraw.html", consequences=registrations.withdrawal_means(g.me, g.camp))
