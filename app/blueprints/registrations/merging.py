"""Merging two registrations of one person: find the other, choose what stays, done."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.registrations.addresses import LONGEST_SEARCH
from app.blueprints.registrations.pages import blueprint
from app.services.people import merging, people
from app.services.people.people import STANDING, Question
from app.services.refusals import NotThere, Refusal

MOST_FOUND = 30


@blueprint.get("/console/<slug>/people/<code>/merge")
@allow(organisers)
def find_twin(slug: str, code: str) -> ResponseReturnValue:
    """Which other registration is this person's too?"""
    line, words = people.person_of(g.camp, code), request.args.get("q", "")[:LONGEST_SEARCH].strip()
    found = people.lines(g.camp, Question(text=words)) if words else merging.likely_twins(g.camp, line)
    found = [one for one in found if one.person.code != code and one.person.status in STANDING]
    return render_template(
        "registrations/find_twin.html", line=line, person=line.person, words=words, found=found[:MOST_FOUND]
    )


@blueprint.route("/console/<slug>/people/<code>/merge/<other>", methods=["GET", "POST"])
@allow(organisers)
def merge(slug: str, code: str, other: str) -> ResponseReturnValue:
    """Choose what stays where the two differ, see what follows, merge."""
    stays, goes = people.person_of(g.camp, code), people.person_of(g.camp, other)
    if request.method == "POST":
        taken = [name for name in merging.FIELDS if request.form.get(name) == "other"]
        try:
            person = merging.merge(g.camp, code, other, taken, current_user)
            flash(_("The two registrations of %(name)s are one.", name=person.name), "success")
            return redirect(url_for("registrations.person", slug=slug, code=code))
        except NotThere:
            raise
        except Refusal as refusal:
            flash(str(refusal.message), "error")
            return redirect(url_for("registrations.find_twin", slug=slug, code=code))
    return render_template(
        "registrations/merge.html", stays=stays, goes=goes, means=merging.means(goes.person),
        differences=merging.differences(g.camp, stays.person, goes.person, g.language),
    )  # fmt: skip
