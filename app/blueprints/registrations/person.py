"""One participant, for organisers: what is known, and the organisers' word on the registration."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.picture_response import picture_response
from app.blueprints.registrations.forms import DeclineForm
from app.blueprints.registrations.pages import blueprint
from app.models import ParticipantStatus
from app.services.day import stand_in_offers
from app.services.directory import pictures
from app.services.mail import bounces
from app.services.people import approvals, people
from app.services.refusals import Conflict
from app.services.registration import answers, places, profiles
from app.services.setup import participant_types, questions


@blueprint.get("/console/<slug>/people/<code>")
@allow(organisers)
def person(slug: str, code: str) -> ResponseReturnValue:
    """Everything that organisers may know of one participant."""
    line = people.person_of(g.camp, code)
    absences, sessions = people.presence_of(line.person)
    topics = profiles.topics_by_kind(line.person)
    asked = answers.told(questions.questions_of(g.camp), answers.answers_of(line.person), g.language)
    return render_template(
        "registrations/person.html", line=line, person=line.person, topics=topics, absences=absences,
        sessions=sessions, answers=asked, types=participant_types.types_of(g.camp), full=places.is_full(g.camp),
        bounce=bounces.standing_against(line.person), alone=stand_in_offers.alone_times_of(g.camp, line.person),
    )  # fmt: skip


@blueprint.post("/console/<slug>/people/<code>/approve")
@allow(organisers)
def approve(slug: str, code: str) -> ResponseReturnValue:
    """Approve a registration."""
    try:
        person = approvals.approve(g.camp, code, current_user)
        if person.status is ParticipantStatus.WAITING:
            flash(_("%(name)s is approved, waits for a place and gets a mail.", name=person.name), "success")
        else:
            flash(_("%(name)s has a place and gets a mail.", name=person.name), "success")
    except Conflict as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("registrations.person", slug=slug, code=code))


@blueprint.post("/console/<slug>/people/<code>/place")
@allow(organisers)
def give_place(slug: str, code: str) -> ResponseReturnValue:
    """Give somebody on the waiting list a place before their turn."""
    try:
        person = approvals.give_place(g.camp, code, current_user)
        flash(_("%(name)s has a place and gets a mail.", name=person.name), "success")
    except Conflict as refusal:
        flash(str(refusal.message), "error")
    return redirect(url_for("registrations.person", slug=slug, code=code))


@blueprint.route("/console/<slug>/people/<code>/decline", methods=["GET", "POST"])
@allow(organisers)
def decline(slug: str, code: str) -> ResponseReturnValue:
    """Say why a registration is declined, then decline it."""
    line, form = people.person_of(g.camp, code), DeclineForm()
    if form.validate_on_submit():
        try:
            approvals.decline(g.camp, code, form.note.data, current_user)
            flash(_("%(name)s is declined and gets a mail.", name=line.person.name), "success")
        except Conflict as refusal:
            flash(str(refusal.message), "error")
        return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template("registrations/decline.html", form=form, person=line.person)


@blueprint.get("/console/<slug>/people/<code>/picture/<key>.jpg")
@allow(organisers)
def picture(slug: str, code: str, key: str) -> ResponseReturnValue:
    """A participant's picture."""
    return picture_response(pictures.at(people.person_of(g.camp, code).person, key))


@blueprint.post("/console/<slug>/people/<code>/type")
@allow(organisers)
def set_type(slug: str, code: str) -> ResponseReturnValue:
    """Let somebody take part as something else."""
    person = people.person_of(g.camp, code).person
    participant_types.set_type(g.camp, person, request.form.get("type", ""), current_user)
    flash(_("The type of %(name)s is saved.", name=person.name), "success")
    return redirect(url_for("registrations.person", slug=slug, code=code))


@blueprint.route("/console/<slug>/people/<code>/withdraw", methods=["GET", "POST"])
@allow(organisers)
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    """Say what it means to withdraw somebody's registration, then do it."""
    line = people.person_of(g.camp, code)
    if request.method == "POST":
        approvals.withdraw(g.camp, code, current_user)
        flash(_("The registration of %(name)s is withdrawn.", name=line.person.name), "success")
        return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template("registrations/withdraw.html", line=line, person=line.person)
