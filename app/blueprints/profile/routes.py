"""A participant's home, profile, times, and the way out of the camp."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants, registered
from app.blueprints.picture_response import picture_response
from app.blueprints.profile import conflicts
from app.blueprints.profile.forms import ColleagueForm, PictureForm, ProfileForm, WithdrawForm, stored_values
from app.blueprints.profile.times_form import TimesForm, settle_in_request
from app.blueprints.question_fields import answers_in, form_with
from app.models import Question
from app.services.agenda import participant_home
from app.services.directory import pictures
from app.services.programme import availability, session_places
from app.services.refusals import Conflict, Refusal
from app.services.registration import answers, colleagues, organisations, profiles, registrations
from app.services.setup import participant_types, questions, topics
from app.services.times import clashes, own_times

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
    asked = questions.questions_of(g.camp, only_asked=True)
    stored = stored_values(g.me, asked)
    form = _profile_form(asked, stored)
    differences = None
    if form.validate_on_submit():
        try:
            form.settle_organisation()
            values = registrations.profile_values(form.data)
            profiles.edit(g.me, form.version.data, values, form.name.data, answers_in(form, asked))
        except Conflict as conflict:
            differences = conflicts.keep_typed(form, conflict, stored_values(g.me, asked))
        else:
            flash(_("Your profile is saved."), "success")
            return redirect(url_for(".home", slug=slug))
    return render_template("profile/edit.html", form=form, differences=differences, asks=bool(asked),
                           gaps=profiles.gaps(g.me, profiles.topics_by_kind(g.me)),
                           suggestions=organisations.suggestions())  # fmt: skip


def _profile_form(asked: list[Question], stored: dict[str, Any]) -> ProfileForm:
    """The form with a field for each of the camp's questions."""
    made = form_with(ProfileForm, asked, answers.answers_of(g.me), g.language)
    form: ProfileForm = made(data=stored)
    form.offer_choices(participant_types.types_of(g.camp), g.language)
    form.ask_whether(organisations.like(form.organisation.data or ""))
    form.offer_topics_of(topics.topics_of(g.camp), g.language)
    return form


@blueprint.route("/availability", methods=["GET", "POST"], endpoint="availability")
@allow(registered)
def edit_availability(slug: str) -> ResponseReturnValue:
    """When the participant is there, and which sessions they have chosen or wait for.

    `busy` in the address are meeting times that their calendar takes: shown without a tick, saved by the button.
    """
    timetable, times = availability.timetable_of(g.camp), availability.times_of(g.me)
    busy = availability.newly_busy(timetable, times, request.args.get("busy", ""))
    times = replace(times, absent={*times.absent, *(slot.id for slot in busy)})
    form = TimesForm(timetable, times, g.camp.time_zone)
    in_the_way: list[clashes.Clash] = []
    if form.validate_on_submit():
        try:
            own_times.edit(g.camp, g.me, form.times(), settle_in_request(), request.form.get("shown", ""))
        except own_times.MeetingsInTheWay as found:
            in_the_way = list(found.clashes)
        except Refusal as refusal:
            form.sessions.errors = [*form.sessions.errors, refusal.message]
        else:
            flash(_("Your times are saved."), "success")
            return redirect(url_for(".home", slug=slug))
    return render_template("profile/availability.html", form=form, clashes=in_the_way, busy=busy,
                           mark=clashes.mark_of(in_the_way),
                           lines=session_places.places_in_line(g.me))  # fmt: skip


@blueprint.route("/picture", methods=["GET", "POST"])
@allow(registered)
def picture(slug: str) -> ResponseReturnValue:
    """A picture of oneself: chosen, or taken away by its button."""
    form = PictureForm()
    if form.validate_on_submit():
        try:
            pictures.put(g.me, form.picture.data.read())
        except Refusal as refusal:
            form.picture.errors = [*form.picture.errors, str(refusal.message)]
        else:
            flash(_("Your picture is saved."), "success")
            return redirect(url_for(".picture", slug=slug))
    return render_template("profile/picture.html", form=form)


@blueprint.post("/picture/remove")
@allow(registered)
def remove_picture(slug: str) -> ResponseReturnValue:
    """Have no picture any more."""
    pictures.remove(g.me)
    flash(_("Your picture is removed."), "success")
    return redirect(url_for(".picture", slug=slug))


@blueprint.get("/picture/<code>/<key>.jpg")
@allow(registered)
def show_picture(slug: str, code: str, key: str) -> ResponseReturnValue:
    """One's own picture, or that of somebody whose profile one may see."""
    return picture_response(pictures.seen_by(g.me, g.camp, code, key))


@blueprint.route("/colleague", methods=["GET", "POST"])
@allow(participants)
def colleague(slug: str) -> ResponseReturnValue:
    """Register somebody of one's own organisation; the page says the same whoever is registered already."""
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            colleagues.register_colleague(g.me, g.camp, form.name.data, form.email.data)
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            words = _(
                "A mail has gone to %(address)s. They take part once they confirm.", address=form.email.data
            )
            flash(words, "success")
            return redirect(url_for(".home", slug=slug))
    return render_template("profile/colleague.html", form=form)


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
